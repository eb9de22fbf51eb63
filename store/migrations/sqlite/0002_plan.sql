-- Plan: projects with their zone, working day and health; tasks with everything that teams say of them; links.
-- A date has a day (in the project's zone) and, only where a time was given, the instant beside it.

CREATE TABLE calendar (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    -- Whose public holidays it keeps: a country and, where it has them, a region. Empty: none.
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    -- The calendar it is as, where it says nothing itself: what a file brings.
    base BLOB,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, base) REFERENCES calendar (workspace, id)
) STRICT;

-- Working time of a weekday (Monday is 1). Minutes since midnight; `until` above 1440 ends on the next day.
-- A weekday without rows is free, unless the calendar has a base: then it is as there, and `from` = `until` = 0 says free.
CREATE TABLE calendar_hours (
    workspace BLOB NOT NULL,
    calendar BLOB NOT NULL,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (workspace, calendar, weekday, since),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
) STRICT;

-- Days that are otherwise: closed (no hours) or with hours of their own. Public holidays are computed, not stored.
CREATE TABLE calendar_day (
    workspace BLOB NOT NULL,
    calendar BLOB NOT NULL,
    id BLOB NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Hours as `480-720 780-1020`; empty: closed.
    hours TEXT NOT NULL,
    PRIMARY KEY (workspace, calendar, id),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
) STRICT;

CREATE TABLE project (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    client BLOB,
    -- IANA name. Days of the project end when they end there.
    zone TEXT NOT NULL,
    -- What "1 day" of effort, lag or duration is.
    minutes_per_day INTEGER NOT NULL CHECK (minutes_per_day BETWEEN 1 AND 1440),
    -- When its work is possible; none: the usual week.
    calendar BLOB,
    next_number INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT project_key UNIQUE (workspace, key),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, client) REFERENCES client (workspace, id),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
) STRICT;

CREATE INDEX project_title ON project (workspace, title_folded, id);

CREATE TABLE project_member (
    workspace BLOB NOT NULL,
    project BLOB NOT NULL,
    member BLOB NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (workspace, project, member),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX project_member_member ON project_member (workspace, member);

CREATE TABLE project_contact (
    workspace BLOB NOT NULL,
    project BLOB NOT NULL,
    contact BLOB NOT NULL,
    decides INTEGER NOT NULL CHECK (decides IN (0, 1)),
    PRIMARY KEY (workspace, project, contact),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, contact) REFERENCES contact (workspace, id)
) STRICT;

-- Health is said by a person, with the reason, at a moment: a row each time, the newest counts.
CREATE TABLE project_health (
    workspace BLOB NOT NULL,
    project BLOB NOT NULL,
    said_at TEXT NOT NULL,
    said_by BLOB NOT NULL,
    health TEXT NOT NULL CHECK (health IN ('on_track', 'at_risk', 'off_track')),
    reason TEXT NOT NULL,
    PRIMARY KEY (workspace, project, said_at),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;

-- The states of a project's work, in their order. An empty name is the default one of its category.
CREATE TABLE status (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    project BLOB NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('todo', 'doing', 'review', 'done')),
    position INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;
CREATE INDEX status_project ON status (workspace, project, position);

CREATE TABLE deliverable (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    project BLOB NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;
CREATE INDEX deliverable_project ON deliverable (workspace, project, position);

CREATE TABLE task (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    project BLOB NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    -- The task above it, or the project: as in its record, kept here too for the order.
    parent BLOB NOT NULL,
    -- Twelve hexadecimal digits a level, the parent's before one's own: the order of texts is the outline's.
    outline TEXT NOT NULL,
    status BLOB NOT NULL,
    -- A summary is a task with tasks below it: seen, not said.
    kind TEXT NOT NULL CHECK (kind IN ('task', 'milestone')),
    deliverable BLOB,
    -- Effort, duration and estimates in minutes. Unknown is null, never zero.
    effort INTEGER,
    duration INTEGER,
    -- Whether the duration counts every hour of the week, as concrete dries.
    duration_elapsed INTEGER NOT NULL CHECK (duration_elapsed IN (0, 1)),
    optimistic INTEGER,
    likely INTEGER,
    pessimistic INTEGER,
    mode TEXT NOT NULL CHECK (mode IN ('auto', 'manual')),
    start_day TEXT,
    start_at TEXT,
    finish_day TEXT,
    finish_at TEXT,
    constraint_kind TEXT NOT NULL CHECK (constraint_kind IN ('asap', 'alap', 'snet', 'snlt', 'fnet', 'fnlt', 'mso', 'mfo')),
    constraint_day TEXT,
    constraint_at TEXT,
    deadline_day TEXT,
    deadline_at TEXT,
    percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
    actual_start_day TEXT,
    actual_start_at TEXT,
    actual_finish_day TEXT,
    actual_finish_at TEXT,
    -- When work on it is possible; none: the project's.
    calendar BLOB,
    PRIMARY KEY (workspace, id),
    CONSTRAINT task_number UNIQUE (workspace, project, number),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, parent) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, status) REFERENCES status (workspace, id),
    FOREIGN KEY (workspace, deliverable) REFERENCES deliverable (workspace, id),
    FOREIGN KEY (workspace, calendar) REFERENCES calendar (workspace, id)
) STRICT;
CREATE INDEX task_outline ON task (workspace, project, outline);
CREATE INDEX task_parent ON task (workspace, parent, outline);
CREATE INDEX task_start ON task (workspace, start_day);
CREATE INDEX task_finish ON task (workspace, finish_day);
CREATE INDEX task_status ON task (workspace, status);
-- The few that go by a calendar of their own.
CREATE INDEX task_calendar ON task (workspace, calendar) WHERE calendar IS NOT NULL;

