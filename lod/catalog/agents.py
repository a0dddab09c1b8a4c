"""Who stands behind the data: who publishes them, and whose they are."""

from lod.catalog.authority import ADMS, authority
from lod.catalog.entries import Agent
from lod.catalog.facts import Facts, SourceFacts
from lod.iris import Iris

# how the codes of the index of public administrations (IPA) begin
_KINDS = {"r_": "RegionalAuthority", "p_": "LocalAuthority", "c_": "LocalAuthority"}


def publisher(facts: Facts, iris: Iris) -> Agent:
    """Who publishes.

    Raises:
        SettingsError: what it is said to be is in no list.
    """
    said = facts.publisher
    kind = authority().concept("publishertype", said.kind, "[publisher] kind")
    # who keeps a source and publishes it is one body, not two
    same = next((s for s in facts.sources if s.holder_iri == iris.thing("agent", said.identifier)), None)
    iri, name = (same.holder_iri, same.holder_name) if same else (f"{iris.catalogue}#publisher", said.name)
    return Agent(iri, name, said.identifier, said.homepage, kind)


def holder(source: SourceFacts, publishing: Agent) -> Agent:
    """Who keeps *source*; who publishes, where nobody is named."""
    if source.holder_iri in ("", publishing.iri):
        return publishing
    code = source.holder_iri.rpartition("/")[2]
    kind = _KINDS.get(code[:2], "")
    return Agent(source.holder_iri, source.holder_name, code, kind=f"{ADMS}publishertype/{kind}" if kind else "")
