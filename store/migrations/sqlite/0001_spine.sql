-- The spine: identity, records with their audience, rights, events, and the machinery that every area stands on.
-- Column types come in pairs and nothing else (ARCHITECTURE.md): the same statement reads both engines.

-- Identity: global, one row an e-mail address. Everything else carries its workspace first.
CREATE TABLE account (
    id BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    made_at TEXT NOT NULL,
    erased_at TEXT,
    CONSTRAINT account_email UNIQUE (email_folded)
) STRICT;

CREATE TABLE credential (
    account BLOB NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (account, kind)
) STRICT;

CREATE TABLE session (
    id BLOB NOT NULL PRIMARY KEY,
    -- SHA-256 of the cookie's token: a copy of the database signs nobody in.
    token_hash BLOB NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    agent TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    CONSTRAINT session_token UNIQUE (token_hash)
) STRICT;
CREATE INDEX session_account ON session (account);

-- Single-use codes that stand outside a workspace: the first owner, a new password.
CREATE TABLE code (
    hash BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account BLOB REFERENCES account (id),
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    spent_at TEXT
) STRICT;

-- How often something was tried from one bucket (the digest of a purpose and an address), until when it counts.
CREATE TABLE attempt (
    bucket BLOB NOT NULL PRIMARY KEY,
    tries INTEGER NOT NULL,
    until TEXT NOT NULL
) STRICT;

-- What all nodes share: made at the first start.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- A form that was answered to a page without JavaScript: read once, within ten minutes, by the one who sent it.
CREATE TABLE again (
    id BLOB NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,
    body TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

-- A change by its key: what was asked, and once it is done, what was answered. Kept thirty days.
CREATE TABLE idempotency (
    account BLOB NOT NULL,
    key BLOB NOT NULL,
    -- Where the change was made: its answers go with the workspace.
    workspace BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    answer BLOB,
    made_at TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;

CREATE TABLE workspace (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Counts every change of rights: a key made before it does not commit.
    rights_version INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    CONSTRAINT workspace_slug UNIQUE (slug)
) STRICT;

-- Work to be done after a change: mail now; webhooks and others later. The nil workspace is the installation's own.
CREATE TABLE job (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    -- What makes the job the same job: made once, however often it is asked for.
    once TEXT NOT NULL,
    run_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_until TEXT,
    done_at TEXT,
    dead_at TEXT,
    PRIMARY KEY (workspace, id),
    CONSTRAINT job_once UNIQUE (workspace, kind, once)
) STRICT;
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND dead_at IS NULL;

CREATE TABLE member (
    workspace BLOB NOT NULL REFERENCES workspace (id),
    id BLOB NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    left_at TEXT,
    PRIMARY KEY (workspace, id),
    CONSTRAINT member_account UNIQUE (workspace, account)
) STRICT;
CREATE INDEX member_by_account ON member (account);

CREATE TABLE invitation (
    workspace BLOB NOT NULL REFERENCES workspace (id),
    id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by BLOB NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    joined_at TEXT,
    PRIMARY KEY (workspace, id),
    CONSTRAINT invitation_code UNIQUE (code_hash),
    FOREIGN KEY (workspace, invited_by) REFERENCES member (workspace, id)
) STRICT;

CREATE TABLE member_group (
    workspace BLOB NOT NULL REFERENCES workspace (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT member_group_name UNIQUE (workspace, name_folded)
) STRICT;

CREATE TABLE member_group_member (
    workspace BLOB NOT NULL,
    member_group BLOB NOT NULL,
    member BLOB NOT NULL,
    PRIMARY KEY (workspace, member_group, member),
    FOREIGN KEY (workspace, member_group) REFERENCES member_group (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;

-- Everything a person can point at. The area's table has the same key.
CREATE TABLE record (
    workspace BLOB NOT NULL REFERENCES workspace (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    project BLOB,
    parent BLOB,
    audience TEXT NOT NULL CHECK (audience IN ('named', 'internal', 'client')),
    version INTEGER NOT NULL,
    made_by BLOB NOT NULL,
    made_at TEXT NOT NULL,
    trashed_by BLOB,
    trashed_at TEXT,
    -- What was put away and took this one with it; itself, where nobody put it away and nobody takes it out.
    trashed_with BLOB,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, parent) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, trashed_with) REFERENCES record (workspace, id)
) STRICT;
CREATE INDEX record_project ON record (workspace, project, kind);
CREATE INDEX record_parent ON record (workspace, parent, kind);
-- What is there, counted without looking at the rows themselves.
CREATE INDEX record_live ON record (workspace, project, kind, audience, made_by, id) WHERE trashed_at IS NULL;
CREATE INDEX record_trash ON record (workspace, trashed_at) WHERE trashed_at IS NOT NULL;

-- Whom a record of the audience `named` is for: a member or a Group, one of the two.
CREATE TABLE audience_name (
    workspace BLOB NOT NULL,
    record BLOB NOT NULL,
    named BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('member', 'group')),
    PRIMARY KEY (workspace, record, named),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id)
) STRICT;

-- The chain of the product: this record is there because of that one.
CREATE TABLE cause (
    workspace BLOB NOT NULL,
    effect BLOB NOT NULL,
    cause BLOB NOT NULL,
    PRIMARY KEY (workspace, effect, cause),
    FOREIGN KEY (workspace, effect) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, cause) REFERENCES record (workspace, id)
) STRICT;
CREATE INDEX cause_of ON cause (workspace, cause);

CREATE TABLE client (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT client_name UNIQUE (workspace, name_folded),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id)
) STRICT;

CREATE TABLE contact (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    client BLOB NOT NULL,
    -- As the team calls them: an account that was there already keeps its own name to itself.
    name TEXT NOT NULL,
    made_at TEXT NOT NULL,
    left_at TEXT,
    PRIMARY KEY (workspace, id),
    CONSTRAINT contact_account UNIQUE (workspace, account, client),
    FOREIGN KEY (workspace, client) REFERENCES client (workspace, id)
) STRICT;

CREATE TABLE comment (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id)
) STRICT;

-- The head of each workspace's chain, and the lock that orders its events.
CREATE TABLE chain (
    workspace BLOB NOT NULL PRIMARY KEY REFERENCES workspace (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE event (
    workspace BLOB NOT NULL REFERENCES workspace (id),
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor BLOB NOT NULL,
    acting_for BLOB,
    kind TEXT NOT NULL,
    record BLOB,
    project BLOB,
    cause INTEGER,
    undoes INTEGER,
    batch BLOB,
    format INTEGER NOT NULL,
    payload_hash BLOB NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (workspace, seq)
) STRICT;
CREATE INDEX event_record ON event (workspace, record, seq);
CREATE INDEX event_project ON event (workspace, project, seq);
CREATE UNIQUE INDEX event_undone_once ON event (workspace, undoes) WHERE undoes IS NOT NULL;

-- What an event says. Redaction takes the row away; the chain covers its digest and stays whole.
CREATE TABLE event_payload (
    workspace BLOB NOT NULL,
    seq INTEGER NOT NULL,
    salt BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (workspace, seq),
    FOREIGN KEY (workspace, seq) REFERENCES event (workspace, seq)
) STRICT;
