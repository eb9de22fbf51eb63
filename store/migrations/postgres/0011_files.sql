-- Files that hang on a record. Their bytes lie outside the database, under these ids; a file never changes.

CREATE TABLE file (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    -- By its content: png, jpeg, gif, webp, pdf, other.
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- SHA-256 of its bytes.
    digest BYTEA NOT NULL,
    -- Bytes of its small picture, where there is one.
    thumb_size BIGINT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id)
);
