"""Saved pages say what their text says, and what was lost in it."""

from pathlib import Path

import pytest

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sources import Dropped, Rejected, markup, osservatorio
from lod.sources.osservatorio import extent, pages, shown
from lod.sources.osservatorio.roles import Role
from lod.sources.osservatorio.saved import Saved
from tests.conftest import PAGES, ROOT

SAVED = ROOT / "tests" / "sources" / "osservatorio" / "saved"
LAYOUTS = sorted(SAVED.glob("*/*.htm*"))
REGISTER = "https://www.osservatoriopartecipazione.it"
# what the flattened text has lost: values that were links or images
ONLY_SAVED = {
    "startYear": ["2004"],
    "temporal.startDate": ["2004"],
    "policyArea": ["Assetto istituzionale"],
    "specificTopic": ["Bilancio partecipativo e sociale"],
    "page": ["https://www.comune.piacenza.example/bilancio-sociale"],
}


def read(path: Path) -> tuple[dict[str, Record], list[Finding], list[Rejected]]:
    items = list(osservatorio.read(path, "er"))
    return (
        {i.key: i for i in items if isinstance(i, Record)},
        [i for i in items if isinstance(i, Finding)],
        [i for i in items if isinstance(i, Rejected)],
    )


def said(record: Record) -> dict[str, list[str]]:
    return {name: [value.lexical for value in found] for name, found in record.fields.items()}


def scheda(*rows: str, head: str = "", title: str = "<h1>Un processo</h1>", foot: str = "") -> str:
    """A page of a definition list: ``label|value`` each."""
    cells = "".join("<dt>{}</dt><dd>{}</dd>\n".format(*row.split("|")) for row in rows)
    return f"<html><head>{head}</head><body>{title}\n<dl>{cells}</dl>{foot}</body></html>"


def saved(tmp_path: Path, text: str, name: str = "1.html") -> tuple[Record, list[Finding]]:
    (tmp_path / name).write_text(text, "utf-8", errors="surrogatepass")
    records, findings, rejected = read(tmp_path)

    assert [r.finding.message for r in rejected] == []
    (record,) = records.values()
    return record, findings


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda p: p.parent.name)
def test_every_layout_says_what_the_text_says_and_what_was_lost_in_it(path: Path) -> None:
    """Labels as elements of five kinds; navigation, scripts, footer and a cookie notice around."""
    text = said(pages.read((PAGES / "65.txt").read_text("utf-8"), "65.txt", "er", "65").record)
    records, findings, rejected = read(path.parent)
    record = said(records["er-65"])
    images = {name: [value.rpartition("/")[2] for value in record.pop(name)] for name in ("logo", "mapImage")}
    text.pop("mapImage")

    assert rejected == []
    assert record == {**text, **ONLY_SAVED}
    assert images == {"logo": ["logo_65.jpg"], "mapImage": ["2012615000000.065.jpg"]}
    assert records["er-65"].unread == records["er-65"].not_captured == ()
    assert {f.code for f in findings} <= {Code.LOCAL_COPY}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda p: p.parent.name)
def test_every_line_of_a_saved_page_is_accounted_for(path: Path) -> None:
    """It is in the record, or around it, or kept as unread; what is around is counted."""
    text = path.read_text("utf-8")
    page = Saved(text).read(path.name, "er", "65")
    received = " ".join(v.received for found in page.record.fields.values() for v in found)
    lines = shown.lines(markup.pieces(text))
    (dropped,) = [item for item in osservatorio.read(path.parent, "er") if isinstance(item, Dropped)]
    around = [line.text for line in page.lines if line.role is Role.FURNITURE][-dropped.values :]

    assert dropped.values == page.around > 0
    for line in lines:
        words = " ".join(line.text.split())
        is_said = words in " ".join(received.split()) or any(words in one.text for one in page.lines)
        is_link = any(piece.href in received for piece in line.pieces if piece.href)
        assert line.name or is_said or is_link or words.split("/")[-1] in received, line
    assert not {"Concluso", "Comune di Piacenza", "19/04/2022"} & set(around)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda p: p.parent.name)
