//! The states of a project's work. A project names and orders its own; what each means is its category.

use crate::access::coded;

coded!(
    /// What a state means: not begun, begun, waiting to be looked at, done.
    Category { Todo = "todo", Doing = "doing", Review = "review", Done = "done" }
);
