-- Exchange: plans that come from files. An import is resumed by its batches and undone as one.

CREATE TABLE import (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    format TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- What was read, as JSON: the plan and its report. Gone when the import is done or given up.
    plan BYTEA,
    report BYTEA NOT NULL,
    project UUID,
    -- Who is who, as chosen: the file's number to a member.
    people BYTEA,
    state TEXT NOT NULL CHECK (state IN ('read', 'running', 'done', 'undone', 'given_up')),
    batches BIGINT NOT NULL,
    batches_done BIGINT NOT NULL,
    made_by UUID NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    -- What the last attempt said when it failed, as a code.
    failed TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, made_by) REFERENCES member (workspace, id)
);
CREATE INDEX import_project ON import (workspace, project);

CREATE TABLE import_batch (
    workspace UUID NOT NULL,
    import UUID NOT NULL,
    number BIGINT NOT NULL,
    done_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (workspace, import, number),
    FOREIGN KEY (workspace, import) REFERENCES import (workspace, id)
);

-- What a file said that Daymark has no field for: kept, shown as "From the file", exported again.
CREATE TABLE from_file (
    workspace UUID NOT NULL,
    project UUID NOT NULL,
    -- A task, or the project itself.
    record UUID NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    -- Rates and costs: for those who manage the project only.
    money BOOLEAN NOT NULL,
    PRIMARY KEY (workspace, record, position),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);

-- People of the file who are nobody here, and what they were to do: work stays theirs by name.
CREATE TABLE outside_assignee (
    workspace UUID NOT NULL,
    task UUID NOT NULL,
    name TEXT NOT NULL,
    units BIGINT NOT NULL,
    PRIMARY KEY (workspace, task, name),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
);

CREATE TABLE baseline (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    taken_at TIMESTAMPTZ NOT NULL,
    taken_by UUID NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);
CREATE INDEX baseline_project ON baseline (workspace, project, number);

CREATE TABLE baseline_task (
    workspace UUID NOT NULL,
    baseline UUID NOT NULL,
    task UUID NOT NULL,
    start_day DATE,
    start_at TIMESTAMPTZ,
    finish_day DATE,
    finish_at TIMESTAMPTZ,
    duration BIGINT,
    effort BIGINT,
    PRIMARY KEY (workspace, baseline, task),
    FOREIGN KEY (workspace, baseline) REFERENCES baseline (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
);
