-- What went wrong. Numbers are never used again.
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT,
    since INTEGER NOT NULL,
    text TEXT NOT NULL,
    evidence BLOB CHECK (length(evidence) = 32),
    resolved INTEGER
) STRICT;
-- One alarm stands once.
CREATE UNIQUE INDEX alarm_standing ON alarm (kind, coalesce(subject, ''), coalesce(evidence, x'')) WHERE resolved IS NULL;
CREATE INDEX alarm_resolved ON alarm (resolved) WHERE resolved IS NOT NULL;
