"""What the files and folders of a release are called."""

MANIFEST = "manifest.json"
STORE = "store"
INDEX = "index.sqlite"
DATA = "data.nt"
CONTEXT = "context.jsonld"
CATALOGUE = "catalogue.json"
FINDINGS = "findings.json"
REJECTED = "rejected"
ONTOLOGY = "ontology"
DIAGRAMS = "diagrams"
REPORT = "report"
SHAPES = "shapes"
WITHDRAWN = "withdrawn.txt"
HISTORY = "history.sqlite"
PATCH = "changes.rdfp.gz"

# what depends on the past: written anew each time that a content is published, all else stays as it was
PAST = frozenset({MANIFEST, WITHDRAWN, HISTORY, PATCH})
