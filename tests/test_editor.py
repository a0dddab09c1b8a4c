"""The SPARQL page in a real browser: the editor helps, nothing that is hostile runs, and nobody else is asked."""

import json
import shutil
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from lod.config import Settings
from lod.release import Release
from tests.test_serve import running

PWN = "window.pwned=1"
# what closes a text, an attribute or an element, and would then run
MARKUP = f"'\"></textarea></script><img src=x onerror={PWN}><svg onload={PWN}><script>{PWN}</script>"
FORM = "sparql?lang=en"
POINT = "'POINT(11 44)'^^<http://www.opengis.net/ont/geosparql#wktLiteral>"


def asked(query: str, more: str = "") -> str:
    """The path of the page that answers *query*."""
    return f"sparql?lang=en&query={quote(query)}{more}"


HOSTILE = [
    asked(f"SELECT ?t ('''{MARKUP} '''@en AS ?u) (1 AS ?n) {{ VALUES ?t {{ '''{MARKUP} ''' 'b' }} }}"),
    asked(f"SELECT (<javascript:{PWN}> AS ?x) (<data:text/html,{PWN}> AS ?y) (<vbscript:x> AS ?z) {{}}"),
    asked(f"SELECT ?x ?p {{ VALUES (?x ?p) {{ ('''{MARKUP} ''' {POINT}) }} }}"),
    asked(f"CONSTRUCT {{ <x:s> <javascript:{PWN}> '''{MARKUP} ''' }} {{}}"),
    asked("SELECT (1 AS ?ns) (2 AS ?constructor) (3 AS ?__proto__) {}"),
    asked(MARKUP),
    asked(f"SELECT * {{ ?s {MARKUP}:x ?o }}"),
    asked(f"ASK {{}} # {MARKUP}", f"&endpoint={quote(MARKUP)}&x={quote(MARKUP)}#query={quote(MARKUP)}"),
    f"sparql?question={quote(MARKUP)}",
    f"sparql?lang={quote(MARKUP)}#{quote(MARKUP)}",
]


@pytest.fixture(scope="module")
def address(sample_settings: Settings, sample: Release) -> Iterator[str]:
    """Where a server of the sample listens."""
    assert sample.path.is_dir()
    with running("serve", "--site", str(sample_settings.site), "--port", "0") as (_, found):
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """One Chromium for all tests; it tells what it logs and whom it asks."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = Chrome(options, Service(shutil.which("chromedriver") or "chromedriver"))
    yield started
    started.quit()


def opened(browser: Chrome, address: str, has_editor: bool = True) -> None:
    """Opens a page, and waits for its editor."""
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(address)
    if has_editor:
        WebDriverWait(browser, 10).until(lambda b: b.execute_script("return !!document.querySelector('.editor')"))


def inside(browser: Chrome, script: str) -> object:
    """What *script* gives, with ``root`` as the editor's tree and ``area`` as the text area of the form."""
    before = "const root = document.querySelector('.editor').shadowRoot, area = document.querySelector('#query');"
    return browser.execute_script(before + script)


def complaints(browser: Chrome) -> list[str]:
    """What the browser has logged but for the statuses of answers: a breach of the policy, an error of a script."""
    messages = [entry["message"] for entry in browser.get_log("browser")]
    return [message for message in messages if "the server responded with a status of" not in message]


def hosts(browser: Chrome) -> set[str]:
    """Whom the browser has asked for anything."""
    entries = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [e["params"]["request"]["url"] for e in entries if e["method"] == "Network.requestWillBeSent"]
    return {urlsplit(url).netloc for url in urls if urlsplit(url).scheme in ("http", "https", "ws", "wss")}


def write(browser: Chrome, text: str, *more: str) -> None:
    """Types *text* in place of what the editor holds."""
    inside(browser, "root.querySelector('.cm-content').focus()")
    keys = ActionChains(browser).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).send_keys(Keys.DELETE)
    keys.send_keys(text, *more).perform()


def choices(browser: Chrome, text: str) -> list[str]:
    """What the editor offers after *text* has been written."""
    write(browser, text)
    listed = "return [...root.querySelectorAll('.cm-completionLabel')].map((e) => e.textContent)"
    return list(WebDriverWait(browser, 10).until(lambda b: inside(b, listed)))


@pytest.mark.parametrize("path", HOSTILE)
def test_nothing_hostile_runs(browser: Chrome, address: str, path: str) -> None:
    """In a result, a name, an IRI, an error, an address: it is text, and the policy has nothing to stop."""
    opened(browser, address + path, has_editor=False)
    links = browser.execute_script("return [...document.links].map((a) => a.protocol)")

    assert browser.execute_script("return window.pwned === undefined")
    assert set(links) <= {"http:", "https:"}
    assert complaints(browser) == []


def test_hostile_text_in_the_editor_is_text(browser: Chrome, address: str) -> None:
    """The editor, its mark and its message hold what the address brought, as it is."""
    opened(browser, address + asked(f"SELECT * {{ ?s ?p '''{MARKUP}'''\n & }}"))
    held = inside(
        browser,
        "return [area.value, root.querySelector('.cm-content').innerText, root.querySelectorAll('img,script').length]",
    )

    assert MARKUP in held[0]
    assert "onerror" in held[1]
    assert held[2] == 0
    assert browser.execute_script("return window.pwned === undefined")


