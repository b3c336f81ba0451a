-- Who may use this node. Passwords are Argon2 hashes in PHC form.
CREATE TABLE operator (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'analyst', 'officer', 'admin')),
    password TEXT NOT NULL,
    disabled INTEGER,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Of a token, only the SHA-256 of its secret is here. Days are counted since 1970.
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    operator TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER,
    used_day INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX token_operator ON token (operator);

-- Failed attempts to get in, by whom or where from.
CREATE TABLE attempt (
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_last ON attempt (last);
