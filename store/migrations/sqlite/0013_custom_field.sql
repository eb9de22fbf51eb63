-- Fields of a project's own, what can be chosen in them, and what its tasks say in them.

CREATE TABLE custom_field (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    project BLOB NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'yesno', 'link', 'person')),
    -- Of a number, what it counts; else empty.
    unit TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;
CREATE INDEX custom_field_project ON custom_field (workspace, project, position);

-- What can be chosen. A retired one stays where it is said, and is offered no more.
CREATE TABLE custom_option (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    field BLOB NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    position INTEGER NOT NULL,
    retired_at TEXT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, field) REFERENCES custom_field (workspace, id)
) STRICT;
CREATE UNIQUE INDEX custom_option_name ON custom_option (workspace, field, name_folded);

-- A text, a number, a day, yes or no, or an address as it is read; a choice and a person by what they are.
CREATE TABLE custom_value (
    workspace BLOB NOT NULL,
    task BLOB NOT NULL,
    field BLOB NOT NULL,
    value TEXT NOT NULL,
    -- By which texts are found and put in order.
    folded TEXT NOT NULL,
    -- By which the others are: millionths of a number, a day's number, one for yes and nought for no.
    amount INTEGER,
    option BLOB,
    member BLOB,
    PRIMARY KEY (workspace, task, field),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, field) REFERENCES custom_field (workspace, id),
    FOREIGN KEY (workspace, option) REFERENCES custom_option (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX custom_value_field ON custom_value (workspace, field);
CREATE INDEX custom_value_option ON custom_value (workspace, option);
CREATE INDEX custom_value_member ON custom_value (workspace, member);
