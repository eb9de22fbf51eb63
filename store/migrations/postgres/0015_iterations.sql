-- Iterations and releases of a project, and what of its work is in them. A table that is there takes no key of two columns
-- on SQLite, so that the store itself sees to it that a task's iteration and release are of its project.

CREATE TABLE iteration (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    goal TEXT NOT NULL,
    -- Both or neither; whatever has begun has both.
    start_day DATE,
    finish_day DATE,
    state TEXT NOT NULL CHECK (state IN ('planned', 'active', 'closed')),
    -- It was said that its days may be another's too.
    may_overlap BOOLEAN NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);
CREATE INDEX iteration_project ON iteration (workspace, project, start_day);

CREATE TABLE release (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    day DATE,
    state TEXT NOT NULL CHECK (state IN ('planned', 'released')),
    notes TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);
CREATE INDEX release_project ON release (workspace, project, day);

ALTER TABLE task ADD COLUMN iteration UUID;
ALTER TABLE task ADD COLUMN release UUID;
-- Hundredths of a point. Unknown is null, never nought; never converted into minutes.
ALTER TABLE task ADD COLUMN points BIGINT CHECK (points >= 0);
-- How often it was not done when its iteration was closed, and went on in another.
ALTER TABLE task ADD COLUMN carried BIGINT NOT NULL DEFAULT 0;
CREATE INDEX task_iteration ON task (workspace, iteration) WHERE iteration IS NOT NULL;
CREATE INDEX task_release ON task (workspace, release) WHERE release IS NOT NULL;

-- How a project is worked, which says what opens first; and what its work is estimated in.
ALTER TABLE project ADD COLUMN method TEXT NOT NULL DEFAULT 'planned' CHECK (method IN ('planned', 'iterative', 'flow'));
ALTER TABLE project ADD COLUMN estimate TEXT NOT NULL DEFAULT 'time' CHECK (estimate IN ('time', 'points'));
