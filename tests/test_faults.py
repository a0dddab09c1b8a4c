"""Faults of clients, tried on the real server: each gets a clean refusal, and the others their pages."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from flask import Flask

from lod.config import Settings
from lod.release import Release
from lod.web.application import create_app
from lod.web.workers import BODY_TIMEOUT_S, HEAD_TIMEOUT_S
from tests.conftest import running
from tests.wire import Answer, connected, get, held, post, received, said

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HELD = 200
# what a page may take on a busy machine, far below the time that a held connection has
PAGE_S = 3.0
X = b"Host: x\r\nConnection: close\r\n"


# what is sent, and the status that comes back; 0 is none
REFUSED = {
    "no host": (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: y\r\n" + X + b"\r\n", 400),
    "a host that is none": (b'GET / HTTP/1.1\r\nHost: x"><script>\r\nConnection: close\r\n\r\n', 400),
    "a host with a path": (b"GET / HTTP/1.1\r\nHost: x/y@z\r\nConnection: close\r\n\r\n", 400),
    "a host of IPv6": (b"GET /robots.txt HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n", 200),
    "no host in HTTP/1.0": (b"GET /robots.txt HTTP/1.0\r\n\r\n", 200),
    "an address with a host": (b"GET http://other.example/robots.txt HTTP/1.1\r\n" + X + b"\r\n", 200),
    "a question to the server": (b"OPTIONS * HTTP/1.1\r\n" + X + b"\r\n", 200),
    "a tunnel": (b"CONNECT x:443 HTTP/1.1\r\n" + X + b"\r\n", 404),
    "a method of WebDAV": (b"PROPFIND / HTTP/1.1\r\n" + X + b"\r\n", 405),
    "a method of its own": (b"BREW /processes HTTP/1.1\r\n" + X + b"\r\n", 405),
    "two lengths": (b"POST /sparql HTTP/1.1\r\n" + X + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}", 400),
    "lengths in one line": (b"POST /sparql HTTP/1.1\r\n" + X + b"Content-Length: 6, 6\r\n\r\nASK {}", 400),
    "a length that is none": (b"POST /sparql HTTP/1.1\r\n" + X + b"Content-Length: -1\r\n\r\n", 400),
    "a length beyond all": (b"POST /sparql HTTP/1.1\r\n" + X + b"Content-Length: 99999999999999999999\r\n\r\n", 400),
    "a long body": (post(b"", length=64_001), 413),
    "a long body that waits": (post(b"", "Expect: 100-continue", length=64_001), 413),
    "a body that waits": (post(b"ASK {}", "Expect: 100-continue"), 200),
    "chunks": (post(b"3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 200),
    "too many chunks": (post((b"4000\r\n" + b" " * 0x4000 + b"\r\n") * 4, "Transfer-Encoding: chunked"), 413),
    "a bad first chunk": (post(b"ZZ\r\nASK {}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 400),
    "a bad second chunk": (post(b"6\r\nASK {}\r\nZZ\r\n#\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 400),
    "a chunk beyond all": (post(b"FFFFFFFFFFFFFFFFF\r\nASK {}", "Transfer-Encoding: chunked"), 400),
    "chunks of something": (post(b"6\r\nASK {}\r\n0\r\n\r\n", "Transfer-Encoding: gzip, chunked"), 501),
    "something that is no chunks": (post(b"ASK {}", "Transfer-Encoding: gzip"), 400),
    "a compressed body": (post(b"ASK {}", "Content-Encoding: gzip"), 415),
    "another alphabet": (post(b"ASK {}", kind="application/sparql-query; charset=utf-16"), 415),
    "no type": (b"POST /sparql HTTP/1.1\r\n" + X + b"Content-Length: 6\r\n\r\nASK {}", 415),
    "a body of a GET": (get("/robots.txt", "Content-Length: 6") + b"ASK {}", 200),
    "10,000 headers": (get("/", *(f"X-{number}: x" for number in range(10_000))), 431),
    "101 headers": (get("/", *(f"X-{number}: x" for number in range(101))), 431),
    "one long header": (get("/", "X: " + "x" * 1_000_000), 431),
    "a folded header": (get("/", "X: x\r\n x"), 400),
    "a space before the colon": (get("/", "X : x"), 400),
    "a control character": (get("/", "X: \x01"), 400),
    "a long choice": (get("/", "Accept: " + "a/b;q=0.1," * 9_000), 431),
    "a choice of nothing": (get("/", "Accept: " + "," * 3_000), 431),
    "a choice that is none": (get("/doc/process/er-65", 'Accept: text/turtle;q=nan,*/*;q=1e9,;;;"'), 406),
    "a choice in Latin-1": (get("/doc/process/er-65").replace(b"\r\n\r\n", b"\r\nAccept: \xe8\r\n\r\n"), 200),
    "ranges of nonsense": (get("/doc/process/er-65.ttl", "Range: bytes=5-3,x,-0"), 200),
    "a range of a file beyond its end": (get("/static/propar.css", "Range: bytes=99999999-"), 416),
    "a long path": (get("/doc/process/" + "x" * 60_000), 404),
    "a longer path": (get("/" + "x" * 70_000), 414),
    "a long search": (get("/processes?q=" + "x" * 60_000), 400),
    "a long query": (get("/sparql?query=" + "x" * 60_000), 414),
    "many parameters": (get("/sparql?query=ASK%20%7B%7D" + "&a=b" * 5_000), 400),
    "bytes that are no text": (get("/%ff%fe?%ff=%ff"), 404),
    "letters as they are": (get("/processes?q=città"), 200),
    "another version": (b"GET / HTTP/1.2\r\n" + X + b"\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "HTTP/2 at once": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9), 0),
    "an upgrade to HTTP/2": (get("/robots.txt", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"), 200),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100, 400),
    "a line break in a key": (get("/id/process/er-65%0d%0aSet-Cookie:%20a=b"), 404),
    "a line break in a parameter": (get("/id/process/er-65?lang=it%0d%0aSet-Cookie:%20a=b"), 303),
    "a line break in a redirect": (get("/processes/?a=%0d%0aSet-Cookie:%20a=b"), 308),
    "a host in the path": (get("//evil.example/"), 308),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server writes what goes wrong."""
    return tmp_path_factory.mktemp("log") / "errors.txt"