def test_values_of_a_saved_page_have_the_line_where_they_stand(path: Path) -> None:
    """So that who mends the source finds them."""
    lines = path.read_text("utf-8").split("\n")
    (record,) = read(path.parent)[0].values()

    for field in ("title", "status", "endYear", "policyArea", "managedBy.prefLabel", "isPrimaryTopicOf.modified"):
        value = record.fields[field][0]
        day = "/".join(reversed(value.lexical.split("-")))
        assert value.lexical in lines[value.line - 1] or day in lines[value.line - 1], field


NUMBERED = {
    "the file's name": ("65.html", "", "65", f"{REGISTER}/scheda-processo/65"),
    "the file's name, old ending": ("065.HTM", "", "65", f"{REGISTER}/scheda-processo/65"),
    "a canonical link": (
        "Scheda.html",
        f'<link rel="canonical" href="{REGISTER}/italia/scheda-processo/1928">',
        "1928",
        f"{REGISTER}/italia/scheda-processo/1928",
    ),
    "og:url": (
        "Scheda.html",
        f'<meta content="{REGISTER}/processi/ambito/scheda-processo/84/" property="og:url">',
        "84",
        f"{REGISTER}/processi/ambito/scheda-processo/84",
    ),
    "the browser's comment": (
        "Scheda.html",
        f"<!-- saved from url=(0055){REGISTER}/scheda-processo/2205?x=1 -->",
        "2205",
        f"{REGISTER}/scheda-processo/2205",
    ),
    "a name that is a number counts": (
        "65.html",
        '<link rel="canonical" href="https://example.org/other">',
        "65",
        f"{REGISTER}/scheda-processo/65",
    ),
}


@pytest.mark.parametrize("case", NUMBERED)
def test_a_saved_page_has_its_number_from_its_name_or_its_address(tmp_path: Path, case: str) -> None:
    """And the address that it says is its own, other regions' included."""
    name, head, number, address = NUMBERED[case]
    record, _ = saved(tmp_path, scheda("Stato di avanzamento|Concluso", head=head), name)

    assert record.key == f"er-{number}"
    assert said(record)["isPrimaryTopicOf.wasDerivedFrom"] == [address]


def test_a_saved_page_without_any_number_is_rejected(tmp_path: Path) -> None:
    """Its title is no number either."""
    (tmp_path / "Scheda.html").write_text(scheda("Stato di avanzamento|Concluso"), "utf-8")
    _, _, rejected = read(tmp_path)

    assert [r.finding.code for r in rejected] == [Code.NO_NUMBER]


def test_a_page_that_says_it_is_another_record_is_told(tmp_path: Path) -> None:
    """The name of the file counts."""
    head = f'<link rel="canonical" href="{REGISTER}/scheda-processo/84">'
    record, findings = saved(tmp_path, scheda("Stato di avanzamento|Concluso", head=head), "65.html")

    assert record.key == "er-65"
    assert [(f.code, f.value) for f in findings] == [(Code.SOURCES_DIFFER, f"{REGISTER}/scheda-processo/84")]


def test_a_saved_page_is_completed_by_the_text_of_the_same_record(tmp_path: Path) -> None:
    """The saved page counts; what only the text says is taken from there; both are told."""
    text = "Un processo\n\nProcesso\n\nStato di avanzamento\n\nIn corso\n\nDurata (mesi)\n\n6\n\nColore\n"
    (tmp_path / "1.txt").write_text(text, "utf-8")
    page = scheda("Stato di avanzamento|Concluso", "Anno di avvio|<a href='/2018'>2018</a>", "Durata (mesi)|")
    record, findings = saved(tmp_path, page)
    told = [(f.code, f.origin.file, f.origin.line, f.field, f.value, f.expected) for f in findings]

    assert said(record)["status"] == ["Concluso"]
    assert said(record)["startYear"] == ["2018"]
    assert said(record)["durationMonths"] == ["6"]
    assert record.not_captured == ()
    assert [u.text for u in record.unread] == ["Colore"]
    assert told == [
        (Code.UNKNOWN_LINE, "1.txt", 13, "", "Colore", ""),
        (Code.SOURCES_DIFFER, "1.txt", 7, "status", "In corso", "Concluso"),
        (Code.COMPLETED, "1.txt", 11, "durationMonths", "6", ""),
    ]


