-- Tasks that come again. A row is a series: it belongs to its newest task, and moves on with each that is made.

CREATE TABLE recurrence (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    task UUID NOT NULL,
    -- The recurrence rule of RFC 5545, with what it cannot say beside it.
    rule TEXT NOT NULL,
    after_done BOOLEAN NOT NULL,
    days_off TEXT NOT NULL CHECK (days_off IN ('keep', 'later', 'leave_out')),
    -- The first day, and that of the newest: as the rule has it, and where it lies.
    since DATE NOT NULL,
    by_rule DATE NOT NULL,
    day DATE NOT NULL,
    nth BIGINT NOT NULL CHECK (nth > 0),
    -- Where there may be one to make: from this day on, or once the newest is done. Neither: it is over.
    look_from DATE,
    waits BOOLEAN NOT NULL,
    set_at TIMESTAMPTZ NOT NULL,
    set_by UUID NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT recurrence_task UNIQUE (workspace, task),
    FOREIGN KEY (workspace, task) REFERENCES task (workspace, id)
);
CREATE INDEX recurrence_look ON recurrence (look_from);
