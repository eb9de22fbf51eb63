-- Plan: projects with their zone, working day and health; tasks with everything that teams say of them; links.
-- A date has a day (in the project's zone) and, only where a time was given, the instant beside it.

CREATE TABLE calendar (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    -- Whose public holidays it keeps: a country and, where it has them, a region. Empty: none.
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    -- The calendar it is as, where it says nothing itself: what a file brings.
    base UUID,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, base) REFERENCES calendar (workspace, id)
);

-- Working time of a weekday (Monday is 1). Minutes since midnight; `until` above 1440 ends on the next day.
-- A weekday without rows is free, unless the calendar has a base: then it is as there, and `from` = `until` = 0 says free.
CREATE TABLE calendar_hours (
    workspace UUID NOT NULL,
    calendar UUID NOT NULL,
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (workspace, calendar, weekday, since),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
);

-- Days that are otherwise: closed (no hours) or with hours of their own. Public holidays are computed, not stored.
CREATE TABLE calendar_day (
    workspace UUID NOT NULL,
    calendar UUID NOT NULL,
    id UUID NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    name TEXT NOT NULL,
    -- Hours as `480-720 780-1020`; empty: closed.
    hours TEXT NOT NULL,
    PRIMARY KEY (workspace, calendar, id),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
);

CREATE TABLE project (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    client UUID,
    -- IANA name. Days of the project end when they end there.
    zone TEXT NOT NULL,
    -- What "1 day" of effort, lag or duration is.
    minutes_per_day BIGINT NOT NULL CHECK (minutes_per_day BETWEEN 1 AND 1440),
    -- When its work is possible; none: the usual week.
    calendar UUID,
    next_number BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT project_key UNIQUE (workspace, key),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, client) REFERENCES client (workspace, id),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
);

CREATE INDEX project_title ON project (workspace, title_folded, id);

CREATE TABLE project_member (
    workspace UUID NOT NULL,
    project UUID NOT NULL,
    member UUID NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (workspace, project, member),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);
CREATE INDEX project_member_member ON project_member (workspace, member);

CREATE TABLE project_contact (
    workspace UUID NOT NULL,
    project UUID NOT NULL,
    contact UUID NOT NULL,
    decides BOOLEAN NOT NULL,
    PRIMARY KEY (workspace, project, contact),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, contact) REFERENCES contact (workspace, id)
);

-- Health is said by a person, with the reason, at a moment: a row each time, the newest counts.
CREATE TABLE project_health (
    workspace UUID NOT NULL,
    project UUID NOT NULL,
    said_at TIMESTAMPTZ NOT NULL,
    said_by UUID NOT NULL,
    health TEXT NOT NULL CHECK (health IN ('on_track', 'at_risk', 'off_track')),
    reason TEXT NOT NULL,
    PRIMARY KEY (workspace, project, said_at),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);

-- The states of a project's work, in their order. An empty name is the default one of its category.
CREATE TABLE status (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('todo', 'doing', 'review', 'done')),
    position BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);
CREATE INDEX status_project ON status (workspace, project, position);

CREATE TABLE deliverable (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
);
CREATE INDEX deliverable_project ON deliverable (workspace, project, position);