-- A task is closed by someone, at a moment: a row, not a flag. There while its status is one of the category `done`.
CREATE TABLE closing (
    workspace BLOB NOT NULL,
    task BLOB NOT NULL,
    closed_by BLOB NOT NULL,
    closed_at TEXT NOT NULL,
    PRIMARY KEY (workspace, task),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
) STRICT;

CREATE TABLE task_assignee (
    workspace BLOB NOT NULL,
    task BLOB NOT NULL,
    member BLOB NOT NULL,
    -- Thousandths of the person's day: 1000 is all of it.
    units INTEGER NOT NULL CHECK (units BETWEEN 1 AND 10000),
    PRIMARY KEY (workspace, task, member),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX task_assignee_member ON task_assignee (workspace, member);

-- What a task waits for. Working and elapsed lag in minutes, percentages of the predecessor's duration in per cent.
CREATE TABLE task_link (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    project BLOB NOT NULL,
    predecessor BLOB NOT NULL,
    successor BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fs', 'ss', 'ff', 'sf')),
    lag_kind TEXT NOT NULL CHECK (lag_kind IN ('working', 'elapsed', 'percent', 'percent_elapsed')),
    lag INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    made_by BLOB NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT task_link_pair UNIQUE (workspace, predecessor, successor),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id),
    FOREIGN KEY (workspace, predecessor) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, successor) REFERENCES task (workspace, id)
) STRICT;
CREATE INDEX task_link_successor ON task_link (workspace, successor, predecessor);
CREATE INDEX task_link_project ON task_link (workspace, project);

CREATE TABLE label (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT label_name UNIQUE (workspace, name_folded)
) STRICT;

CREATE TABLE task_label (
    workspace BLOB NOT NULL,
    task BLOB NOT NULL,
    label BLOB NOT NULL,
    PRIMARY KEY (workspace, task, label),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, label) REFERENCES label (workspace, id)
) STRICT;
CREATE INDEX task_label_label ON task_label (workspace, label);

CREATE TABLE checklist_item (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    task BLOB NOT NULL,
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    ticked_at TEXT,
    ticked_by BLOB,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
) STRICT;
CREATE INDEX checklist_item_task ON checklist_item (workspace, task, position);

-- A task that has been begun and cannot go on: because of what, and whose move it is. Ended by a row's `ended_at`.
CREATE TABLE stop (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    task BLOB NOT NULL,
    because TEXT NOT NULL,
    -- Whose move it is: a member, the project's client, or somebody by name.
    mover_kind TEXT NOT NULL CHECK (mover_kind IN ('member', 'client', 'outside')),
    mover BLOB,
    mover_name TEXT NOT NULL,
    began_at TEXT NOT NULL,
    began_by BLOB NOT NULL,
    ended_at TEXT,
    ended_by BLOB,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id),
    FOREIGN KEY (workspace, mover) REFERENCES member (workspace, id)
) STRICT;
CREATE UNIQUE INDEX stop_one ON stop (workspace, task) WHERE ended_at IS NULL;

CREATE TABLE watcher (
    workspace BLOB NOT NULL,
    record BLOB NOT NULL,
    member BLOB NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (workspace, record, member),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;

CREATE TABLE mention (
    workspace BLOB NOT NULL,
    record BLOB NOT NULL,
    member BLOB NOT NULL,
    PRIMARY KEY (workspace, record, member),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