def test_hostile_labels_are_text(browser: Chrome, address: str) -> None:
    """Should the vocabulary itself bring markup, the list and the panel beside it show it."""
    opened(browser, address + FORM)
    label = {"en": MARKUP}
    term = {"name": "ppo:x", "iri": f"javascript:{PWN}", "kind": "class", "label": label, "comment": label}
    body = json.dumps({"prefixes": {"ppo": MARKUP}, "terms": [term]})
    browser.execute_script("const told = arguments[0]; window.fetch = async () => new Response(told)", body)
    choices(browser, "ppo:")
    panel = "return root.querySelector('.cm-completionInfo')?.innerText"
    read = WebDriverWait(browser, 10).until(lambda b: inside(b, panel))

    assert MARKUP in str(read)
    assert inside(browser, "return root.querySelectorAll('img,script,svg,a').length") == 0
    assert browser.execute_script("return window.pwned === undefined")


def test_the_page_asks_no_other_host(browser: Chrome, address: str) -> None:
    """Neither for its script, nor for a map, nor while one writes."""
    points = (
        "SELECT ?n ?w { VALUES (?n ?w) { ('a' 'POINT(11 44)'^^<http://www.opengis.net/ont/geosparql#wktLiteral>) } }"
    )
    opened(browser, address + asked(points))
    choices(browser, "ppo:")

    assert hosts(browser) == {urlsplit(address).netloc}
    assert complaints(browser) == []


def test_the_editor_declares_the_prefix_of_what_it_completes(browser: Chrome, address: str) -> None:
    """The name is short, and the query can be run as it stands."""
    opened(browser, address + FORM)
    offered = choices(browser, "SELECT * { ?s decisionH")
    ActionChains(browser).pause(0.2).send_keys(Keys.ENTER).perform()
    written = inside(browser, "return area.value")

    assert offered[0] == "ppo:decisionHolder"
    assert written.startswith("PREFIX ppo: <https://w3id.org/propar/onto#>\nSELECT * {")
    assert "ppo:decisionHolder" in written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?holder { ?ho", "?holder"),
        ("PREFIX sk", "skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("SEL", "SELECT"),
        ("SELECT * { ?s ppo:status status:conc", "status:concluso"),
        ("SELECT * { ?s Titol", "dct:title"),
    ],
)
def test_the_editor_completes_what_may_come_next(browser: Chrome, address: str, text: str, expected: str) -> None:
    """Variables, prefixes, words of SPARQL, concepts, Italian labels."""
    opened(browser, address + FORM)

    assert expected in choices(browser, text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("SELECT * { ?s a parti", "ppo:ParticipatoryProcess"),
        ("SELECT * { ?s parti", "ppo:participantCount"),
        ("SELECT * { ?s a ppo:ParticipatoryProcess ; parti", "ppo:participantCount"),
    ],
)
def test_the_editor_offers_first_what_fits_the_place(browser: Chrome, address: str, text: str, first: str) -> None:
    """A class after ``a``, else a property."""
    opened(browser, address + FORM)

    assert choices(browser, text)[0] == first


def test_the_editor_runs_what_is_written(browser: Chrome, address: str) -> None:
    """Ctrl and Enter send the form, and its address is the one to share."""
    opened(browser, address + FORM)
    write(browser, "ASK {}")
    ActionChains(browser).send_keys(Keys.ESCAPE).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(
        Keys.CONTROL
    ).perform()
    WebDriverWait(browser, 10).until(lambda b: "query=ASK" in b.current_url)

    assert browser.execute_script("return document.querySelector('.truth').textContent.includes('true')")


def test_links_and_code_say_when_they_are_outdated(browser: Chrome, address: str) -> None:
    """They are for the query that was answered, until the next one is."""
    opened(browser, address + asked("ASK {}"))
    shown = "return document.querySelector('[data-outdated]').offsetParent !== null"
    before = browser.execute_script(shown)
    write(browser, "ASK { ?s ?p 1 }")

    assert (before, browser.execute_script(shown)) == (False, True)


def test_the_editor_marks_where_the_query_is_wrong(browser: Chrome, address: str) -> None:
    """And holds the message of the server."""
    opened(browser, address + asked("SELECT *\nWHERE ?s ?p"))
    marked = inside(browser, "return [...root.querySelectorAll('.cm-lintRange-error')].map((e) => e.textContent)")

    assert marked == ["?s"]


def test_the_keyboard_gets_out_of_the_editor(browser: Chrome, address: str) -> None:
    """Tab leaves it (WCAG 2.1.2)."""
    opened(browser, address + FORM)
    write(browser, "ASK {}")
    ActionChains(browser).send_keys(Keys.ESCAPE, Keys.TAB).perform()

    assert browser.execute_script("return document.activeElement.tagName") == "BUTTON"


@pytest.mark.parametrize("path", [FORM, asked("SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class")])
def test_the_page_fits_a_small_screen(browser: Chrome, address: str, path: str) -> None:
    """At 320 px nothing but tables and code reaches beyond it, and what can be touched has 24 px (WCAG 2.5.8)."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    )
    opened(browser, address + path)
    small = (
        "return [...document.querySelectorAll('main button, main summary, main input:not([type=hidden]), .formats a')]"
        ".filter((e) => e.offsetParent && (e.offsetHeight < 24 || e.offsetWidth < 24)).map((e) => e.outerHTML)"
    )
    width, touched = (
        browser.execute_script("return document.documentElement.scrollWidth"),
        browser.execute_script(small),
    )
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert (width, touched) == (320, [])


def test_without_script_the_page_is_a_form(browser: Chrome, address: str) -> None:
    """The text area is there, filled, and sends the query."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(address + FORM)
        area = browser.find_element("id", "query")
        area.clear()
        area.send_keys("ASK {}")
        browser.find_element("css selector", ".query button").click()
        truth = WebDriverWait(browser, 10).until(lambda b: b.find_elements("css selector", ".truth"))[0].text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    assert truth == "Yes true"
