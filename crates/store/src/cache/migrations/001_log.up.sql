-- A *place* is an entry of a log as one number: that of the log in this table, times 2^40, plus the entry's own.

-- The logs, and how many of their entries were noted down.
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    member TEXT NOT NULL UNIQUE,
    noted INTEGER NOT NULL
) STRICT;

-- The quotes that count, by the place of the quote.
CREATE TABLE quote (
    place INTEGER PRIMARY KEY,
    covers INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    time INTEGER NOT NULL
) STRICT;

-- Runs of entries that one quote put on record, from `since` up to and without `until`; and for each log the run that no quote covers yet, whose time is
-- 2^63 - 1. So the order of the record is that of this table, and a quote changes two rows of it and none of the statements that it covers.
CREATE TABLE stretch (
    since INTEGER PRIMARY KEY,
    until INTEGER NOT NULL,
    time INTEGER NOT NULL,
    member TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX stretch_order ON stretch (time, member, since, until);

-- How much of a member's has counted against its quota, by epoch of record time.
CREATE TABLE spoken (
    log INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (log, epoch)
) STRICT, WITHOUT ROWID;
