"""The tables of a release's history."""

SCHEMA = """
CREATE TABLE release (number INTEGER PRIMARY KEY, id TEXT NOT NULL, issued TEXT NOT NULL);
CREATE TABLE document (
    iri TEXT PRIMARY KEY, start INTEGER NOT NULL, length INTEGER NOT NULL, digest BLOB NOT NULL,
    since INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX document_since ON document (since DESC, iri);
CREATE TABLE gone (iri TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE change (position INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL);
"""

# what a release carries on from the one before, which is attached as `former`
CARRY_ON = """
INSERT INTO release SELECT number, id, issued FROM former.release;
"""

COMPARE = """
UPDATE document SET since = (SELECT since FROM former.document AS before WHERE before.iri = document.iri)
    WHERE EXISTS (SELECT 1 FROM former.document AS before
                  WHERE before.iri = document.iri AND before.digest = document.digest);
INSERT INTO change (iri, kind)
    SELECT iri, kind FROM (
        SELECT iri, 'added' AS kind FROM document
            WHERE NOT EXISTS (SELECT 1 FROM former.document AS before WHERE before.iri = document.iri)
        UNION ALL
        SELECT document.iri, 'changed' FROM document JOIN former.document AS before USING (iri)
            WHERE before.digest <> document.digest
        UNION ALL
        SELECT iri, 'withdrawn' FROM former.document AS before
            WHERE NOT EXISTS (SELECT 1 FROM document WHERE document.iri = before.iri))
    ORDER BY iri;
INSERT INTO gone SELECT iri, at FROM former.gone AS before
    WHERE NOT EXISTS (SELECT 1 FROM document WHERE document.iri = before.iri);
INSERT OR REPLACE INTO gone SELECT iri, (SELECT max(number) FROM release) FROM change WHERE kind = 'withdrawn';
"""

FIRST = "INSERT INTO change (iri, kind) SELECT iri, 'added' FROM document ORDER BY iri"
