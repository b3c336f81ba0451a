-- Where peers listen, as last heard.
CREATE TABLE address (
    member TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    learned INTEGER NOT NULL,
    source TEXT NOT NULL
) STRICT, WITHOUT ROWID;
