-- What is open and when it is due is read of every project at once, for each morning: from this alone, without the tasks.
CREATE INDEX task_due ON task (workspace, project, status, start_day, finish_day, deadline_day, id);
