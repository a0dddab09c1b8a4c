"""The check: each mistake in ontology, vocabularies or shapes is found in a copy that has it."""

import shutil
from pathlib import Path

import pytest

from lod import lint
from lod.config import Settings
from lod.errors import ModelError


def copied(path: Path) -> Path:
    """A copy of ontology and shapes in *path*."""
    for folder in (Settings().ontology_dir, Settings().shapes_dir):
        shutil.copytree(folder, path / folder.name)
    return path


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of ontology and shapes."""
    return copied(tmp_path)


def said(house: Path) -> str:
    found = lint.problems(house / "ontology", house / "shapes")
    return "\n".join(f"{problem.where}: {problem.message}" for problem in found)


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_the_house_is_in_order(house: Path) -> None:
    """No problem in what is committed."""
    assert said(house) == ""


MISTAKES = {
    "a misspelt sh: term": ("shapes/process.ttl", "sh:maxCount 1", "sh:maxCuont 1", "maxCuont: no such term"),
    "a misspelt datatype": (
        "shapes/process.ttl",
        "sh:datatype xsd:gYear",
        "sh:datatype xsd:gyear",
        "gyear: no such term",
    ),
    "a misspelt annotation": (
        "shapes/process.ttl",
        "browse:facet true",
        "browse:faced true",
        "faced: declared in no ontology",
    ),
    "a path in no ontology": (
        "shapes/process.ttl",
        "sh:path ppo:logo",
        "sh:path ppo:lugo",
        "lugo: declared in no ontology",
    ),
    "a name in one language": (
        "shapes/process.ttl",
        '"Titolo"@it , "Title"@en',
        '"Titolo"@it',
        "sh:name is missing in en",
    ),
    "a message in one language": (
        "shapes/concepts.ttl",
        '@it , "A concept of the list “answer” is expected."@en',
        "@it",
        "sh:message is missing in en",
    ),
    "a group in one language": (
        "shapes/groups.ttl",
        '"Processo"@it , "Process"@en',
        '"Processo"@it',
        "rdfs:label is missing in en",
    ),
    "a concept without scheme": (
        "ontology/vocabularies/status.ttl",
        "c:concluso a skos:Concept ;\n  skos:inScheme voc:status ;",
        "c:concluso a skos:Concept ;",
        "status/concluso: a concept without a scheme",
    ),
    "a concept in one language": (
        "ontology/vocabularies/status.ttl",
        '"Concluso"@it , "Closed"@en',
        '"Concluso"@it',
        "status/concluso: http://www.w3.org/2004/02/skos/core#prefLabel: ",
    ),
    "a broader concept that is not there": (
        "ontology/vocabularies/nature.ttl",
        "skos:broader c:certificato ;",
        "skos:broader c:certificat ;",
        "a broader concept that is not there",
    ),
    "a term without comment": (
        "ontology/participation.ttl",
        "rdfs:comment",
        "rdfs:seeAlso",
        "Process: http://www.w3.org/2000/01/rdf-schema#comment: ",
    ),
    "a term without status": (
        "ontology/participation.ttl",
        '  vs:term_status "stable" ;\n',
        "",
        "vs:term_status is missing",
    ),
    "a term given up without another": (
        "ontology/participation.ttl",
        '  vs:term_status "stable" ;\n',
        '  vs:term_status "archaic" ; owl:deprecated true ;\n',
        "dct:isReplacedBy does not say",
    ),
    "a list without its order": (
        "ontology/vocabularies/status.ttl",
        "skos:memberList <",
        "skos:member <",
        "status/ordered: http://www.w3.org/2004/02/skos/core#memberList",
    ),
    "a question in one language": (
        "ontology/questions/02-grants-by-province.rq",
        "# title@en:",
        "# title@fr:",
        "grants-by-province: a question without title or description in en",
    ),
    "a question that is no SPARQL": (
        "ontology/questions/02-grants-by-province.rq",
        "SELECT",
        "SELEKT",
        "grants-by-province: a question that is no SPARQL",
    ),
    "a question that names a thing of one publisher": (
        "ontology/questions/02-grants-by-province.rq",
        "WHERE {",
        "WHERE { ?process dct:spatial <https://w3id.org/propar/id/place/regione-08> .",
        "names a thing of one publisher",
    ),
    "a finding's code that is not there": (
        "ontology/vocabularies/finding.ttl",
        "c:PP0012 a skos:Concept ;\n  skos:inScheme voc:finding ;",
        "c:PP0999 a skos:Concept ;\n  skos:inScheme voc:finding ;",
        "finding/PP0999: this code is missing in lod.findings.Code",
    ),
    "a misspelt role": (
        "shapes/process.ttl",
        "dash:LabelRole",
        "dash:LabelRol",
        "dash#LabelRol: no such term",
    ),
    "a severity that is none": (
        "shapes/process.ttl",
        "sh:severity sh:Warning",
        "sh:severity sh:Literal",
        "shacl#Literal: not a value of",
    ),
    "a flag that is a text": (
        "shapes/process.ttl",
        "browse:facet true",
        'browse:facet "true"',
        "true or false is meant",
    ),
    "a code list's shape that is not there": (
        "shapes/process.ttl",
        "sh:node ppsh:in-status",
        "sh:node ppsh:in-statuss",
        "in-statuss: leads nowhere",
    ),
    "a group that is not there": (
        "shapes/process.ttl",
        "sh:group ppsh:group-process",
        "sh:group ppsh:group-proces",
        "group-proces: leads nowhere",
    ),
    "a misspelt class of others": (
        "shapes/process.ttl",
        "sh:class org:Organization",
        "sh:class org:Organisation",
        "org#Organisation: no such term",
    ),
    "a misspelt path of others": (
        "shapes/agent.ttl",
        "sh:path locn:fullAddress",
        "sh:path locn:fullAdress",
        "fullAdress: a property that no file of the ontology declares",
    ),
    "a misspelt path of a vocabulary that everybody knows": (
        "shapes/place.ttl",
        "sh:path dct:isReplacedBy",
        "sh:path dct:isReplacdBy",
        "isReplacdBy: no such term",
    ),
    "a misspelt property in a constraint's SPARQL": (
        "shapes/process.ttl",
        "ppo:grantAmount AS",
        "ppo:grantAmuont AS",
        "grantAmuont: declared in no ontology",
    ),
    "a misspelt concept in a constraint's SPARQL": (
        "shapes/process.ttl",
        "voc/answer/no>",
        "voc/answer/noo>",
        "voc/answer/noo: leads nowhere",
    ),
    "a constraint with a finding's code that is not there": (
        "shapes/process.ttl",
        'browse:finding "PP0110"',
        'browse:finding "PP0910"',
        "PP0910: no code of lod.findings.Code",
    ),
    "a domain that is no class": (
        "ontology/participation.ttl",
        "rdfs:domain prov:Activity",
        "rdfs:domain prov:Activty",
        "prov#Activty: no such term",
    ),
    "a term defined by nothing": (
        "ontology/participation.ttl",
        "rdfs:isDefinedBy <https://w3id.org/propar/onto> .",
        "rdfs:isDefinedBy <https://w3id.org/propar/ont> .",
        "propar/ont: leads nowhere",
    ),
    "a misspelt note": ("ontology/participation.ttl", "skos:scopeNote", "skos:scopeNot", "core#scopeNot: no such term"),
    "an alignment of a term that is not there": (
        "ontology/alignments.ttl",
        "ppo:decisionHolder",
        "ppo:decisionHoldr",
        "decisionHoldr: declared in no ontology",
    ),
    "a misspelt term of others in an alignment": (
        "ontology/alignments.ttl",
        "rdfs:subPropertyOf prov:wasAssociatedWith",
        "rdfs:subPropertyOf prov:wasAsociatedWith",
        "wasAsociatedWith: no such term",
    ),
    "a concept of a scheme that is not there": (
        "ontology/vocabularies/status.ttl",
        "skos:inScheme voc:status",
        "skos:inScheme voc:statu",
        "voc/statu: leads nowhere",
    ),
    "a match with a concept that is not there": (
        "ontology/vocabularies/participation-level.ttl",
        "voc/iap2/inform>",
        "voc/iap2/infrom>",
        "voc/iap2/infrom: leads nowhere",
    ),
    "a question with a misspelt property": (
        "ontology/questions/06-never-reached-co-design.rq",
        "ppo:participationLevel",
        "ppo:participationLevl",
        "participationLevl: declared in no ontology",
    ),
    "a question with a misspelt property of others": (
        "ontology/questions/02-grants-by-province.rq",
        "dct:spatial",
        "dct:spatail",
        "terms/spatail: no such term",
    ),
    "a blank node in what is published": (
        "ontology/vocabularies/status.ttl",
        "c:concluso a skos:Concept ;",
        "c:concluso a skos:Concept ; skos:related [ a skos:Concept ] ;",
        "core#related: a blank node in what is published",
    ),
}


# of code lists and constraints, all in one copy: (file, before, after, what is said)
MORE = (
    ("vocabularies/snai.ttl", '  skos:notation "polo" ;\n', "", "snai/polo: skos:notation is missing"),
    ("vocabularies/snai.ttl", "ppo:rank 2", "ppo:rank 3", "snai/cintura: ppo:rank 3 comes twice in its list"),
    ("vocabularies/snai.ttl", "hasTopConcept c:polo , ", "hasTopConcept ", "hasTopConcept does not name it"),
    (
        "vocabularies/status.ttl",
        "skos:notation",
        'skos:hiddenLabel "Concluso"@it ; skos:notation',
        "voc/status: 'concluso' stands for",
    ),
    (
        "vocabularies/participation-level.ttl",
        "skos:memberList <https://w3id.org/propar/voc/participation-level/ordered#1>",
        "skos:memberList <https://w3id.org/propar/voc/participation-level/ordered#2>",
        "voc/participation-level: skos:memberList and ppo:rank do not say the same order",
    ),
    ("participation.ttl", '"Logo"@it', '"Logo"@itt', "'Logo': a text in itt"),
    ("../shapes/process.ttl", "    ppsh:Process-logo ,", "", "Process-logo: no node shape names it"),
    ("../shapes/process.ttl", 'sh:pattern "', 'sh:pattern "(', "missing ), unterminated subpattern"),
    ("../shapes/process.ttl", 'sh:select """', 'sh:select """SELEKT ', "a text that is no SPARQL"),
    (
        "../shapes/process.ttl",
        ' , "The title of the process, as the register writes it."@en',
        "",
        "sh:description is missing in en",
    ),
)


def test_mistakes_of_lists_and_constraints_are_found(house: Path) -> None:
    """Those that would cost a value, or a constraint, without a word."""
    for file, before, after, _ in MORE:
        changed(house / "ontology" / file, before, after)
    found = said(house)

    assert [expected for *_, expected in MORE if expected not in found] == []


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("shapes/process.ttl", "sh:maxCount 1", 'sh:maxCount "one"'),
        ("shapes/process.ttl", "browse:column 1", 'browse:column "first"'),
        ("ontology/vocabularies/snai.ttl", "ppo:rank 1", 'ppo:rank "first"'),
    ],
)
def test_a_text_for_a_number_is_a_model_error(house: Path, file: str, before: str, after: str) -> None:
    """It says where, and is no traceback."""
    changed(house / file, before, after)

    with pytest.raises(ModelError, match="a number is expected"):
        lint.problems(house / "ontology", house / "shapes")


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said of a copy with all mistakes: none may hide another one, or be told in the same words."""
    house = copied(tmp_path_factory.mktemp("mistaken"))
    for name, (file, before, after, _) in MISTAKES.items():
        assert before in (house / file).read_text("utf-8"), name
        changed(house / file, before, after)
    return said(house).splitlines()


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(mistaken: list[str], name: str) -> None:
    """Where it is, and what is wrong: in one line, so that it is this mistake and no other."""
    *_, expected = MISTAKES[name]

    assert len([line for line in mistaken if expected in line]) == 1