@pytest.fixture(scope="module")
def address(sample_settings: Settings, sample: Release, log: Path) -> Iterator[str]:
    """A server that holds the sample."""
    assert sample.path.is_dir()
    settings = {"LOD_QUERY_TIMEOUT_S": "5", "LOD_CLIENT_BUDGET_S": "3000", "LOD_QUERY_WORKERS": "1"}
    with running("serve", "--site", str(sample_settings.site), "--port", "0", log=log, **settings) as (_, found):
        yield found


@pytest.fixture(scope="module")
def application(sample_settings: Settings, sample: Release) -> Flask:
    """The application, which knows its paths."""
    assert sample.path.is_dir()
    return create_app(sample_settings)


def page_s(address: str) -> float:
    """Seconds that a page takes that nobody has asked for before."""
    before = time.monotonic()
    with urlopen(f"{address}processes?q=x{time.monotonic_ns()}", timeout=20) as response:
        assert response.status == 200
    return time.monotonic() - before


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_request_is_refused(address: str, name: str) -> None:
    """By the status that the standards have for it; nothing that was sent becomes a header."""
    content, status = REFUSED[name]
    answer = said(address, content)

    assert answer.status == status, answer
    assert answer.is_whole
    assert "set-cookie" not in answer.headers
    assert not answer.headers.get("location", "/").startswith(("//", "http"))


@pytest.mark.parametrize(
    "part",
    [
        "../../../../../../etc/passwd",
        "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "..%5c..%5c..%5cetc%5cpasswd",
        "%252e%252e%252fetc%252fpasswd",
        "%2fetc%2fpasswd",
        "file:%2f%2f%2fetc%2fpasswd",
        "er-65%00.ttl",
        "%00",
        "..",
        "it%0a",
        "x" * 300,
    ],
)
def test_no_address_leads_out_of_the_release(address: str, application: Flask, part: str) -> None:
    """On every path with a variable part: nothing is there, and nobody falters over it."""
    paths = {re.sub(r"<[^>]+>", part, rule.rule) for rule in application.url_map.iter_rules() if rule.arguments}
    # in these the variable part stands for one of the few that are there
    paths |= {f"/{name}.{part}" for name in ("onto", "quality", "processes", "doc/process/er-65", "voc/status")}
    answers = {path: said(address, get(path)) for path in paths}

    assert len(answers) > 12
    assert {answer.status for answer in answers.values()} <= {303, 308, 400, 404}, answers
    assert not any(b"root:" in answer.body for answer in answers.values())


# what people copy: code, and the link to a query and its answer
EXAMPLES = rb'<code[^>]*>.*?</code>|<input id="shared-link"[^>]*>'


