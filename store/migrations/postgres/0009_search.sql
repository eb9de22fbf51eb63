-- Search: which folded words stand in which record. Kept with the change itself, alike on both engines.

CREATE TABLE search_word (
    workspace UUID NOT NULL,
    record UUID NOT NULL,
    -- Folded by domain::search. The empty word says that the record has been read.
    word TEXT COLLATE "C" NOT NULL,
    -- Where it stands: 0 key, 1 title, 2 text, 3 what was said.
    place BIGINT NOT NULL,
    project UUID NOT NULL,
    PRIMARY KEY (workspace, record, word),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id)
);
CREATE INDEX search_word_found ON search_word (workspace, word, place, record, project);
