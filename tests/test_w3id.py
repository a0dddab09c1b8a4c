"""The redirects of w3id.org, through a real Apache to a real server."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from lod.config import Settings
from lod.errors import SettingsError
from lod.release import Release
from lod.w3id import htaccess
from tests.conftest import free_port, wait_until_up
from tests.test_serve import running

APACHE = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin") or "apache2"
CONFIGURATION = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
Mutex file:{folder}
ErrorLog {folder}/errors
{modules}
{user}
DocumentRoot {folder}/www
<Directory {folder}/www>
  AllowOverride All
  Require all granted
</Directory>
"""
MODULES = ("mpm_event", "authz_core", "rewrite", "headers", "alias", "dir")


@pytest.fixture(scope="module")
def target(sample: Release, sample_settings: Settings) -> Iterator[str]:
    """Where the release is served."""
    assert sample.path.is_dir()
    with running("serve", "--site", str(sample_settings.site), "--port", "0") as (_, address):
        yield address


@pytest.fixture(scope="module")
def w3id(target: str) -> Iterator[str]:
    """Address of an Apache that keeps our rules as w3id.org would, in the folder ``propar``."""
    folder = Path(tempfile.mkdtemp(prefix="propar-w3id-"))
    # the server gives up the rights of root
    folder.chmod(0o777)
    (folder / "www" / "propar").mkdir(parents=True)
    (folder / "www" / "propar" / ".htaccess").write_text(htaccess(target), "utf-8")
    modules = [f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in MODULES]
    user = "User nobody\nGroup nogroup" if os.getuid() == 0 else ""
    port = free_port()
    written = CONFIGURATION.format(folder=folder, port=port, modules="\n".join(modules), user=user)
    (folder / "apache.conf").write_text(written, "utf-8")
    with subprocess.Popen([APACHE, "-D", "FOREGROUND", "-f", str(folder / "apache.conf")]) as server:
        try:
            (folder / "www" / "up").write_text("up", "utf-8")
            wait_until_up(f"http://127.0.0.1:{port}/up")
            yield f"http://127.0.0.1:{port}/propar/"
        finally:
            server.terminate()
            server.wait(10)
            shutil.rmtree(folder)


def asked(address: str, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, HTTPMessage]:
    """Status and headers of the answer itself, redirects not followed."""
    parts = urlsplit(address)
    with closing(HTTPConnection(parts.netloc, timeout=10)) as connection:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
        with connection.getresponse() as response:
            return response.status, response.headers


ACCEPT = [
    ("text/html", "text/html; charset=utf-8"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ("text/turtle", "text/turtle; charset=utf-8"),
    ("application/ld+json", "application/ld+json"),
    ("application/ld+json;q=0.9, text/turtle;q=0.5", "application/ld+json"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/n-triples", "application/n-triples"),
    ("*/*", "text/turtle; charset=utf-8"),
    ("text/plain, */*;q=0.1", "application/n-triples"),
]
PATHS = ["onto", "voc/status", "voc/status/concluso", "shapes/Process", "id/process/er-65", "id/place/comune-033032"]


@pytest.mark.parametrize(("accept", "content_type"), ACCEPT)
@pytest.mark.parametrize("path", PATHS)
def test_an_iri_leads_to_the_format_that_is_accepted(w3id: str, path: str, accept: str, content_type: str) -> None:
    """From w3id.org to the document, whatever the client is."""
    with urlopen(Request(w3id + path, headers={"Accept": accept}), timeout=10) as response:
        assert response.headers["Content-Type"].partition("; profile")[0] == content_type
        assert len(response.read()) > 200


@pytest.mark.parametrize(
    ("asked_for", "leads_to"),
    [
        ("id/process/er-65", "id/process/er-65"),
        ("onto", "onto"),
        ("onto/0.2.0", "onto/0.2.0"),
        ("doc/process/er-65.ttl", "doc/process/er-65.ttl"),
        ("context.jsonld", "context.jsonld"),
        ("doc/place/provincia-033?page=2&lang=en", "doc/place/provincia-033?page=2&lang=en"),
        ("voc/a%20b", "voc/a%20b"),
        ("voc/caff%C3%A8", "voc/caff%c3%a8"),
        ("", ""),
    ],
)
def test_a_redirect_keeps_path_and_query(w3id: str, target: str, asked_for: str, leads_to: str) -> None:
    """303, readable from any page."""
    status, headers = asked(w3id + asked_for, Accept="text/turtle")

    assert status == 303
    assert headers["Location"] == target + leads_to
    assert headers["Access-Control-Allow-Origin"] == "*"


def test_head_is_redirected_too(w3id: str, target: str) -> None:
    """A harvester looks before it fetches."""
    status, headers = asked(w3id + "onto", "HEAD")

    assert (status, headers["Location"]) == (303, target + "onto")


def test_a_posted_query_stays_a_post(w3id: str, target: str) -> None:
    """307: with 303 the query would be lost."""
    body = urlencode({"query": "ASK {}"}).encode()
    status, headers = asked(w3id + "sparql", "POST", body, **{"Content-Type": "application/x-www-form-urlencoded"})

    assert (status, headers["Location"]) == (307, target + "sparql")


@pytest.mark.parametrize("path", ["%0d%0aSet-Cookie:%20a=b", "//evil.example/", "@evil.example/", "..%2f..%2fetc"])
def test_no_path_leads_elsewhere(w3id: str, target: str, path: str) -> None:
    """Neither to another host nor into another header."""
    status, headers = asked(w3id + path)

    assert headers["Set-Cookie"] is None
    assert status in (400, 403, 404) or headers["Location"].startswith(target)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "https://example.org",
        "https://example.org/%{HTTP_HOST}/",
        "https://a b/",
        "x\nRewriteRule",
    ],
)
def test_a_target_that_is_none_is_an_error(address: str) -> None:
    """Not a rule that does something else."""
    with pytest.raises(SettingsError, match="expected an http or https address"):
        htaccess(address)
