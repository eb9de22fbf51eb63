-- People: the usual week, each person's own, and when they are away. Holidays come from a library by country.

-- The workspace's usual week and holiday country, asked once while setting up.
CREATE TABLE usual_week (
    workspace UUID NOT NULL PRIMARY KEY REFERENCES workspace (id),
    -- Working minutes from Monday to Sunday.
    monday BIGINT NOT NULL,
    tuesday BIGINT NOT NULL,
    wednesday BIGINT NOT NULL,
    thursday BIGINT NOT NULL,
    friday BIGINT NOT NULL,
    saturday BIGINT NOT NULL,
    sunday BIGINT NOT NULL,
    -- Minute of the day at which it begins, and how long the break around its middle is.
    begins BIGINT NOT NULL,
    break_minutes BIGINT NOT NULL,
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    set_at TIMESTAMPTZ NOT NULL
);

-- A person's own week from a day on; the newest that has begun counts. Without one they take the usual week.
CREATE TABLE working_pattern (
    workspace UUID NOT NULL,
    member UUID NOT NULL,
    first_day DATE NOT NULL,
    monday BIGINT NOT NULL,
    tuesday BIGINT NOT NULL,
    wednesday BIGINT NOT NULL,
    thursday BIGINT NOT NULL,
    friday BIGINT NOT NULL,
    saturday BIGINT NOT NULL,
    sunday BIGINT NOT NULL,
    begins BIGINT NOT NULL,
    break_minutes BIGINT NOT NULL,
    -- Per cent of the hours that are for projects.
    availability BIGINT NOT NULL CHECK (availability BETWEEN 0 AND 100),
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    set_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (workspace, member, first_day),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);

-- Time away. The kind is for its owner, its approver and *people*; everybody else reads "away".
CREATE TABLE absence (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    member UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'sick', 'care', 'training', 'unpaid', 'other')),
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    -- The part of the first and last day that is away: whole, or half of it.
    first_part TEXT NOT NULL CHECK (first_part IN ('whole', 'morning', 'afternoon')),
    last_part TEXT NOT NULL CHECK (last_part IN ('whole', 'morning', 'afternoon')),
    note TEXT NOT NULL,
    -- Unplanned: acts at once, without approval.
    unplanned BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
    asked_by UUID NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    answered_by UUID,
    answered_at TIMESTAMPTZ,
    answer TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);
CREATE INDEX absence_member ON absence (workspace, member, first_day);
CREATE INDEX absence_days ON absence (workspace, last_day);
