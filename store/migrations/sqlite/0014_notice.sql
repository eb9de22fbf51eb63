-- What wants one person: a mention, work that was given, an answer. No word of it stands here: what was said is read
-- from where it was said, by what the person may see at that moment.

CREATE TABLE notice (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    member BLOB NOT NULL,
    -- The comment that says it, or the task that it is about.
    record BLOB NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('mention', 'assigned', 'reply')),
    state TEXT NOT NULL CHECK (state IN ('unread', 'read', 'done')),
    -- Who did it.
    told_by BLOB NOT NULL,
    at TEXT NOT NULL,
    -- When its state was last changed: what was marked at once is taken back at once.
    marked_at TEXT,
    PRIMARY KEY (workspace, id),
    CONSTRAINT notice_once UNIQUE (workspace, member, record, reason),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id)
) STRICT;
CREATE INDEX notice_of ON notice (workspace, member, at);
CREATE INDEX notice_unread ON notice (workspace, member) WHERE state = 'unread';
CREATE INDEX notice_record ON notice (workspace, record);

-- Whether a mention is mailed to them.
ALTER TABLE member ADD COLUMN mails_mentions INTEGER NOT NULL DEFAULT 1 CHECK (mails_mentions IN (0, 1));
