-- Exchange: plans that come from files. An import is resumed by its batches and undone as one.

CREATE TABLE import (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    format TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- What was read, as JSON: the plan and its report. Gone when the import is done or given up.
    plan BLOB,
    report BLOB NOT NULL,
    project BLOB,
    -- Who is who, as chosen: the file's number to a member.
    people BLOB,
    state TEXT NOT NULL CHECK (state IN ('read', 'running', 'done', 'undone', 'given_up')),
    batches INTEGER NOT NULL,
    batches_done INTEGER NOT NULL,
    made_by BLOB NOT NULL,
    made_at TEXT NOT NULL,
    done_at TEXT,
    -- What the last attempt said when it failed, as a code.
    failed TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, made_by) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX import_project ON import (workspace, project);

CREATE TABLE import_batch (
    workspace BLOB NOT NULL,
    import BLOB NOT NULL,
    number INTEGER NOT NULL,
    done_at TEXT NOT NULL,
    PRIMARY KEY (workspace, import, number),
    FOREIGN KEY (workspace, import) REFERENCES import (workspace, id)
) STRICT;

-- What a file said that Daymark has no field for: kept, shown as "From the file", exported again.
CREATE TABLE from_file (
    workspace BLOB NOT NULL,
    project BLOB NOT NULL,
    -- A task, or the project itself.
    record BLOB NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    -- Rates and costs: for those who manage the project only.
    money INTEGER NOT NULL CHECK (money IN (0, 1)),
    PRIMARY KEY (workspace, record, position),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;

-- People of the file who are nobody here, and what they were to do: work stays theirs by name.
CREATE TABLE outside_assignee (
    workspace BLOB NOT NULL,
    task BLOB NOT NULL,
    name TEXT NOT NULL,
    units INTEGER NOT NULL,
    PRIMARY KEY (workspace, task, name),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
) STRICT;

CREATE TABLE baseline (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    project BLOB NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    taken_by BLOB NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;
CREATE INDEX baseline_project ON baseline (workspace, project, number);

CREATE TABLE baseline_task (
    workspace BLOB NOT NULL,
    baseline BLOB NOT NULL,
    task BLOB NOT NULL,
    start_day TEXT,
    start_at TEXT,
    finish_day TEXT,
    finish_at TEXT,
    duration INTEGER,
    effort INTEGER,
    PRIMARY KEY (workspace, baseline, task),
    FOREIGN KEY (workspace, baseline) REFERENCES baseline (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
) STRICT;