def test_the_path_of_an_image_of_which_the_browser_has_made_a_copy_comes_from_the_text(tmp_path: Path) -> None:
    """The name alone leads nowhere."""
    text = "Un processo\n\nTerritorio Interessato\n\nMappa\n\narchive/2012.001.jpg\nBologna\n"
    (tmp_path / "1.txt").write_text(text, "utf-8")
    page = scheda("Mappa|<img src='./1_files/2012.001.jpg'>", "Logo|<img src='1_files/l.png'>")
    record, findings = saved(tmp_path, page)
    told = [(f.code, f.field) for f in findings]

    assert said(record)["mapImage"] == ["archive/2012.001.jpg"]
    assert said(record)["logo"] == ["l.png"]
    assert told == [(Code.LOCAL_COPY, "logo"), (Code.COMPLETED, "mapImage"), (Code.COMPLETED, "spatial")]


def test_the_title_of_the_text_completes_a_page_without(tmp_path: Path) -> None:
    """What the saved page has lost keeps no record out."""
    (tmp_path / "1.txt").write_text("Un processo\n\nProcesso\n\nDurata (mesi)\n\n6\n", "utf-8")
    record, findings = saved(tmp_path, scheda("Stato di avanzamento|Concluso", title=""))

    assert said(record)["title"] == ["Un processo"]
    assert {f.code for f in findings} == {Code.COMPLETED}


def test_text_that_was_left_out_of_our_copy_is_no_difference(tmp_path: Path) -> None:
    """The saved page has it whole."""
    text = "Un processo\n\nObiettivi e Risultati\n\nObiettivi\n\nPrima parte [[prose elided]]\n"
    (tmp_path / "1.txt").write_text(text, "utf-8")
    record, findings = saved(tmp_path, scheda("Obiettivi|<p>Prima parte</p><p>e seconda</p>"))

    assert said(record)["objectives"] == ["Prima parte\ne seconda"]
    assert findings == []


def test_a_saved_page_that_is_no_record_leaves_the_text_page_alone(tmp_path: Path) -> None:
    """The login page is told; the record is published."""
    (tmp_path / "1.txt").write_text("Un processo\n\nProcesso\n\nStato di avanzamento\n\nConcluso\n", "utf-8")
    (tmp_path / "1.html").write_text("<h1>Accedi</h1><form>Utente <input></form>", "utf-8")
    records, _, rejected = read(tmp_path)

    assert said(records["er-1"])["status"] == ["Concluso"]
    assert [(r.name, r.finding.code) for r in rejected] == [("1.html", Code.NOT_A_RECORD)]


def test_a_second_saved_page_of_a_number_is_rejected(tmp_path: Path) -> None:
    """The first in the alphabet counts."""
    for name in ("1.htm", "1.html"):
        (tmp_path / name).write_text(scheda("Stato di avanzamento|Concluso"), "utf-8")
    records, _, rejected = read(tmp_path)

    assert records["er-1"].origin.file == "1.htm"
    assert [(r.name, r.finding.code) for r in rejected] == [("1.html", Code.SAME_NUMBER)]


