-- By which papers, and by which version of this program, what is here was judged: a digest, one row at most.
CREATE TABLE judged (
    by BLOB NOT NULL CHECK (length(by) = 32)
) STRICT;
