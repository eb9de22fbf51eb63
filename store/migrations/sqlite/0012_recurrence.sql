-- Tasks that come again. A row is a series: it belongs to its newest task, and moves on with each that is made.

CREATE TABLE recurrence (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    task BLOB NOT NULL,
    -- The recurrence rule of RFC 5545, with what it cannot say beside it.
    rule TEXT NOT NULL,
    after_done INTEGER NOT NULL CHECK (after_done IN (0, 1)),
    days_off TEXT NOT NULL CHECK (days_off IN ('keep', 'later', 'leave_out')),
    -- The first day, and that of the newest: as the rule has it, and where it lies.
    since TEXT NOT NULL,
    by_rule TEXT NOT NULL,
    day TEXT NOT NULL,
    nth INTEGER NOT NULL CHECK (nth > 0),
    -- Where there may be one to make: from this day on, or once the newest is done. Neither: it is over.
    look_from TEXT,
    waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
    set_at TEXT NOT NULL,
    set_by BLOB NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT recurrence_task UNIQUE (workspace, task),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
) STRICT;
CREATE INDEX recurrence_look ON recurrence (look_from);
