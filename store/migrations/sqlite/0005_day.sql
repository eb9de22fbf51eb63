-- Day: steps done, the log with one's own lines, and the day that was closed.

-- A step of Today, done by a person on a day; what comes in afterwards opens it again.
CREATE TABLE step_done (
    workspace BLOB NOT NULL,
    member BLOB NOT NULL,
    day TEXT NOT NULL,
    step TEXT NOT NULL,
    done_at TEXT NOT NULL,
    -- The workspace's newest event then: what is later is new.
    seq INTEGER NOT NULL,
    PRIMARY KEY (workspace, member, day, step),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;

CREATE TABLE journal_line (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    member BLOB NOT NULL,
    -- In the person's own zone.
    day TEXT NOT NULL,
    project BLOB,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES project (workspace, id)
) STRICT;
CREATE INDEX journal_line_day ON journal_line (workspace, member, day);

-- A closed day keeps what it said as it was then; what happens later stands in the next one.
CREATE TABLE day_closing (
    workspace BLOB NOT NULL,
    member BLOB NOT NULL,
    day TEXT NOT NULL,
    closed_at TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- The log as it stood, rendered.
    frozen BLOB NOT NULL,
    PRIMARY KEY (workspace, member, day),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;

-- A day's events are found by when they happened.
CREATE INDEX event_at ON event (workspace, at);
