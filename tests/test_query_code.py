"""The code that the SPARQL page offers: it runs as it stands, and gives the answer."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from lod.config import Settings
from lod.release import Release
from lod.web.query_code import code
from tests.test_serve import running

# everything that a shell, Python or R could take for something else
HOSTILE = (
    "SELECT ?p ?text WHERE {\n"
    "  ?p a <https://w3id.org/propar/onto#ParticipatoryProcess>\n"
    '  VALUES ?text { \'\'\'it\'s """"quoted"""" `id` $(id) $HOME \\\\n è 😀 %20 {x}\'\'\' }\n'
    "}\nORDER BY ?p LIMIT 2"
)
ASK = "ASK { ?s ?p 'it\\'s' }"
GRAPH = (
    "CONSTRUCT { <http://x/s> <http://x/p> ?title }\n"
    "WHERE { <https://w3id.org/propar/id/process/er-65> <http://purl.org/dc/terms/title> ?title }"
)
EXPECTED = {
    HOSTILE: ["https://w3id.org/propar/id/process/er-", "it's", "quoted", "`id` $(id) $HOME", "%20 {x}"],
    ASK: ["alse"],
    GRAPH: ["Dal Bilancio di Mandato al Bilancio sociale"],
}
RUNS = {
    "curl": ("sh", ["bash"]),
    "Python, SPARQLWrapper": ("py", [sys.executable, "-W", "error"]),
    "Python, rdflib": ("py", [sys.executable, "-W", "error"]),
    "R": ("R", ["Rscript", "--vanilla"]),
}


@pytest.fixture(scope="module")
def address(sample_settings: Settings, sample: Release) -> Iterator[str]:
    """Where a server of the sample listens."""
    assert sample.path.is_dir()
    with running("serve", "--site", str(sample_settings.site), "--port", "0") as (_, found):
        yield found


def offered(address: str, query: str) -> dict[str, str]:
    """The code on the page that answers *query*, by its name, as a reader copies it."""
    request = Request(f"{address}sparql?query={quote(query)}", headers={"Accept": "text/html"})
    with urlopen(request, timeout=20) as response:
        page = response.read().decode()
    blocks = re.findall(
        r'<summary>([^<]*)</summary>\s*<pre tabindex="0"><code id="code-\d">(.*?)</code>', page, re.DOTALL
    )
    return {name: html.unescape(text) for name, text in blocks}


@pytest.mark.parametrize("query", list(EXPECTED), ids=["SELECT", "ASK", "CONSTRUCT"])
@pytest.mark.parametrize("name", list(RUNS))
def test_the_code_runs_as_it_stands(address: str, tmp_path: Path, name: str, query: str) -> None:
    """Copied from the page and run, it prints the answer; what is in the query is run by nobody."""
    extension, command = RUNS[name]
    script = tmp_path / f"code.{extension}"
    script.write_text(offered(address, query)[name], "utf-8")
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    done = subprocess.run([*command, script], check=False, capture_output=True, text=True, timeout=60, env=environment)

    # Python and R show quotes in texts in ways of their own
    printed = done.stdout.replace("\\", "")

    assert (done.returncode, [text for text in EXPECTED[query] if text not in printed]) == (0, []), done.stderr


def test_every_name_is_offered(address: str) -> None:
    """What runs is what stands there."""
    assert list(offered(address, ASK)) == list(RUNS)


@pytest.mark.parametrize("name", list(RUNS))
def test_control_characters_are_written_as_sparql_writes_them(name: str) -> None:
    """No shell can hold them."""
    written = code("http://x/sparql", 'ASK { ?s ?p "\x00\x1b\ud800" }')[name]

    assert "u0000" in written
    assert "u001B" in written
    assert "uD800" in written
    assert written.isprintable() or not re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", written)


@pytest.mark.parametrize("name", list(RUNS))
def test_a_forged_host_is_quoted_too(tmp_path: Path, name: str) -> None:
    """The address of the endpoint comes from the request."""
    written = code("http://x'\";touch pwned;#/sparql", "ASK {}")[name]
    extension, command = RUNS[name]
    script = tmp_path / f"code.{extension}"
    script.write_text(written, "utf-8")
    subprocess.run([*command, script], check=False, capture_output=True, timeout=60, cwd=tmp_path)

    assert not (tmp_path / "pwned").exists()
