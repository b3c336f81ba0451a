-- Up to which size every entry's signature was checked, and the entries where it was not good.
CREATE TABLE checked (
    member TEXT PRIMARY KEY,
    size INTEGER NOT NULL CHECK (size >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE flaw (
    member TEXT NOT NULL,
    number INTEGER NOT NULL,
    flaw TEXT NOT NULL CHECK (flaw IN ('unverified', 'unknown-key')),
    PRIMARY KEY (member, number)
) STRICT, WITHOUT ROWID;
