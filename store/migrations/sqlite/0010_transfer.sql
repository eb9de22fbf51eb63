-- What a task was called before it went to another project: its old key leads to it.
CREATE TABLE former_key (
    workspace BLOB NOT NULL,
    project BLOB NOT NULL,
    number INTEGER NOT NULL,
    task BLOB NOT NULL,
    PRIMARY KEY (workspace, project, number),
    -- Who comes back is called as before.
    CONSTRAINT former_key_task UNIQUE (workspace, task, project),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
) STRICT;
