-- The spine: identity, records with their audience, rights, events, and the machinery that every area stands on.
-- Column types come in pairs and nothing else (ARCHITECTURE.md): the same statement reads both engines.

-- Identity: global, one row an e-mail address. Everything else carries its workspace first.
CREATE TABLE account (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    erased_at TIMESTAMPTZ,
    CONSTRAINT account_email UNIQUE (email_folded)
);

CREATE TABLE credential (
    account UUID NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account, kind)
);

CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    -- SHA-256 of the cookie's token: a copy of the database signs nobody in.
    token_hash BYTEA NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    agent TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    CONSTRAINT session_token UNIQUE (token_hash)
);
CREATE INDEX session_account ON session (account);

-- Single-use codes that stand outside a workspace: the first owner, a new password.
CREATE TABLE code (
    hash BYTEA NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account UUID REFERENCES account (id),
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    spent_at TIMESTAMPTZ
);

-- How often something was tried from one bucket (the digest of a purpose and an address), until when it counts.
CREATE TABLE attempt (
    bucket BYTEA NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

-- What all nodes share: made at the first start.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- A form that was answered to a page without JavaScript: read once, within ten minutes, by the one who sent it.
CREATE TABLE again (
    id UUID NOT NULL PRIMARY KEY,
    holder BYTEA NOT NULL,
    body TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

-- A change by its key: what was asked, and once it is done, what was answered. Kept thirty days.
CREATE TABLE idempotency (
    account UUID NOT NULL,
    key UUID NOT NULL,
    -- Where the change was made: its answers go with the workspace.
    workspace UUID NOT NULL,
    fingerprint BYTEA NOT NULL,
    answer BYTEA,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account, key)
);

CREATE TABLE workspace (
    id UUID NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Counts every change of rights: a key made before it does not commit.
    rights_version BIGINT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT workspace_slug UNIQUE (slug)
);

-- Work to be done after a change: mail now; webhooks and others later. The nil workspace is the installation's own.
CREATE TABLE job (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    -- What makes the job the same job: made once, however often it is asked for.
    once TEXT NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    claimed_until TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    dead_at TIMESTAMPTZ,
    PRIMARY KEY (workspace, id),
    CONSTRAINT job_once UNIQUE (workspace, kind, once)
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND dead_at IS NULL;

CREATE TABLE member (
    workspace UUID NOT NULL REFERENCES workspace (id),
    id UUID NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    joined_at TIMESTAMPTZ NOT NULL,
    left_at TIMESTAMPTZ,
    PRIMARY KEY (workspace, id),
    CONSTRAINT member_account UNIQUE (workspace, account)
);
CREATE INDEX member_by_account ON member (account);

CREATE TABLE invitation (
    workspace UUID NOT NULL REFERENCES workspace (id),
    id UUID NOT NULL,
    code_hash BYTEA NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by UUID NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    joined_at TIMESTAMPTZ,
    PRIMARY KEY (workspace, id),
    CONSTRAINT invitation_code UNIQUE (code_hash),
    FOREIGN KEY (workspace, invited_by) REFERENCES member (workspace, id)
);

CREATE TABLE member_group (
    workspace UUID NOT NULL REFERENCES workspace (id),
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT member_group_name UNIQUE (workspace, name_folded)
);

CREATE TABLE member_group_member (
    workspace UUID NOT NULL,
    member_group UUID NOT NULL,
    member UUID NOT NULL,
    PRIMARY KEY (workspace, member_group, member),
    FOREIGN KEY (workspace, member_group) REFERENCES member_group (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);

-- Everything a person can point at. The area's table has the same key.
CREATE TABLE record (
    workspace UUID NOT NULL REFERENCES workspace (id),
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    project UUID,
    parent UUID,
    audience TEXT NOT NULL CHECK (audience IN ('named', 'internal', 'client')),
    version BIGINT NOT NULL,
    made_by UUID NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    trashed_by UUID,
    trashed_at TIMESTAMPTZ,
    -- What was put away and took this one with it; itself, where nobody put it away and nobody takes it out.
    trashed_with UUID,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, project) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, parent) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, trashed_with) REFERENCES record (workspace, id)
);
CREATE INDEX record_project ON record (workspace, project, kind);
CREATE INDEX record_parent ON record (workspace, parent, kind);
-- What is there, counted without looking at the rows themselves.
CREATE INDEX record_live ON record (workspace, project, kind, audience, made_by, id) WHERE trashed_at IS NULL;
CREATE INDEX record_trash ON record (workspace, trashed_at) WHERE trashed_at IS NOT NULL;

-- Whom a record of the audience `named` is for: a member or a Group, one of the two.
CREATE TABLE audience_name (
    workspace UUID NOT NULL,
    record UUID NOT NULL,
    named UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('member', 'group')),
    PRIMARY KEY (workspace, record, named),
    FOREIGN KEY (workspace, record) REFERENCES record (workspace, id)
);

-- The chain of the product: this record is there because of that one.
CREATE TABLE cause (
    workspace UUID NOT NULL,
    effect UUID NOT NULL,
    cause UUID NOT NULL,
    PRIMARY KEY (workspace, effect, cause),
    FOREIGN KEY (workspace, effect) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, cause) REFERENCES record (workspace, id)
);
CREATE INDEX cause_of ON cause (workspace, cause);

CREATE TABLE client (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    CONSTRAINT client_name UNIQUE (workspace, name_folded),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id)
);

CREATE TABLE contact (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    client UUID NOT NULL,
    -- As the team calls them: an account that was there already keeps its own name to itself.
    name TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    left_at TIMESTAMPTZ,
    PRIMARY KEY (workspace, id),
    CONSTRAINT contact_account UNIQUE (workspace, account, client),
    FOREIGN KEY (workspace, client) REFERENCES client (workspace, id)
);

CREATE TABLE comment (
    workspace UUID NOT NULL,
    id UUID NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id)
);

-- The head of each workspace's chain, and the lock that orders its events.
CREATE TABLE chain (
    workspace UUID NOT NULL PRIMARY KEY REFERENCES workspace (id),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE event (
    workspace UUID NOT NULL REFERENCES workspace (id),
    seq BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_kind TEXT NOT NULL,
    actor UUID NOT NULL,
    acting_for UUID,
    kind TEXT NOT NULL,
    record UUID,
    project UUID,
    cause BIGINT,
    undoes BIGINT,
    batch UUID,
    format BIGINT NOT NULL,
    payload_hash BYTEA NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (workspace, seq)
);
CREATE INDEX event_record ON event (workspace, record, seq);
CREATE INDEX event_project ON event (workspace, project, seq);
CREATE UNIQUE INDEX event_undone_once ON event (workspace, undoes) WHERE undoes IS NOT NULL;

-- What an event says. Redaction takes the row away; the chain covers its digest and stays whole.
CREATE TABLE event_payload (
    workspace UUID NOT NULL,
    seq BIGINT NOT NULL,
    salt BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (workspace, seq),
    FOREIGN KEY (workspace, seq) REFERENCES event (workspace, seq)
);
