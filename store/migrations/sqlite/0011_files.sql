-- Files that hang on a record. Their bytes lie outside the database, under these ids; a file never changes.

CREATE TABLE file (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    -- By its content: png, jpeg, gif, webp, pdf, other.
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    -- SHA-256 of its bytes.
    digest BLOB NOT NULL,
    -- Bytes of its small picture, where there is one.
    thumb_size INTEGER,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id)
) STRICT;
