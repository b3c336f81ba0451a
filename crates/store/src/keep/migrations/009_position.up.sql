-- How far telemetry was read, as its reader writes it down.
CREATE TABLE position (
    stream BLOB PRIMARY KEY CHECK (length(stream) = 16),
    position TEXT NOT NULL,
    touched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX position_touched ON position (touched);
