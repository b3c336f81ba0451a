-- Every entry of the logs. One that is no statement has an id and a reason why it is void, and nothing else.
-- Of ids and digests of texts the first eight bytes are a number, so that an index of them is narrow; the rest is compared in the row.
CREATE TABLE statement (
    place INTEGER PRIMARY KEY,
    id_head INTEGER NOT NULL,
    id_rest BLOB NOT NULL,
    kind TEXT,
    made INTEGER,
    until INTEGER,
    marking TEXT,
    audience TEXT,
    body_hash BLOB,
    body_bytes INTEGER,
    media_type TEXT,
    sealed_hash BLOB,
    sealed_bytes INTEGER,
    charter BLOB,
    operator TEXT,
    text_head INTEGER,
    text_rest BLOB,
    refs BLOB,
    void TEXT
) STRICT;
CREATE INDEX statement_kind ON statement (kind);
-- The same text has the same time of making; and that grows along a log, so that this index does too, at its end.
CREATE INDEX statement_made ON statement (made, text_head) WHERE made IS NOT NULL;
CREATE INDEX statement_void ON statement (place) WHERE void IS NOT NULL;

-- What has no order, the ids and what is referred to, is looked up in two levels. What was noted down lately is in the small one, whose pages each
-- transaction writes again; now and then all of it moves to the large one in one go (src/cache/levels.rs).
CREATE TABLE id_fresh (head INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (head, place)) STRICT, WITHOUT ROWID;
CREATE TABLE id_aged (head INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (head, place)) STRICT, WITHOUT ROWID;
CREATE TABLE reference_fresh (head INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (head, place)) STRICT, WITHOUT ROWID;
CREATE TABLE reference_aged (head INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (head, place)) STRICT, WITHOUT ROWID;
CREATE TABLE fresh (only INTEGER PRIMARY KEY CHECK (only = 1), rows INTEGER NOT NULL) STRICT;
INSERT INTO fresh VALUES (1, 0);
