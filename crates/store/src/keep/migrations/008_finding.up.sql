-- What rules and indicators met: a row for each thing that people look at, whatever the number of records (src/keep/finding). Numbers are never used again.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    grouped BLOB NOT NULL UNIQUE CHECK (length(grouped) = 32),
    cause TEXT NOT NULL CHECK (cause IN ('rule', 'indicator')),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    title TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 4),
    state TEXT NOT NULL CHECK (state IN ('new', 'confirmed', 'false-alarm', 'closed')),
    changed INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    met INTEGER NOT NULL,
    count INTEGER NOT NULL,
    before INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    days INTEGER NOT NULL,
    hosts INTEGER NOT NULL,
    all_hosts INTEGER NOT NULL CHECK (all_hosts IN (0, 1)),
    place TEXT NOT NULL,
    example TEXT NOT NULL
) STRICT;
CREATE INDEX finding_met ON finding (met, id);
CREATE INDEX finding_over ON finding (changed, id) WHERE state IN ('closed', 'false-alarm');

-- The records that were met last, so that none is counted twice.
CREATE TABLE finding_record (
    number INTEGER PRIMARY KEY,
    record BLOB NOT NULL UNIQUE CHECK (length(record) = 32),
    finding INTEGER NOT NULL
) STRICT;

-- The statements that an indicator or a rule came with.
CREATE TABLE finding_origin (
    finding INTEGER NOT NULL,
    statement BLOB NOT NULL CHECK (length(statement) = 32),
    member TEXT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (finding, statement)
) STRICT, WITHOUT ROWID;

-- Days are counted since 1970.
CREATE TABLE finding_day (
    finding INTEGER NOT NULL,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (finding, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding_host (
    finding INTEGER NOT NULL,
    host TEXT NOT NULL,
    count INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (finding, host)
) STRICT, WITHOUT ROWID;

-- What people did with it.
CREATE TABLE finding_act (
    finding INTEGER NOT NULL,
    number INTEGER NOT NULL,
    time INTEGER NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- What was told of it to the unit. A row without a statement is one that was about to be said.
CREATE TABLE finding_release (
    number INTEGER PRIMARY KEY,
    text BLOB NOT NULL UNIQUE CHECK (length(text) = 32),
    finding INTEGER NOT NULL,
    statement BLOB CHECK (length(statement) = 32),
    verdict TEXT NOT NULL CHECK (verdict IN ('seen', 'false-alarm')),
    content BLOB NOT NULL CHECK (length(content) = 32),
    refs BLOB NOT NULL,
    made INTEGER NOT NULL,
    who TEXT NOT NULL,
    rule TEXT
) STRICT;
CREATE INDEX finding_release_of ON finding_release (finding);
CREATE INDEX finding_release_open ON finding_release (number) WHERE statement IS NULL;
CREATE INDEX finding_release_rule ON finding_release (rule, made) WHERE rule IS NOT NULL;

-- Findings that somebody may want to be told of, and up to which of them each target of the configuration was told.
CREATE TABLE finding_notice (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    finding INTEGER NOT NULL
) STRICT;
CREATE TABLE notified (
    target TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many records were not kept as findings, since all places were taken by findings that nobody had closed.
CREATE TABLE finding_lost (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    records INTEGER NOT NULL
) STRICT;
INSERT INTO finding_lost VALUES (1, 0);
