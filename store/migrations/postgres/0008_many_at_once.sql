-- Changes that were made at once, to be taken back at once.
CREATE INDEX event_batch ON event (workspace, batch, kind) WHERE batch IS NOT NULL;
