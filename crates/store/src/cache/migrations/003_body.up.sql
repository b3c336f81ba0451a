-- Bodies and sealed files that statements commit to, one for each statement, by its place. One that is held has no next try.
CREATE TABLE body (
    place INTEGER PRIMARY KEY,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_try INTEGER
) STRICT;
CREATE INDEX body_due ON body (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX body_missing ON body (place) WHERE next_try IS NOT NULL;
-- By the first eight bytes of the hash, in two levels as ids are.
CREATE TABLE body_fresh (head INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (head, place)) STRICT, WITHOUT ROWID;
CREATE TABLE body_aged (head INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (head, place)) STRICT, WITHOUT ROWID;

-- How many of each log there are, counted as rows come and go: a quota is asked for with every body.
CREATE TABLE body_total (
    log INTEGER PRIMARY KEY,
    held INTEGER NOT NULL,
    held_bytes INTEGER NOT NULL,
    wanted INTEGER NOT NULL,
    wanted_bytes INTEGER NOT NULL
) STRICT;
CREATE TRIGGER body_comes AFTER INSERT ON body BEGIN
    INSERT OR IGNORE INTO body_total VALUES (NEW.place >> 40, 0, 0, 0, 0);
    UPDATE body_total SET held = held + (NEW.next_try IS NULL), held_bytes = held_bytes + NEW.bytes * (NEW.next_try IS NULL),
        wanted = wanted + (NEW.next_try IS NOT NULL), wanted_bytes = wanted_bytes + NEW.bytes * (NEW.next_try IS NOT NULL)
        WHERE log = NEW.place >> 40;
END;
CREATE TRIGGER body_goes AFTER DELETE ON body BEGIN
    UPDATE body_total SET held = held - (OLD.next_try IS NULL), held_bytes = held_bytes - OLD.bytes * (OLD.next_try IS NULL),
        wanted = wanted - (OLD.next_try IS NOT NULL), wanted_bytes = wanted_bytes - OLD.bytes * (OLD.next_try IS NOT NULL)
        WHERE log = OLD.place >> 40;
END;
CREATE TRIGGER body_is_held AFTER UPDATE OF next_try ON body WHEN OLD.next_try IS NOT NULL AND NEW.next_try IS NULL BEGIN
    UPDATE body_total SET held = held + 1, held_bytes = held_bytes + NEW.bytes, wanted = wanted - 1, wanted_bytes = wanted_bytes - NEW.bytes
        WHERE log = NEW.place >> 40;
END;
CREATE TRIGGER body_is_lost AFTER UPDATE OF next_try ON body WHEN OLD.next_try IS NULL AND NEW.next_try IS NOT NULL BEGIN
    UPDATE body_total SET held = held - 1, held_bytes = held_bytes - NEW.bytes, wanted = wanted + 1, wanted_bytes = wanted_bytes + NEW.bytes
        WHERE log = NEW.place >> 40;
END;

-- What members said last about how far they hold a log.
CREATE TABLE receipt (
    member TEXT NOT NULL,
    of TEXT NOT NULL,
    size INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (member, of)
) STRICT, WITHOUT ROWID;