@pytest.mark.parametrize("folder", ["1_files", "1_file"])
def test_frames_that_a_browser_saved_beside_a_page_are_no_pages(tmp_path: Path, folder: str) -> None:
    """They belong to the page."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "saved_resource.html").write_text("<p>Mappa", "utf-8")
    record, findings = saved(tmp_path, scheda("Stato di avanzamento|Concluso"))

    assert record.key == "er-1"
    assert findings == []


READ = {
    "items of a list": ("Titolari della decisione|<ul><li>Comune di A</li><li>Comune di B</ul>", "decisionHolder"),
    "line breaks in a list": ("Titolari della decisione|Comune di A<br>Comune di B", "decisionHolder"),
    "signs in a list": ("Titolari della decisione|Comune di A / Comune di B", "decisionHolder"),
}


@pytest.mark.parametrize("case", READ)
def test_lists_are_read_however_they_are_written(tmp_path: Path, case: str) -> None:
    """As elements, as lines, with slashes."""
    row, field = READ[case]
    record, findings = saved(tmp_path, scheda(row))

    assert said(record)[field] == ["Comune di A", "Comune di B"]
    assert findings == []


@pytest.mark.parametrize("places", ["<ul><li>Bologna<li>Faenza</ul>", "Bologna<br>Faenza", "Bologna / Faenza"])
@pytest.mark.parametrize("image", ["", '<img src="/handler.ashx?id=7">', '<img src="a/b.jpg">'])
def test_municipalities_stand_under_the_map(tmp_path: Path, places: str, image: str) -> None:
    """Whether there is an image or not, and whatever its address is like."""
    title = "<h1>Un processo</h1><h2>Territorio Interessato</h2>"
    record, findings = saved(tmp_path, scheda(f"Mappa|{image}<div>{places}</div>", title=title))

    assert said(record)["spatial"] == ["Bologna", "Faenza"]
    assert ("mapImage" in record.fields) is bool(image)
    assert [f for f in findings if f.severity is not Severity.INFO] == []


def test_an_address_over_two_lines_is_one(tmp_path: Path) -> None:
    """And its town is found."""
    record, _ = saved(tmp_path, scheda("Indirizzo|Piazza Cavalli, 2<br>29121 Piacenza"))

    assert said(record)["managedBy.address.postName"] == ["Piacenza"]


def test_prose_keeps_its_lines_its_lists_and_its_links(tmp_path: Path) -> None:
    """A label in the middle of it is text."""
    prose = "<p>Si veda <a href='https://example.org/a'>qui</a> <b>Obiettivi</b> e</p><ul><li>uno</li><li>due</li></ul>"
    record, findings = saved(tmp_path, scheda(f"Fasi del percorso|{prose}", "Codecisione|No"))

    assert said(record)["processDesign"] == ["Si veda qui (https://example.org/a) Obiettivi e\n- uno\n- due"]
    assert said(record)["coDecision"] == ["No"]
    assert findings == []


def test_several_labels_in_one_line_are_told_apart(tmp_path: Path) -> None:
    """Without a line break between them."""
    body = "<h1>Uno</h1><p><b>Anno di avvio:</b> 2018 <b>Anno di chiusura:</b> 2019 <b>Durata <i>(mesi)</i></b> 6</p>"
    record, _ = saved(tmp_path, body)

    assert (said(record)["startYear"], said(record)["endYear"]) == (["2018"], ["2019"])
    assert said(record)["durationMonths"] == ["6"]


LABELLED = {
    "list items": "<ul><li><b>Durata (mesi)</b> 6</li><li><b>Codecisione</b> No</li></ul>",
    "a colon outside": "<p><b>Durata (mesi)</b>: 6</p><p><b>Codecisione</b> : No</p>",
    "a colon of its own": "<p><b>Durata (mesi)</b><i>:</i> 6</p><p><b>Codecisione</b><i>:</i><br>No</p>",
    "form labels": "<label>Durata (mesi)</label><p>6</p><label>Codecisione</label><p>No</p>",
    "rows of two cells": "<table><tr><td>Durata (mesi)<td>6<tr><td>Codecisione<td>No</table>",
    "one value in a line": "<p>Durata (mesi)<br>6<p>Codecisione<br>No",
    "icons": "<h4><img src='i.png'> Durata (mesi)</h4><p>6<h4><img src='i.png'>Codecisione</h4><p>No",
    "titles that open": "<h4><a href='#a'>Durata (mesi)</a></h4><p>6<h4><a href='#b'>Codecisione</a></h4><p>No",
    "titles that open, as saved": f"<h4><a href='{REGISTER}/x#a'>Durata (mesi)</a></h4><p>6<p>Codecisione<p>No",
    "spans without blanks": "<p><span>Durata (mesi)</span><span>6</span><p><span>Codecisione</span><b>No</b>",
    "entities and white space": "<p>Durata\n&#40;mesi&#41;</p><p>\t6 </p><p>&nbsp;Codecisione</p><p>No</p>",
    "preformatted": "<pre>Durata (mesi)</pre><pre>6</pre><pre>Codecisione</pre><pre>No</pre>",
}


@pytest.mark.parametrize("case", LABELLED)
def test_labels_are_known_in_any_element(tmp_path: Path, case: str) -> None:
    """What counts is what a person sees."""
    record, findings = saved(tmp_path, f"<h1>Uno</h1>{LABELLED[case]}")

    assert (said(record)["durationMonths"], said(record)["coDecision"]) == (["6"], ["No"])
    assert findings == []


@pytest.mark.parametrize(
    "badge",
    [
        "<span>Certificato</span><span>Finanziato</span>",
        "<div>Certificato</div><div>Finanziato</div>",
        "<b>Certificato Finanziato</b>",
        "CertificatoFinanziato",
    ],
)
def test_badges_side_by_side_are_one(tmp_path: Path, badge: str) -> None:
    """As the flattened text has them glued."""
    record, findings = saved(tmp_path, scheda("Codecisione|No", title=f"<h1>Uno</h1><div>{badge}</div>"))

    assert said(record)["nature"] == ["Processo certificato e finanziato"]
    assert findings == []


LINKS = {
    "a link": ("<a href='https://a.example/x'>Sito</a>", ["https://a.example/x"], None),
    "an address as text": ("https://a.example/x", ["https://a.example/x"], None),
    "words around it": ("Vedi <a href='https://a.example/x'>qui</a>", ["Vedi qui (https://a.example/x)"], None),
    "no web address": ("<a href='javascript:x()'>Sito</a>", ["Sito"], None),
    "two links": (
        "<p><a href='https://a.example/'>Uno</a><p><a href='https://b.example/'>Due</a>",
        ["https://a.example/"],
        "Due (https://b.example/)",
    ),
}


@pytest.mark.parametrize("case", LINKS)
def test_a_link_is_its_address_and_nothing_beside_it_is_lost(tmp_path: Path, case: str) -> None:
    """What is more than one address stays text, for the mapping to tell."""
    value, expected, unread = LINKS[case]
    record, findings = saved(tmp_path, scheda(f"Link|{value}", "Codecisione|No"))

    assert said(record)["page"] == expected
    assert [u.text for u in record.unread] == ([unread] if unread else [])
    assert [f.code for f in findings] == ([Code.UNKNOWN_LINE] if unread else [])


def test_an_unknown_label_of_a_saved_page_is_told_and_kept(tmp_path: Path) -> None:
    """With its line."""
    record, findings = saved(tmp_path, scheda("Codecisione|No", "Colore del logo|Verde", "Durata (mesi)|3"))

    assert [u.text for u in record.unread] == ["Colore del logo", "Verde"]
    assert [(f.code, f.origin.line, f.value) for f in findings] == [
        (Code.UNKNOWN_LINE, 3, "Colore del logo"),
        (Code.UNKNOWN_LINE, 3, "Verde"),
    ]


def test_what_stands_around_the_record_is_no_part_of_its_last_text(tmp_path: Path) -> None:
    """Also where no element and no date says where the record ends."""
    foot = "<div><p>Contatti</p><p>Note legali</p></div>"
    record, findings = saved(tmp_path, scheda("Codecisione|No", "Fasi del percorso|Uno", foot=foot))

    assert said(record)["processDesign"] == ["Uno"]
    assert findings == []


def test_a_person_who_reports_is_in_nothing_that_is_kept_of_a_saved_page(tmp_path: Path) -> None:
    """However the source writes the name."""
    rows = ("Codecisione|No", "Processo segnalato da|Ren&eacute; D&#39;Acci", "Data ultima modifica|19/04/2022")
    record, findings = saved(tmp_path, scheda(*rows))

    assert "Acci" not in repr((record, findings))
    assert [f.code for f in findings] == [Code.PERSONAL_DATA]


HOSTILE = {
    "50,000 nested elements": ("<div>" * 50_000 + "Codecisione", Code.TOO_LONG),
    "20 MB": ("<p>" + "x" * 19_000_000, Code.TOO_LONG),
    "more than 20 MB": ("x" * 20_000_001, Code.TOO_LONG),
    "a bomb of attributes": ("<p " + "a=1 " * 200_000 + ">Codecisione", Code.TOO_LONG),
    "labels in comments and scripts only": (
        "<h1>Uno</h1><!-- <dt>Codecisione</dt> --><script>'Codecisione'</script>",
        Code.NOT_A_RECORD,
    ),
    "labels in the navigation only": (
        "<h1>Uno</h1><nav><p>Partecipanti</p></nav><a href='https://example.org/'>Link</a>",
        Code.NOT_A_RECORD,
    ),
    "nothing": ("<html></html>", Code.NOT_A_RECORD),
    "no title": ("<dl><dt>Codecisione</dt><dd>No</dd></dl>", Code.NO_TITLE),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_page_that_cannot_be_read_is_told_and_its_neighbour_is_read(tmp_path: Path, case: str) -> None:
    """A violation with the name of the file."""
    text, code = HOSTILE[case]
    (tmp_path / "1.html").write_text(text, "utf-8")
    (tmp_path / "2.html").write_text(scheda("Codecisione|No"), "utf-8")
    records, findings, rejected = read(tmp_path)
    worst = [f for f in (*findings, *(r.finding for r in rejected)) if f.severity is Severity.VIOLATION]

    assert said(records["er-2"])["coDecision"] == ["No"]
    assert [(f.code, f.origin.file) for f in worst] == [(code, "1.html")]


def test_a_page_full_of_hostile_things_is_read(tmp_path: Path) -> None:
    """Scripts in title and values, unclosed tags, deep nesting, comments, invisible characters."""
    deep = "<i>" * 5_000
    title = "<h1>Un <script>alert(1)</script>processo\u202e</h1>"
    text = scheda("Stato di avanzamento|<!-- Progetto -->Conc<b>luso", f"Durata (mesi)|{deep}6", title=title)
    record, findings = saved(tmp_path, text)

    assert said(record)["title"] == ["Un processo"]
    assert said(record)["status"] == ["Concluso"]
    assert said(record)["durationMonths"] == ["6"]
    assert [(f.code, f.value) for f in findings] == [(Code.CONTROL_CHARACTER, "\\u202e")]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_saved_page_is_read_in_the_encoding_that_it_has(tmp_path: Path, encoding: str) -> None:
    """With Windows line ends and non-breaking spaces."""
    text = scheda("Struttura responsabile del processo|Città&nbsp;di\u00a0tutti").replace("\n", "\r\n")
    (tmp_path / "1.html").write_bytes(text.encode(encoding))
    records, _, _ = read(tmp_path)

    assert said(records["er-1"])["managedBy.prefLabel"] == ["Città di tutti"]


def test_tabs_with_the_names_of_the_groups_are_no_groups(tmp_path: Path) -> None:
    """They stand before the record and lead into it."""
    tabs = "<ul><li><a href='#a'>Processo</a></li><li><a href='#b'>Caratteristiche</a></li></ul>"
    body = f"<h1>Uno</h1>{tabs}<h2>Processo</h2><p>Durata (mesi)</p><p>3</p>"
    body += "<h2>Caratteristiche</h2><p>Codecisione</p><p>No</p>"
    record, findings = saved(tmp_path, body)

    assert (said(record)["durationMonths"], said(record)["coDecision"]) == (["3"], ["No"])
    assert findings == []


def test_the_extent_of_a_page_without_labels_is_empty() -> None:
    """There is no record in it."""
    assert extent.part(shown.lines(markup.pieces("<p>uno<p>due")), "uno") == []
