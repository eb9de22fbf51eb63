-- People: the usual week, each person's own, and when they are away. Holidays come from a library by country.

-- The workspace's usual week and holiday country, asked once while setting up.
CREATE TABLE usual_week (
    workspace BLOB NOT NULL PRIMARY KEY REFERENCES workspace (id),
    -- Working minutes from Monday to Sunday.
    monday INTEGER NOT NULL,
    tuesday INTEGER NOT NULL,
    wednesday INTEGER NOT NULL,
    thursday INTEGER NOT NULL,
    friday INTEGER NOT NULL,
    saturday INTEGER NOT NULL,
    sunday INTEGER NOT NULL,
    -- Minute of the day at which it begins, and how long the break around its middle is.
    begins INTEGER NOT NULL,
    break_minutes INTEGER NOT NULL,
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    set_at TEXT NOT NULL
) STRICT;

-- A person's own week from a day on; the newest that has begun counts. Without one they take the usual week.
CREATE TABLE working_pattern (
    workspace BLOB NOT NULL,
    member BLOB NOT NULL,
    first_day TEXT NOT NULL,
    monday INTEGER NOT NULL,
    tuesday INTEGER NOT NULL,
    wednesday INTEGER NOT NULL,
    thursday INTEGER NOT NULL,
    friday INTEGER NOT NULL,
    saturday INTEGER NOT NULL,
    sunday INTEGER NOT NULL,
    begins INTEGER NOT NULL,
    break_minutes INTEGER NOT NULL,
    -- Per cent of the hours that are for projects.
    availability INTEGER NOT NULL CHECK (availability BETWEEN 0 AND 100),
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    set_at TEXT NOT NULL,
    PRIMARY KEY (workspace, member, first_day),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;

-- Time away. The kind is for its owner, its approver and *people*; everybody else reads "away".
CREATE TABLE absence (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    member BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'sick', 'care', 'training', 'unpaid', 'other')),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    -- The part of the first and last day that is away: whole, or half of it.
    first_part TEXT NOT NULL CHECK (first_part IN ('whole', 'morning', 'afternoon')),
    last_part TEXT NOT NULL CHECK (last_part IN ('whole', 'morning', 'afternoon')),
    note TEXT NOT NULL,
    -- Unplanned: acts at once, without approval.
    unplanned INTEGER NOT NULL CHECK (unplanned IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
    asked_by BLOB NOT NULL,
    asked_at TEXT NOT NULL,
    answered_by BLOB,
    answered_at TEXT,
    answer TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX absence_member ON absence (workspace, member, first_day);
CREATE INDEX absence_days ON absence (workspace, last_day);
