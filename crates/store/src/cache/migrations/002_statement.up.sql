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
CREATE INDEX statement_id ON statement (id_head);
CREATE INDEX statement_kind ON statement (kind);
-- The same text has the same time of making; and that grows along a log, so that this index does too, at its end.
CREATE INDEX statement_made ON statement (made, text_head) WHERE made IS NOT NULL;
CREATE INDEX statement_void ON statement (place) WHERE void IS NOT NULL;

-- Which statements refer to one, by the first eight bytes of its id.
CREATE TABLE reference (
    target INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (target, place)
) STRICT, WITHOUT ROWID;
