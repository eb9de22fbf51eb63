-- What is open and when it is due is read of every project at once, for each morning. Without the id, or a table that was
-- never analysed has its tasks looked for here by their ids.
CREATE INDEX task_due ON task (workspace, project, status, start_day, finish_day, deadline_day);
