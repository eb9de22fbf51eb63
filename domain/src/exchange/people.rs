//! Who of the file is who of the workspace: a proposal that a person confirms. Nobody is invited, nobody merged.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::plan::{Resource, ResourceKind};
use crate::id::MemberId;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: MemberId,
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub resource: i64,
    pub name: String,
    pub email: String,
    pub match_: Match,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Match {
    ByEmail {
        id: MemberId,
    },
    ByName {
        id: MemberId,
    },
    /// More than one could be meant, here or in the file: a person has to say.
    Ask {
        candidates: Vec<MemberId>,
    },
    Nobody,
    /// Material or cost.
    NotAPerson,
}

/// One proposal a resource, in the file's order. An address decides over a name; a name only where it is one
/// person's on both sides and that person's address does not say otherwise.
pub fn propose(people: &[Person], resources: &[Resource]) -> Vec<Proposal> {
    let mut by_email: HashMap<String, Vec<&Person>> = HashMap::new();
    let mut by_name: HashMap<String, Vec<&Person>> = HashMap::new();
    for person in people {
        by_email
            .entry(email(&person.email))
            .or_default()
            .push(person);
        by_name.entry(name(&person.name)).or_default().push(person);
    }
    let mut emails_in_file: HashMap<String, usize> = HashMap::new();
    let mut names_in_file: HashMap<String, usize> = HashMap::new();
    for resource in resources.iter().filter(|r| r.kind == ResourceKind::Work) {
        *emails_in_file.entry(email(&resource.email)).or_default() += 1;
        *names_in_file.entry(name(&resource.name)).or_default() += 1;
    }
    let find = |resource: &Resource| {
        if resource.kind != ResourceKind::Work {
            return Match::NotAPerson;
        }
        let (mail, called) = (email(&resource.email), name(&resource.name));
        let ids = |list: &[&Person]| list.iter().map(|person| person.id).collect();
        if let Some(same) = by_email.get(&mail).filter(|_| !mail.is_empty()) {
            return match same.as_slice() {
                [one] if emails_in_file.get(&mail) == Some(&1) => Match::ByEmail { id: one.id },
                many => Match::Ask {
                    candidates: ids(many),
                },
            };
        }
        match by_name.get(&called).filter(|_| !called.is_empty()) {
            // Two of the file who are nobody's namesakes are two all the same: a person says so, or who they are.
            None if names_in_file.get(&called).is_some_and(|n| *n > 1) => Match::Ask {
                candidates: Vec::new(),
            },
            None => Match::Nobody,
            Some(same) => match same.as_slice() {
                [one]
                    if names_in_file.get(&called) == Some(&1)
                        && (mail.is_empty() || one.email.trim().is_empty()) =>
                {
                    Match::ByName { id: one.id }
                }
                many => Match::Ask {
                    candidates: ids(many),
                },
            },
        }
    };
    let mut proposals: Vec<Proposal> = resources
        .iter()
        .map(|resource| Proposal {
            resource: resource.uid,
            name: resource.name.clone(),
            email: resource.email.clone(),
            match_: find(resource),
        })
        .collect();
    ask_where_shared(&mut proposals);
    proposals
}

/// Two resources that lead to one person, one by address and one by name, are not merged either: the name is asked.
fn ask_where_shared(proposals: &mut [Proposal]) {
    let mailed: Vec<MemberId> = proposals
        .iter()
        .filter_map(|p| match p.match_ {
            Match::ByEmail { id } => Some(id),
            _ => None,
        })
        .collect();
    for proposal in proposals {
        if let Match::ByName { id } = proposal.match_
            && mailed.contains(&id)
        {
            proposal.match_ = Match::Ask {
                candidates: vec![id],
            };
        }
    }
}

fn email(text: &str) -> String {
    text.trim().to_lowercase()
}

fn name(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
