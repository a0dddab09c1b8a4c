"""What is asked of the tables in which identity gathers its records: SQL of SQLite."""

TABLES = """
CREATE TABLE thing (iri TEXT PRIMARY KEY, key TEXT, source TEXT, file TEXT, line INTEGER, title TEXT) WITHOUT ROWID;
CREATE TABLE page (page TEXT, iri TEXT);
CREATE TABLE declared (iri TEXT, target TEXT, label TEXT, line INTEGER);
CREATE TABLE trait (iri TEXT, field TEXT, value TEXT);
CREATE TABLE same (one TEXT, other TEXT, why TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
"""
BY_PAGE = """
INSERT OR IGNORE INTO same SELECT a.iri, b.iri, 'page' FROM page a JOIN page b ON a.page = b.page
JOIN thing x ON x.iri = a.iri JOIN thing y ON y.iri = b.iri WHERE x.source <> y.source AND a.iri < b.iri
"""
BY_KEY = """
INSERT OR IGNORE INTO same SELECT MIN(d.iri, t.iri), MAX(d.iri, t.iri), 'key' FROM declared d
JOIN thing x ON x.iri = d.iri JOIN thing t ON d.target IN (t.key, t.iri) WHERE t.iri <> d.iri
"""
UNKNOWN = """
SELECT d.target, d.label, d.line, t.* FROM declared d JOIN thing t ON t.iri = d.iri
WHERE NOT EXISTS (SELECT 1 FROM thing o WHERE d.target IN (o.key, o.iri)) ORDER BY t.iri, d.target
"""
SAME = "SELECT s.why, a.*, b.* FROM same s JOIN thing a ON a.iri = s.one JOIN thing b ON b.iri = s.other ORDER BY 2, 8"
# pairs of one title; and pairs that have everything but the title in common
LIKELY = """
WITH pair AS (
  SELECT a.iri AS one, b.iri AS other FROM thing a JOIN thing b ON a.title = b.title
  WHERE a.title <> '' AND a.source < b.source
  UNION
  SELECT a.iri, b.iri FROM signature a JOIN signature b ON a.signature = b.signature
  JOIN thing x ON x.iri = a.iri JOIN thing y ON y.iri = b.iri WHERE x.source < y.source
)
SELECT a.*, b.* FROM pair p JOIN thing a ON a.iri = p.one JOIN thing b ON b.iri = p.other
WHERE NOT EXISTS (SELECT 1 FROM same s WHERE (s.one, s.other) IN ((p.one, p.other), (p.other, p.one)))
ORDER BY 1, 7 LIMIT ?
"""
SIGNATURE = """
CREATE TABLE signature AS SELECT iri, GROUP_CONCAT(field || '=' || value, char(10)) AS signature
FROM (SELECT DISTINCT * FROM trait ORDER BY iri, field, value) GROUP BY iri HAVING COUNT(DISTINCT field) >= ?
"""
TRAITS = "SELECT DISTINCT field, value FROM trait WHERE iri = ?"
ITSELF = (
    "SELECT d.target, d.label, d.line, t.* FROM declared d JOIN thing t ON t.iri = d.iri AND d.target IN (t.key, t.iri)"
)
# records of one source that are, each by itself, the same as one record of another
TWICE = """
WITH link AS (SELECT one AS iri, other FROM same UNION SELECT other, one FROM same)
SELECT z.key, a.*, b.* FROM link p JOIN link q ON p.other = q.other AND p.iri < q.iri
JOIN thing a ON a.iri = p.iri JOIN thing b ON b.iri = q.iri JOIN thing z ON z.iri = p.other
WHERE a.source = b.source AND z.source <> a.source
AND NOT EXISTS (SELECT 1 FROM same s WHERE (s.one, s.other) IN ((a.iri, b.iri), (b.iri, a.iri)))
ORDER BY 2, 8 LIMIT ?
"""
