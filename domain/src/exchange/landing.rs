//! How the states of a file become states of the project: proposed by what they seem to mean, decided by a person.

use serde::{Deserialize, Serialize};

use super::tracked::State;
use crate::plan::status::Category;
use crate::plan::workflow;
use crate::refusal::{Bad, Code};

/// States of the file that may have one of their own here; the usual four have their places.
pub const MOST: usize = workflow::MOST - Category::ALL.len();

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landing {
    pub category: Category,
    /// Whether it keeps its name, or is one with the usual state of its meaning.
    pub own: bool,
}

impl Landing {
    /// As a form says it: `own doing`, `usual doing`.
    pub fn code(self) -> String {
        let how = if self.own { "own" } else { "usual" };
        format!("{how} {}", self.category.code())
    }

    pub fn parse(text: &str) -> Result<Self, Bad> {
        let (how, category) = text.trim().split_once(' ').ok_or(Code::NotAChoice)?;
        let own = match how {
            "own" => true,
            "usual" => false,
            _ => return Err(Code::NotAChoice.into()),
        };
        let category = Category::parse(category)?;
        Ok(Self { category, own })
    }

    pub fn all() -> impl Iterator<Item = Self> {
        [true, false].into_iter().flat_map(|own| {
            Category::ALL.iter().map(move |category| Self {
                category: *category,
                own,
            })
        })
    }
}

/// Each keeps its name unless it is called as here anyway; where there are too many, those with the fewest tasks do not.
pub fn proposed(states: &[State]) -> Vec<Landing> {
    let mut own: Vec<usize> = (0..states.len())
        .filter(|at| states.get(*at).is_some_and(|state| !state.usual))
        .collect();
    own.sort_by_key(|at| std::cmp::Reverse(states.get(*at).map_or(0, |state| state.tasks)));
    own.truncate(MOST);
    let landing = |(at, state): (usize, &State)| Landing {
        category: state.category,
        own: own.contains(&at),
    };
    states.iter().enumerate().map(landing).collect()
}

/// A state of the project to be: of the file by its place there, or the usual one of its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub of_file: Option<usize>,
    pub category: Category,
}

/// In the order of their meanings, within it in the file's. A usual state that nothing of the file becomes is there only
/// where a project needs one of its meaning.
pub fn workflow(landings: &[Landing]) -> Vec<Planned> {
    let mut planned = Vec::new();
    for category in Category::ALL {
        let of = || {
            landings
                .iter()
                .filter(|landing| landing.category == *category)
        };
        let has_own = of().any(|landing| landing.own);
        let needed = matches!(category, Category::Todo | Category::Done) && !has_own;
        if landings.is_empty() || needed || of().any(|landing| !landing.own) {
            planned.push(Planned {
                of_file: None,
                category: *category,
            });
        }
        let own = landings
            .iter()
            .enumerate()
            .filter(|(_, one)| one.own && one.category == *category);
        planned.extend(own.map(|(at, _)| Planned {
            of_file: Some(at),
            category: *category,
        }));
    }
    planned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(name: &str, category: Category, usual: bool, tasks: u64) -> State {
        State {
            name: name.into(),
            category,
            usual,
            tasks,
        }
    }

    #[test]
    fn a_choice_is_read_as_it_is_written() {
        for landing in Landing::all() {
            assert_eq!(Landing::parse(&landing.code()), Ok(landing));
        }
        for wrong in ["", "own", "own never", "some doing"] {
            assert!(Landing::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn states_keep_their_names_in_the_order_of_their_meanings() {
        let states = [
            state("Ideas", Category::Todo, false, 3),
            state("Live", Category::Done, false, 2),
            state("Doing", Category::Doing, true, 1),
            state("Next", Category::Todo, false, 1),
        ];
        let landings = proposed(&states);
        let own: Vec<_> = landings.iter().map(|landing| landing.own).collect();
        assert_eq!(own, [true, true, false, true]);
        let planned: Vec<_> = workflow(&landings)
            .iter()
            .map(|one| (one.category, one.of_file))
            .collect();
        assert_eq!(
            planned,
            [
                (Category::Todo, Some(0)),
                (Category::Todo, Some(3)),
                (Category::Doing, None),
                (Category::Done, Some(1)),
            ]
        );
    }

    #[test]
    fn a_project_has_a_beginning_and_an_end_and_not_too_many_states_between() {
        assert_eq!(workflow(&[]).len(), Category::ALL.len());
        let many: Vec<_> = (0..40)
            .map(|n| state(&format!("S{n}"), Category::Review, false, n))
            .collect();
        let landings = proposed(&many);
        let own = landings.iter().filter(|landing| landing.own).count();
        assert_eq!(
            (own, landings[39].own, landings[0].own),
            (MOST, true, false)
        );
        let planned = workflow(&landings);
        assert!(planned.len() <= workflow::MOST);
        assert_eq!(
            planned.first().map(|one| one.category),
            Some(Category::Todo)
        );
        assert_eq!(planned.last().map(|one| one.category), Some(Category::Done));
    }
}