def test_a_property_that_no_shape_describes_is_found(house: Path) -> None:
    """Nobody would ever see its values."""
    with (house / "ontology" / "participation.ttl").open("a") as file:
        file.write("\nppo:forgotten a owl:DatatypeProperty .\n")

    assert "onto#forgotten: a property that no shape describes" in said(house)


def test_a_field_that_no_reader_supplies_is_found(house: Path) -> None:
    """It would always be empty."""
    changed(
        house / "shapes" / "process.ttl", "    ppsh:Process-title ,", "    ppsh:Process-subject , ppsh:Process-title ,"
    )
    with (house / "shapes" / "process.ttl").open("a") as file:
        file.write('\nppsh:Process-subject a sh:PropertyShape ; sh:path dct:subject ; sh:name "A"@it , "A"@en .\n')

    assert "subject: no reader supplies this field" in said(house)


def test_a_field_that_a_reader_names_and_no_shape_has_is_found(house: Path) -> None:
    """Its values would have no place."""
    changed(house / "shapes" / "process.ttl", "    ppsh:Process-logo ,", "")

    assert "logo: a reader's table names this field, and no shape has it" in said(house)


@pytest.mark.parametrize("broken", ["@prefix", "ppo:x a", "<a> <b> <c> ."])
def test_a_file_that_does_not_parse_is_a_model_error(house: Path, broken: str) -> None:
    """With its name."""
    (house / "shapes" / "broken.ttl").write_text(broken)

    with pytest.raises(ModelError, match=r"broken\.ttl"):
        lint.problems(house / "ontology", house / "shapes")


def test_a_folder_without_shapes_is_a_model_error(tmp_path: Path) -> None:
    """Not an empty model."""
    with pytest.raises(ModelError, match="no Turtle file there"):
        lint.problems(tmp_path, tmp_path)