CREATE TABLE task (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    -- The task above it, or the project: as in its record, kept here too for the order.
    parent UUID NOT NULL,
    -- Twelve hexadecimal digits a level, the parent's before one's own: the order of texts is the outline's.
    outline TEXT COLLATE "C" NOT NULL,
    status UUID NOT NULL,
    -- A summary is a task with tasks below it: seen, not said.
    kind TEXT NOT NULL CHECK (kind IN ('task', 'milestone')),
    deliverable UUID,
    -- Effort, duration and estimates in minutes. Unknown is null, never zero.
    effort BIGINT,
    duration BIGINT,
    -- Whether the duration counts every hour of the week, as concrete dries.
    duration_elapsed BOOLEAN NOT NULL,
    optimistic BIGINT,
    likely BIGINT,
    pessimistic BIGINT,
    mode TEXT NOT NULL CHECK (mode IN ('auto', 'manual')),
    start_day DATE,
    start_at TIMESTAMPTZ,
    finish_day DATE,
    finish_at TIMESTAMPTZ,
    constraint_kind TEXT NOT NULL CHECK (constraint_kind IN ('asap', 'alap', 'snet', 'snlt', 'fnet', 'fnlt', 'mso', 'mfo')),
    constraint_day DATE,
    constraint_at TIMESTAMPTZ,
    deadline_day DATE,
    deadline_at TIMESTAMPTZ,
    percent BIGINT NOT NULL CHECK (percent BETWEEN 0 AND 100),
    actual_start_day DATE,
    actual_start_at TIMESTAMPTZ,
    actual_finish_day DATE,
    actual_finish_at TIMESTAMPTZ,
    -- When work on it is possible; none: the project's.
    calendar UUID,
    PRIMARY KEY (workspace, id),
    CONSTRAINT task_number UNIQUE (workspace, project, number),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, parent) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, status) REFERENCES status (workspace, id),
    FOREIGN KEY (workspace, deliverable) REFERENCES deliverable (workspace, id),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
);
CREATE INDEX task_outline ON task (workspace, project, outline);
CREATE INDEX task_parent ON task (workspace, parent, outline);
CREATE INDEX task_start ON task (workspace, start_day);
CREATE INDEX task_finish ON task (workspace, finish_day);
CREATE INDEX task_status ON task (workspace, status);
-- The few that go by a calendar of their own.
CREATE INDEX task_calendar ON task (workspace, calendar) WHERE calendar IS NOT NULL;

-- A task is closed by someone, at a moment: a row, not a flag. There while its status is one of the category `done`.
CREATE TABLE closing (
    workspace UUID NOT NULL,
    task UUID NOT NULL,
    closed_by UUID NOT NULL,
    closed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (workspace, task),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
);

CREATE TABLE task_assignee (
    workspace UUID NOT NULL,
    task UUID NOT NULL,
    member UUID NOT NULL,
    -- Thousandths of the person's day: 1000 is all of it.
    units BIGINT NOT NULL CHECK (units BETWEEN 1 AND 10000),
    PRIMARY KEY (workspace, task, member),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);
CREATE INDEX task_assignee_member ON task_assignee (workspace, member);

-- What a task waits for. Working and elapsed lag in minutes, percentages of the predecessor's duration in per cent.
CREATE TABLE task_link (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    project UUID NOT NULL,
    predecessor UUID NOT NULL,
    successor UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fs', 'ss', 'ff', 'sf')),
    lag_kind TEXT NOT NULL CHECK (lag_kind IN ('working', 'elapsed', 'percent', 'percent_elapsed')),
    lag BIGINT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT task_link_pair UNIQUE (workspace, predecessor, successor),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, predecessor) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, successor) REFERENCES task (workspace, id)
);
CREATE INDEX task_link_successor ON task_link (workspace, successor, predecessor);
CREATE INDEX task_link_project ON task_link (workspace, project);

CREATE TABLE label (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT label_name UNIQUE (workspace, name_folded)
);

CREATE TABLE task_label (
    workspace UUID NOT NULL,
    task UUID NOT NULL,
    label UUID NOT NULL,
    PRIMARY KEY (workspace, task, label),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, label) REFERENCES label (workspace, id)
);
CREATE INDEX task_label_label ON task_label (workspace, label);

CREATE TABLE checklist_item (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    task UUID NOT NULL,
    text TEXT NOT NULL,
    position BIGINT NOT NULL,
    ticked_at TIMESTAMPTZ,
    ticked_by UUID,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
);
CREATE INDEX checklist_item_task ON checklist_item (workspace, task, position);

-- A task that has been begun and cannot go on: because of what, and whose move it is. Ended by a row's `ended_at`.
CREATE TABLE stop (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    task UUID NOT NULL,
    because TEXT NOT NULL,
    -- Whose move it is: a member, the project's client, or somebody by name.
    mover_kind TEXT NOT NULL CHECK (mover_kind IN ('member', 'client', 'outside')),
    mover UUID,
    mover_name TEXT NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    began_by UUID NOT NULL,
    ended_at TIMESTAMPTZ,
    ended_by UUID,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, mover) REFERENCES member (workspace, id)
);
CREATE UNIQUE INDEX stop_one ON stop (workspace, task) WHERE ended_at IS NULL;

CREATE TABLE watcher (
    workspace UUID NOT NULL,
    record UUID NOT NULL,
    member UUID NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (workspace, record, member),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);

CREATE TABLE mention (
    workspace UUID NOT NULL,
    record UUID NOT NULL,
    member UUID NOT NULL,
    PRIMARY KEY (workspace, record, member),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);
