"""The ontology: fit for OWL reasoners, and saying of our data nothing that we do not mean."""

from collections.abc import Iterable

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV
from rdflib.term import Node

from lod import release
from lod.model import Model
from lod.release import Release
from tests.conftest import ROOT

PPO = Namespace("https://w3id.org/propar/onto#")
OURS = "https://w3id.org/propar/"
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DQV = Namespace("http://www.w3.org/ns/dqv#")
VOID = Namespace("http://rdfs.org/ns/void#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
L0 = Namespace("https://w3id.org/italia/onto/l0/")
CLV = Namespace("https://w3id.org/italia/onto/CLV/")
COV = Namespace("https://w3id.org/italia/onto/COV/")
REACHED = (
    *("http://www.w3.org/ns/prov#", "http://www.w3.org/ns/org#", "http://purl.org/dc/terms/"),
    *("http://www.w3.org/2004/02/skos/core#", "https://schema.org/", "http://data.europa.eu/m8g/"),
    *(f"https://w3id.org/italia/onto/{name}/" for name in ("CPEV", "CLV", "COV", "TI", "l0")),
    *("https://w3id.org/deliberation/ontology#", "https://participedia.net/"),
    *("https://w3id.org/propar/voc/iap2", "https://w3id.org/propar/voc/arnstein"),
)
TERMS = ("participation.ttl", "alignments.ttl", "reused.ttl")
THIRD_PARTY = ROOT.parent / "shared" / "thirdparty"

# what the vocabularies that we reuse say of their properties: domain, range, and what makes equals of unequals
DOMAINS = {
    DCAT.startDate: DCTERMS.PeriodOfTime,
    DCAT.endDate: DCTERMS.PeriodOfTime,
    PROV.wasAssociatedWith: PROV.Activity,
    PROV.startedAtTime: PROV.Activity,
    PROV.endedAtTime: PROV.Activity,
    PROV.wasAttributedTo: PROV.Entity,
    PROV.wasDerivedFrom: PROV.Entity,
    FOAF.primaryTopic: FOAF.Document,
    FOAF.isPrimaryTopicOf: OWL.Thing,
    ORG.unitOf: ORG.OrganizationalUnit,
    COV.IPAcode: COV.PublicOrganization,
    GEO.hasGeometry: GEO.Feature,
    GEO.asWKT: GEO.Geometry,
    SKOS.broader: SKOS.Concept,
    SKOS.exactMatch: SKOS.Concept,
    VOID.inDataset: FOAF.Document,
    DQV.computedOn: DQV.QualityMeasurement,
    DQV.isMeasurementOf: DQV.QualityMeasurement,
    DQV.value: DQV.QualityMeasurement,
}
RANGES = {
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS.license: DCTERMS.LicenseDocument,
    PROV.wasAssociatedWith: PROV.Agent,
    PROV.wasAttributedTo: PROV.Agent,
    PROV.wasDerivedFrom: PROV.Entity,
    FOAF.isPrimaryTopicOf: FOAF.Document,
    FOAF.page: FOAF.Document,
    FOAF.depiction: FOAF.Image,
    ORG.unitOf: ORG.Organization,
    LOCN.address: LOCN.Address,
    GEO.hasGeometry: GEO.Geometry,
    ADMS.status: SKOS.Concept,
    VOID.inDataset: VOID.Dataset,
    DQV.hasQualityMeasurement: DQV.QualityMeasurement,
    DQV.isMeasurementOf: DQV.Metric,
    SKOS.broader: SKOS.Concept,
    SKOS.exactMatch: SKOS.Concept,
}
# those of which their vocabularies say neither domain nor range, or that anything may have them
LOOSE = {
    *(DCTERMS[n] for n in ("abstract", "alternative", "created", "description", "identifier", "isPartOf")),
    *(DCTERMS[n] for n in ("isReplacedBy", "issued", "modified", "title")),
    *(SKOS[n] for n in ("prefLabel", "notation")),
    LOCN.fullAddress,
    LOCN.postCode,
    LOCN.postName,
    DCTERMS.rightsHolder,
    DCTERMS.relation,
    URIRef("https://schema.org/creditText"),
    URIRef("https://schema.org/location"),
    URIRef("https://schema.org/position"),
}
# shapes of our own terms and lists, not of what a register tells
OF_TERMS = {
    *("AnnotationProperty", "Class", "Collection", "Concept", "ConceptScheme", "DatatypeProperty"),
    *("ObjectProperty", "Ontology"),
    *(f"Catalog{name}" for name in ("Agent", "Contact", "Dataset", "Distribution", "Entry", "License")),
}
IDENTIFYING = (FOAF.isPrimaryTopicOf, FOAF.homepage, FOAF.logo)

# all that may follow for things of ours: classes by class, and properties
MAY_BE = {
    PPO.ParticipatoryProcess: {PROV.Activity, L0.EventOrSituation, L0.Entity},
    PPO.BonusAssessment: set(),
    DCTERMS.PeriodOfTime: set(),
    FOAF.Document: {PROV.Entity},
    DCAT.Dataset: set(),
    DQV.QualityMeasurement: set(),
    ORG.Organization: {PROV.Agent},
    ORG.OrganizationalUnit: {PROV.Agent, ORG.Organization},
    COV.PublicOrganization: {PROV.Agent, COV.Organization, L0.Agent, L0.Object, L0.Entity},
    LOCN.Address: set(),
    GEO.Geometry: set(),
    DCTERMS.Location: {SKOS.Concept, GEO.Feature},
    CLV.City: {SKOS.Concept, GEO.Feature},
    CLV.Province: {SKOS.Concept, GEO.Feature},
    CLV.Region: {SKOS.Concept, GEO.Feature},
}
MAY_HAVE = {PROV.wasAssociatedWith, PROV.wasAttributedTo, ADMS.status, DCTERMS.subject, DCTERMS.hasPart, L0.identifier}
# what CLV itself says of every municipality, province and region
OF_PLACES = {CLV.AdminUnitComponent, CLV.AddressComponent, CLV.Feature, CLV.SpatialObject, L0.Location, L0.Entity}


@pytest.fixture(scope="module")
def terms() -> Graph:
    """Ontology, alignments, and the names of reused classes."""
    graph = Graph(bind_namespaces="none")
    for name in TERMS:
        graph.parse(ROOT / "ontology" / name)
    return graph


@pytest.fixture(scope="module")
def facts() -> Graph:
    """What others say of the properties that we reuse."""
    graph = Graph(bind_namespaces="none")
    for prop, domain in DOMAINS.items():
        graph.add((prop, RDFS.domain, domain))
    for prop, range_ in RANGES.items():
        graph.add((prop, RDFS.range, range_))
    for prop in IDENTIFYING:
        graph.add((prop, RDF.type, OWL.InverseFunctionalProperty))
    return graph


@pytest.fixture(scope="module")
def data(sample: Release) -> Graph:
    """Processes of the sample with all that they name."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    everything = Graph(bind_namespaces="none").parse(sample.path / release.DATA, format="nt")
    rdflib.NORMALIZE_LITERALS = before
    wanted = sorted(everything.subjects(RDF.type, PPO.ParticipatoryProcess))
    known = set(wanted)
    found = Graph(bind_namespaces="none")
    for subject in wanted:
        for triple in everything.triples((subject, None, None)):
            found.add(triple)
            thing = triple[2]
            if isinstance(thing, URIRef) and thing not in known and thing.startswith((OURS + "id/", OURS + "doc/")):
                known.add(thing)
                wanted.append(thing)
    return found


def closed(*graphs: Graph) -> Graph:
    """All that follows by OWL 2 RL."""
    everything = Graph(bind_namespaces="none")
    for graph in graphs:
        everything += graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(everything)
    return everything


def errors(closure: Graph) -> list[str]:
    """The contradictions that the reasoner found."""
    return [str(text) for _, predicate, text in closure if str(predicate).endswith("#error")]


def unmeant(closure: Graph, said: Graph) -> set[tuple[str, str]]:
    """What follows for things of ours beyond what may: class of the thing, and the new class or property."""
    found = set()
    for thing in set(said.subjects()):
        kinds = set(said.objects(thing, RDF.type))
        allowed = kinds.union(*(MAY_BE.get(URIRef(str(kind)), set()) for kind in kinds))
        if DCTERMS.Location in kinds:
            allowed |= OF_PLACES
        name = " ".join(sorted(map(str, kinds)))
        for predicate, value in closure.predicate_objects(thing):
            if (thing, predicate, value) in said or isinstance(value, BNode) or value == thing:
                continue
            if predicate == RDF.type and value not in allowed | {OWL.Thing}:
                found.add((name, str(value)))
            elif predicate not in {RDF.type, *MAY_HAVE}:
                found.add((name, str(predicate)))
    return found


def test_nothing_unmeant_follows_for_the_data(terms: Graph, facts: Graph, data: Graph) -> None:
    """Reused domains and ranges make of our things what they are, and of two things never one."""
    closure = closed(terms, facts, data)

    assert unmeant(closure, data) == set()
    assert errors(closure) == []


@pytest.mark.skipif(not THIRD_PARTY.is_dir(), reason="the others' ontologies are not part of the project")
def test_nothing_unmeant_follows_with_the_others_ontologies(terms: Graph, facts: Graph, data: Graph) -> None:
    """The Italian ontologies and the Deliberation Ontology, as they are published, agree with our use of them."""
    others = Graph(bind_namespaces="none")
    for path in (*THIRD_PARTY.glob("ontopia/*-AP_IT.ttl"), *THIRD_PARTY.glob("deliberation/*.ttl")):
        others.parse(path)
    closure = closed(terms, facts, others, data)

    assert unmeant(closure, data) == set()
    assert errors(closure) == []


@pytest.mark.skipif(not THIRD_PARTY.is_dir(), reason="the others' ontologies are not part of the project")
def test_the_others_terms_that_we_link_to_are_there(terms: Graph) -> None:
    """No link to a term that its ontology does not have."""
    others = Graph(bind_namespaces="none")
    for path in (*THIRD_PARTY.glob("ontopia/*-AP_IT.ttl"), *THIRD_PARTY.glob("deliberation/*.ttl")):
        others.parse(path)
    namespaces = ("https://w3id.org/italia/onto/", "https://w3id.org/deliberation/ontology#")
    linked = {o for _, p, o in terms if str(o).startswith(namespaces) and p != RDFS.isDefinedBy}

    assert sorted(o for o in linked if (o, RDF.type, None) not in others) == []
    assert len(linked) > 10


def test_every_class_can_have_members(terms: Graph, facts: Graph) -> None:
    """One thing of each class of ours, and no contradiction."""
    members = Graph(bind_namespaces="none")
    for number, one in enumerate(sorted(terms.subjects(RDF.type, OWL.Class))):
        members.add((URIRef(f"https://example.org/{number}"), RDF.type, one))
    closure = closed(terms, facts, members)

    assert len(members) > 10
    assert errors(closure) == []
    assert list(closure.subjects(RDF.type, OWL.Nothing)) == []


def test_every_reused_property_was_looked_up(model: Model) -> None:
    """Whoever reuses another one has to write here what its vocabulary says of it."""
    shapes = [shape for name, shape in model.shapes.items() if name not in OF_TERMS]
    used = {step for shape in shapes for prop in shape.properties.values() for step in prop.path}
    reused = {step for step in used if not step.startswith((OURS, str(OWL)))}

    assert reused - {str(p) for p in (*DOMAINS, *RANGES, *LOOSE)} == set()
    assert {str(p) for p in LOOSE} - reused == set()


@pytest.mark.skipif(not THIRD_PARTY.is_dir(), reason="the others' ontologies are not part of the project")
def test_what_was_looked_up_is_what_the_others_say() -> None:
    """The tables agree with the ontologies as they are published."""
    others = Graph(bind_namespaces="none")
    for path in THIRD_PARTY.glob("ontopia/*-AP_IT.ttl"):
        others.parse(path)

    for prop, domain in DOMAINS.items():
        assert set(others.objects(prop, RDFS.domain)) <= {domain}, prop
    for prop in LOOSE:
        said = {*others.objects(prop, RDFS.domain), *others.objects(prop, RDFS.range)}
        assert {o for o in said if isinstance(o, URIRef)} <= {RDFS.Literal, XSD.string}, prop


def test_the_alignments_reach_every_vocabulary_that_they_name() -> None:
    """One link at least to each."""
    alignments = Graph(bind_namespaces="none").parse(ROOT / "ontology" / "alignments.ttl")
    links = {str(o) for s, p, o in alignments if str(s).startswith(str(PPO)) and p != RDF.type}
    reached = {start for start in REACHED for link in links if link.startswith(start)}

    assert reached == set(REACHED)


def test_a_contradiction_would_be_noticed(terms: Graph) -> None:
    """The reasoner of these tests does find an unsatisfiable class."""
    wrong = Graph(bind_namespaces="none")
    wrong.add((PPO.Phase, OWL.disjointWith, PROV.Activity))
    wrong.add((URIRef("https://example.org/phase"), RDF.type, PPO.Phase))

    assert errors(closed(terms, wrong)) != []


def test_a_property_that_types_wrongly_would_be_noticed(terms: Graph, facts: Graph, data: Graph) -> None:
    """Such as the total cost of Project-AP_IT, whose domain is an investment project."""
    wrong = Graph(bind_namespaces="none")
    investment = URIRef("https://w3id.org/italia/onto/Project/PublicInvestmentProject")
    wrong.add((PPO.totalCost, RDFS.domain, investment))
    closure = closed(terms, facts, wrong, data)

    assert str(investment) in {found for _, found in unmeant(closure, data)}


# ---------- OWL 2 DL (Structural Specification, sections 3, 4 and 5.8) ----------

KINDS = (OWL.Class, RDFS.Datatype, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
# of the datatypes that we could want, those of the OWL 2 datatype map; it has no gYear and no date
DATATYPES = {RDFS.Literal, XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.dateTime, XSD.anyURI}
BUILT_IN = (str(RDF), str(RDFS), str(OWL))
AXIOMS = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.equivalentClass}


def kinds(terms: Graph, term: Node) -> set[Node]:
    return {kind for kind in terms.objects(term, RDF.type) if kind in KINDS}


def test_no_term_is_two_things(terms: Graph) -> None:
    """No punning: no class that is also a property, no property of two kinds, no class that is also an individual."""
    declared = {term for kind in KINDS for term in terms.subjects(RDF.type, kind)}

    assert {t: kinds(terms, t) for t in declared if len(kinds(terms, t)) > 1} == {}
    assert [t for t in declared if set(terms.objects(t, RDF.type)) - set(KINDS)] == []


def test_every_term_of_an_axiom_is_declared(terms: Graph) -> None:
    """A reasoner knows of each term whether it is a class, an object property or a datatype property."""
    used = {term for s, p, o in terms if p in AXIOMS for term in (s, o)} - DATATYPES

    assert sorted(t for t in used if not kinds(terms, t)) == []


@pytest.mark.parametrize("names", [("participation.ttl",), TERMS], ids=len)
def test_every_property_and_class_is_declared(names: tuple[str, ...]) -> None:
    """Annotations too, and by the ontology itself: nobody has to load another file with it."""
    graph = Graph(bind_namespaces="none")
    for name in names:
        graph.parse(ROOT / "ontology" / name)
    classes = {o for o in graph.objects(None, RDF.type) if not str(o).startswith(BUILT_IN)}
    axioms = {term for s, p, o in graph if p in AXIOMS for term in (s, o)} - DATATYPES
    annotations = {p for p in graph.predicates() if not str(p).startswith(BUILT_IN)}

    assert sorted(t for t in classes | axioms | annotations if len(kinds(graph, t)) != 1) == []


def test_axioms_join_what_belongs_together(terms: Graph) -> None:
    """Object properties lead to classes, datatype properties to datatypes, and a property is under its like."""
    for prop, range_ in terms.subject_objects(RDFS.range):
        wanted = OWL.Class if OWL.ObjectProperty in kinds(terms, prop) else None

        assert (wanted in kinds(terms, range_)) if wanted else (range_ in DATATYPES), (prop, range_)
    for one, other in terms.subject_objects(RDFS.subPropertyOf):
        assert kinds(terms, one) == kinds(terms, other), (one, other)
    for one, other in terms.subject_objects(RDFS.subClassOf):
        assert kinds(terms, one) == kinds(terms, other) == {OWL.Class}, (one, other)


def test_what_is_no_axiom_is_an_annotation(terms: Graph) -> None:
    """Statements about terms use properties that are declared as nothing else, so that they have no consequences."""
    annotations = {p for _, p, _ in terms if not str(p).startswith(BUILT_IN)}

    assert sorted(p for p in annotations if kinds(terms, p) - {OWL.AnnotationProperty}) == []


def test_the_ontology_has_no_blank_nodes(terms: Graph) -> None:
    """Everything can be named, compared and linked to."""
    assert [t for t in terms if any(isinstance(x, BNode) for x in t)] == []


def test_alignments_say_nothing_of_others_terms() -> None:
    """Of others' terms the alignments declare the kind, and no more."""
    alignments = Graph(bind_namespaces="none").parse(ROOT / "ontology" / "alignments.ttl")
    said = {(s, p) for s, p, _ in alignments if not str(s).startswith(OURS)}

    assert {p for _, p in said} == {RDF.type}
    assert (PPO.decisionHolder, RDFS.subPropertyOf, PROV.wasAssociatedWith) in alignments


def header() -> tuple[Graph, URIRef]:
    graph = Graph(bind_namespaces="none").parse(ROOT / "ontology" / "participation.ttl")
    return graph, URIRef("https://w3id.org/propar/onto")


@pytest.mark.parametrize(
    "predicate",
    [
        OWL.versionIRI,
        OWL.priorVersion,
        OWL.versionInfo,
        DCTERMS.license,
        DCTERMS.creator,
        DCTERMS.abstract,
        DCAT.contactPoint,
        URIRef("http://purl.org/vocab/vann/changes"),
        URIRef("http://purl.org/vocab/vann/preferredNamespacePrefix"),
    ],
    ids=lambda predicate: str(predicate).rpartition("/")[2],
)
def test_the_header_says(predicate: URIRef) -> None:
    """Who reuses an ontology looks for its version, licence, makers, contact and changes."""
    graph, ontology = header()

    assert (ontology, predicate, None) in graph


def test_the_creator_is_an_organisation() -> None:
    """No person is named."""
    graph, ontology = header()
    (creator,) = graph.objects(ontology, DCTERMS.creator)

    assert (creator, RDF.type, ORG.Organization) in graph


def test_notes_and_examples_are_in_both_languages() -> None:
    """Whoever reads Italian reads no less than who reads English."""
    graph, _ = header()

    def languages(texts: Iterable[Node]) -> set[str | None]:
        return {text.language for text in texts if isinstance(text, Literal)}

    for predicate in (SKOS.scopeNote, SKOS.example):
        for term in set(graph.subjects(predicate)):
            assert languages(graph.objects(term, predicate)) == {"it", "en"}, term


def test_labels_of_terms_are_not_shared() -> None:
    """Two terms that are called the same cannot be told apart, unless one is a class and the other leads to it."""
    graph, _ = header()
    called: dict[tuple[str, Node | None], list[str]] = {}
    for term, label in graph.subject_objects(RDFS.label):
        kind = OWL.Class if (term, RDF.type, OWL.Class) in graph else OWL.ObjectProperty
        called.setdefault((f"{label}@{getattr(label, 'language', '')}", kind), []).append(str(term))

    assert {label: found for label, found in called.items() if len(found) > 1} == {}
