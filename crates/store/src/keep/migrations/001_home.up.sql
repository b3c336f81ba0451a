-- Whose file this is, and whether it came from a backup.
CREATE TABLE home (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    unit BLOB CHECK (length(unit) = 32),
    restored_at INTEGER
) STRICT;
INSERT INTO home VALUES (1, NULL, NULL);
