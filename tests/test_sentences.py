"""Sentences: English as texts, Italian by the catalogue, whatever they name."""

import html
import pickle
import re
import shutil
from pathlib import Path

import pytest

from lod import build, release
from lod.config import Settings, SourceSettings
from lod.findings import Finding
from lod.masking import named
from lod.model import Model
from lod.quality import Quality
from lod.sentences import NOTHING, Part, Sentence, counted, in_both, perhaps, quoted, said
from lod.translations import Catalogue
from tests.conftest import page_of
from tests.sentences import templates
from tests.sources.decidim import making

SAMPLES = Path(__file__).parent / "sources"
ITALIAN = Catalogue("it")
BAD = 'Codice;Titolo;Titolo;E-mail\n1;Uno\n1;"Due;x;y\n..;Tre;a;b\n;Qà;;\n'
PROFILE = 'name="B"\nkey="Codice"\n[format]\ndelimiter=";"\n[columns.Assente]\nfield="title"\n'
SAID_BY_A_PROFILE = {"says how the register publishes, not how the process is"}


def in_italian(part: Part) -> str:
    """*part* in Italian."""
    return said(part, ITALIAN.gettext)


def test_a_sentence_is_its_english_text() -> None:
    """Programs and terminals need to know nothing else."""
    assert Sentence("only {most} rows are read", most=5) == "only 5 rows are read"


def test_a_sentence_without_values_may_have_braces() -> None:
    """It is no template then, in any language."""
    assert in_italian(perhaps("{what}")) == str(perhaps("{what}")) == "{what}"


def test_what_a_source_says_is_not_translated() -> None:
    """A column called ``title`` stays ``title``, braces and all."""
    made = Sentence("there is no key column {name!r}: no row becomes a record", name="{title}")

    assert in_italian(made) == "manca la colonna della chiave «{title}»: nessuna riga diventa una scheda"


def test_a_sentence_within_a_sentence_is_translated() -> None:
    """And so are those of a list."""
    made = Sentence("{why}: what follows is not read", why=Sentence("a key stands there twice"))
    kinds = Sentence("masked, neither published nor repeated: {what}", what=[Sentence("fiscal code"), quoted("x")])

    assert in_italian(made) == "una chiave compare due volte: ciò che segue non viene letto"
    assert str(kinds) == "masked, neither published nor repeated: fiscal code, x"
    assert in_italian(kinds) == "nascosti, né pubblicati né ripetuti qui: codice fiscale, x"


@pytest.mark.parametrize(
    ("count", "english", "italian"),
    [
        (1, "1 row without any value", "1 riga senza alcun valore"),
        (2, "2 rows without any value", "2 righe senza alcun valore"),
        (0, "0 rows without any value", "0 righe senza alcun valore"),
    ],
)
def test_one_thing_is_not_several(count: int, english: str, italian: str) -> None:
    """In both languages."""
    made = counted("{count} row without any value", "{count} rows without any value", count)

    assert (str(made), in_italian(made)) == (english, italian)


def test_numbers_are_written_as_a_reader_of_the_language_does() -> None:
    """Those that count; the number of a record is a text."""
    made = Sentence("only {most} rows are read", most=5_000_000)

    assert said(made, ITALIAN.gettext, lambda n: f"{n:,}".replace(",", ".")) == "si leggono al massimo 5.000.000 righe"


def test_what_the_shapes_say_is_said_in_their_words() -> None:
    """They have it in both languages."""
    made = in_both("“Title” is missing.", "Manca «Titolo».")

    assert (str(made), in_italian(made)) == ("“Title” is missing.", "Manca «Titolo».")


def test_a_sentence_goes_to_another_process_whole() -> None:
    """A finding of a worker is in Italian too."""
    made = Sentence("{why}: what follows is not read", why=Sentence("a key stands there twice"))
    finding = pickle.loads(pickle.dumps(made))  # noqa: S301  # our own

    assert (finding, in_italian(finding)) == (made, in_italian(made))


def test_a_contact_in_a_sentence_is_masked_in_both_languages() -> None:
    """The sentence stays one that can be translated."""
    masked = Sentence("there is no key column {name!r}: no row becomes a record", name="anna@example.it").altered(named)

    assert "anna" not in masked
    assert in_italian(masked) == "manca la colonna della chiave «[e-mail]»: nessuna riga diventa una scheda"


def test_a_contact_in_several_parts_is_masked_too() -> None:
    """The sentence is then said in English alone."""
    masked = Sentence("{what}, at character {column}", what="tel. 0523 4921", column=11).altered(
        lambda text: text.replace("4921, at character 11", "[…]")
    )

    assert in_italian(masked) == "tel. 0523 […]"


def test_what_needs_no_mask_is_the_same_sentence() -> None:
    """Most do not."""
    made = Sentence("a value")

    assert made.altered(named) is made
    assert NOTHING.altered(named) is NOTHING