def test_a_forged_host_is_believed_nowhere(address: str) -> None:
    """Neither pages nor redirects nor data repeat it, in whatever header it comes."""
    forged = ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example", "X-Forwarded-Proto: evil.example"]
    forged += ["X-Forwarded-Prefix: //evil.example", "X-Original-URL: /evil.example", "X_Forwarded_Host: evil.example"]
    for path in ("/", "/processes", "/id/process/er-65", "/doc/process/er-65", "/sparql", "/processes/", "/nothing"):
        for accept in ("text/html", "text/turtle", "application/ld+json"):
            content = get(path, f"Accept: {accept}", *forged).replace(b"Host: x\r\n", b"Host: evil.example\r\n", 1)
            answer = said(address, content)

            assert answer.status in (200, 303, 308, 404, 406)
            # examples to copy show the address that was asked; nothing leads there
            assert b"evil.example" not in re.sub(EXAMPLES, b"", answer.body, flags=re.DOTALL)
            assert "evil.example" not in "".join(answer.headers.values())


def test_pipelined_questions_get_their_answers_in_order(address: str) -> None:
    """Each whole; a query in between costs the next one nothing."""
    query = post(b"ASK {}").replace(b"Connection: close\r\n", b"")
    first = get("/doc/process/er-65.ttl").replace(b"Connection: close\r\n", b"")
    with connected(address) as connection:
        connection.sendall(first + query + first + query + get("/robots.txt"))
        found = received(connection)
    answers = []
    while found:
        answers.append(Answer.of(found))
        found = found[found.index(b"\r\n\r\n") + 4 + len(answers[-1].body) :]

    assert [answer.status for answer in answers] == [200] * 5
    assert [answer.body[:7] for answer in answers[1::2]] == [b'{"head"'] * 2
    assert answers[0].body == answers[2].body
    assert answers[4].body.startswith(b"User-agent")


def test_what_follows_a_bad_body_is_no_request(address: str) -> None:
    """The connection ends there: the rest of a body must not be taken for a question of somebody else."""
    smuggled = get("/robots.txt")
    for content in (
        post(b"Z\r\n" + smuggled, "Transfer-Encoding: chunked"),
        post(b"0\r\n\r\n" + smuggled, "Transfer-Encoding: chunked", "Content-Length: 6"),
        post(smuggled, length=64_001),
    ):
        with connected(address) as connection:
            connection.sendall(content.replace(b"Connection: close\r\n", b"", 1))
            found = received(connection)

        assert found.count(b"HTTP/1.1 ") == 1
        assert b"User-agent" not in found


def test_slow_clients_disturb_nobody_and_are_sent_away(address: str) -> None:
    """Connections that send their heads or bodies slowly hold no page up, and end within the documented time."""
    slow_head, slow_body = b"GET / HTTP/1.1\r\nHost: x\r\n", post(b"ASK", length=60)
    with held(address, HELD, slow_head) as heads, held(address, HELD, slow_body) as bodies:
        begun = time.monotonic()
        slowest = max(page_s(address) for _ in range(10))
        query = said(address, post(b"ASK {} # whose body came at once"))
        with held(address, 1, post(b"4\r\nASK \r\n", "Transfer-Encoding: chunked")) as (endless,):
            assert Answer.of(received(endless)).status == 408
        assert {Answer.of(received(body)).status for body in bodies} == {408}
        assert {received(head) for head in heads} == {b""}
        took_s = time.monotonic() - begun

    assert slowest < PAGE_S
    assert query.status == 200
    assert took_s < max(HEAD_TIMEOUT_S, BODY_TIMEOUT_S) + PAGE_S


def test_a_client_that_goes_away_frees_its_worker(address: str) -> None:
    """There is one process for queries in each process of the server: the next query would wait for its deadline."""
    for number in range(6):
        path = "/sparql?query=" + quote(f"{ENDLESS} # {number}")
        with connected(address) as connection:
            connection.sendall(get(path))
            time.sleep(0.02 if number % 2 else 0.3)
    begun = time.monotonic()
    with ExitStack() as stack:
        # connections that are held by others go on
        stack.enter_context(held(address, 5, b"GET / HTTP/1.1\r\n"))
        statuses = {said(address, post(f"ASK {{}} # {number}".encode())).status for number in range(6)}

    assert statuses == {200}
    assert time.monotonic() - begun < 5


def test_a_client_that_waits_gets_its_answer(address: str) -> None:
    """Who stays is not taken for one who left, though it says nothing for long."""
    answer = said(address, post(ENDLESS.encode()))

    assert answer.status == 504


def test_nothing_of_this_was_an_error_of_the_server(address: str, log: Path) -> None:
    """Neither a stack trace nor a warning: what clients do wrong is no news for the operator."""
    assert page_s(address) < PAGE_S
    assert log.read_text() == ""
