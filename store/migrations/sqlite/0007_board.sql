-- Board: how many tasks are to be in a state at once, and the order of cards.

ALTER TABLE status ADD COLUMN most INTEGER CHECK (most BETWEEN 1 AND 500);

-- Where a task was placed on the board; null: where its outline stands. Digits of a fraction, as in domain::plan::board.
ALTER TABLE task ADD COLUMN rank TEXT;
CREATE INDEX task_rank ON task (workspace, project, COALESCE(rank, outline));