def sources(folder: Path) -> tuple[SourceSettings, ...]:
    """All dirty samples: pages, rows, the export of the Osservatorio, two registers, Decidim; and what is no source."""
    pages = folder / "pages"
    shutil.copytree(SAMPLES / "osservatorio", pages)
    (pages / "3.txt").write_text(page_of(3, title=""), "utf-8")
    (pages / "4.txt").write_text(page_of(4, "Uno", "Durata (mesi)", "molti\x07") + "Referente 347 1234567\n", "utf-8")
    (pages / "x.txt").write_text("niente", "utf-8")
    rows = '{"id": 5, "title": "x", "Durata (mesi)": "molti", "Altro": "y"}\n{"id": 5}\n{"id": 6,}\n[1]\n{"id": "x"}\n'
    (pages / "r.jsonl").write_text(rows, "utf-8")
    (folder / "bad.csv").write_text(BAD, "cp1252")
    (folder / "bad.toml").write_text(PROFILE, "utf-8")
    (folder / "bad.json").write_text('{"a": [{"Codice": 1}], "b": [{"Codice": 2}]}', "utf-8")
    made = [
        SourceSettings(name="osservatorio", kind="osservatorio", path=pages, prefix="er"),
        SourceSettings(name="export", kind="osservatorio-csv", path=SAMPLES / "osservatorio_csv", prefix="oc"),
        SourceSettings(name="decidim", kind="decidim", path=_export(folder), prefix="bo"),
    ]
    for name, path, profile in (
        ("percorsi", SAMPLES / "register" / "percorsi.csv", SAMPLES / "register" / "percorsi.toml"),
        ("processes", SAMPLES / "register" / "processes.json", SAMPLES / "register" / "processes.toml"),
        ("bad", folder / "bad.csv", folder / "bad.toml"),
        ("worse", folder / "bad.json", folder / "bad.toml"),
    ):
        made.append(SourceSettings(name=name, kind="register", path=path, prefix=name, profile=profile))
    return tuple(made)


def _export(folder: Path) -> Path:
    return making.export(folder / "export.zip", "partecipa.example.it", making.bologna())


def english(part: Part) -> list[str]:
    """The templates in *part* that have no Italian."""
    if isinstance(part, Sentence):
        own = [part.template] if re.search(r"[a-z]", re.sub(r"\{[^}]*\}", "", part.template)) else []
        missing = [template for template in own if template not in ITALIAN.texts]
        return [*missing, *(text for value in part.values.values() for text in english(value))]
    return [] if isinstance(part, str | int) else [text for one in part for text in english(one)]


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> build.Outcome:
    """A release of all that is dirty."""
    folder = tmp_path_factory.mktemp("dirty")
    settings = Settings(
        site=folder / "site", sources=sources(folder), reference_dir=few_places, max_rejected=1.0, workers=1
    )
    return build.build(settings, model)


def examples(quality: Quality) -> list[Finding]:
    """The findings that the report shows."""
    return [finding for problem in quality.problems() for finding in problem.examples]


def test_the_italian_report_of_dirty_sources_has_no_english_sentence(dirty: build.Outcome) -> None:
    """Whatever is found, what was expected and what was done is said in Italian, and stands on the page so."""
    page = (dirty.release.path / release.REPORT / "it.html").read_text("utf-8")
    found = examples(dirty.quality)
    told = {sentence for finding in found for sentence in (*finding.sentences, finding.wanted)}
    cells = set(re.findall(r"<td>([^<]*)</td>", page))

    assert len({finding.code for finding in found}) >= 30
    assert {text for sentence in told for text in english(sentence)} <= SAID_BY_A_PROFILE
    assert {html.escape(in_italian(f.wanted), quote=False).replace("'", "&#39;") for f in found if f.wanted} <= cells
    assert 'lang="en"' not in page
    assert not {text for text in told if len(text.split()) > 3 and re.search(rf">{re.escape(text)}[;<]", page)}


def test_the_english_report_says_what_programs_get(dirty: build.Outcome) -> None:
    """The same sentences as the findings in JSON."""
    page = html.unescape((dirty.release.path / release.REPORT / "en.html").read_text("utf-8"))
    told = [said(f.message, str, lambda n: f"{n:,}").rstrip(".") for f in examples(dirty.quality)]

    assert [message for message in told if message not in page] == []


def test_no_reason_of_a_reader_is_in_english_on_the_italian_page(dirty: build.Outcome) -> None:
    """Why columns are left out stands there too."""
    reasons = {reason for found in dirty.quality.coverage() for reason in found.reasons}

    assert len(reasons) > 5
    assert reasons - SAID_BY_A_PROFILE <= templates() & set(ITALIAN.texts)
