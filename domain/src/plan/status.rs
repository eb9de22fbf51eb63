//! The states of a project's work. A project names and orders its own; what each means is its category.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::coded;
use crate::text::fold;

coded!(
    /// What a state means: not begun, begun, waiting to be looked at, done.
    Category { Todo = "todo", Doing = "doing", Review = "review", Done = "done" }
);

/// A state of a project's work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub id: Uuid,
    /// Empty: the default name of its category.
    pub name: String,
    pub category: Category,
    /// How many tasks are to be in it at once, where that is agreed. Part of the workflow; a task's own state says none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

impl State {
    pub fn is_done(&self) -> bool {
        self.category == Category::Done
    }

    /// Whether work in this state has begun and goes on.
    pub fn has_begun(&self) -> bool {
        matches!(self.category, Category::Doing | Category::Review)
    }
}

/// The state that a task gets when it is closed, or reopened as begun or not: the first that means it.
pub fn first(workflow: &[State], category: Category) -> Option<&State> {
    workflow.iter().find(|state| state.category == category)
}

/// The state of another workflow in which a task of this one belongs: of the same name and meaning, else the first that
/// means the same, else the nearest that leaves it open.
pub fn counterpart<'a>(workflow: &'a [State], of: &State) -> Option<&'a State> {
    let same =
        |state: &&State| state.category == of.category && fold(&state.name) == fold(&of.name);
    let nearest = match of.category {
        Category::Done => [Category::Done].as_slice(),
        Category::Todo => &[Category::Todo, Category::Doing, Category::Review],
        Category::Doing => &[Category::Doing, Category::Review, Category::Todo],
        Category::Review => &[Category::Review, Category::Doing, Category::Todo],
    };
    workflow.iter().find(same).or_else(|| {
        nearest
            .iter()
            .find_map(|category| first(workflow, *category))
    })
}

/// Where a task goes that is opened again: back to work where there was any, else to what is to be begun.
pub fn reopened(workflow: &[State], begun: bool) -> Option<&State> {
    let wanted = if begun {
        [Category::Doing, Category::Todo, Category::Review]
    } else {
        [Category::Todo, Category::Doing, Category::Review]
    };
    wanted
        .into_iter()
        .find_map(|category| first(workflow, category))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(id: u128, category: Category) -> State {
        State {
            id: Uuid::from_u128(id),
            name: String::new(),
            category,
            limit: None,
        }
    }

    #[test]
    fn a_state_has_a_counterpart_by_name_then_by_meaning() {
        let named = |id, name: &str, category| State {
            name: name.into(),
            ..state(id, category)
        };
        let workflow = [
            state(1, Category::Todo),
            state(2, Category::Doing),
            named(3, "Proof", Category::Doing),
            state(4, Category::Done),
        ];
        let of = |of: &State| counterpart(&workflow, of).map(|state| state.id.as_u128());
        assert_eq!(of(&named(9, "PROOF", Category::Doing)), Some(3));
        // The same name for something else is something else.
        assert_eq!(of(&named(9, "Proof", Category::Todo)), Some(1));
        assert_eq!(of(&named(9, "Draft", Category::Doing)), Some(2));
        // Nobody looks at anything there: it is under way still.
        assert_eq!(of(&state(9, Category::Review)), Some(2));
        assert_eq!(of(&state(9, Category::Done)), Some(4));
        assert_eq!(counterpart(&workflow[..3], &state(9, Category::Done)), None);
    }

    #[test]
    fn reopened_goes_back_to_where_it_was() {
        let workflow = [
            state(1, Category::Todo),
            state(2, Category::Doing),
            state(3, Category::Doing),
            state(4, Category::Done),
        ];
        assert_eq!(reopened(&workflow, true), Some(&workflow[1]));
        assert_eq!(reopened(&workflow, false), Some(&workflow[0]));
        assert_eq!(reopened(&workflow[1..], false), Some(&workflow[1]));
        assert_eq!(reopened(&workflow[3..], true), None);
        assert_eq!(first(&workflow, Category::Done), Some(&workflow[3]));
    }
}
