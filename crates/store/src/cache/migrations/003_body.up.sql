-- Bodies and sealed files that statements commit to. One that is held has no next try.
-- The length is part of the key: whoever says a false one for a hash of somebody else's must not stand in its way.
CREATE TABLE body (
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL,
    log INTEGER NOT NULL,
    place INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_try INTEGER,
    PRIMARY KEY (hash, bytes, log)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_due ON body (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX body_log ON body (log, place);

-- What members said last about how far they hold a log.
CREATE TABLE receipt (
    member TEXT NOT NULL,
    of TEXT NOT NULL,
    size INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (member, of)
) STRICT, WITHOUT ROWID;
