//! Leaving a workspace: what somebody holds is handed over. Who may take what, and what a form says of it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::access::{ProjectRole, Right, Standing, WorkspaceRole};
use crate::form;
use crate::id::{MemberId, RecordId};
use crate::refusal::{Check, Code, Refused};

/// As a form says that nobody is to have it.
pub const NOBODY: &str = "nobody";

/// Who gets something: nobody, or one person.
pub type Heir = Option<MemberId>;

/// What is to become of all that somebody holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOver {
    pub seen: Seen,
    /// Who owns the workspace, when its last owner leaves.
    pub owner: Heir,
    pub lead: Shared,
    /// Open tasks, what waits for them, and what they watch.
    pub work: Shared,
    /// Who is in their Groups in their place.
    pub groups: Heir,
}

/// The same for every project but those for which another is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    pub all: Heir,
    pub of: BTreeMap<RecordId, Heir>,
}

impl Shared {
    pub fn in_project(&self, project: RecordId) -> Heir {
        self.of.get(&project).copied().unwrap_or(self.all)
    }
}

/// What a page showed: the newest event that it had read, and a digest of what no event tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub seq: i64,
    pub digest: String,
}

impl Seen {
    /// The digest is over facts in a settled order.
    pub fn of(seq: i64, facts: impl IntoIterator<Item = String>) -> Self {
        let mut sha = Sha256::new();
        for fact in facts {
            sha.update((fact.len() as u64).to_be_bytes());
            sha.update(fact);
        }
        let digest = sha
            .finalize()
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self { seq, digest }
    }

    pub fn written(&self) -> String {
        format!("{}.{}", self.seq, self.digest)
    }

    /// What no page has written was never seen.
    fn read(text: &str) -> Self {
        let (seq, digest) = text.split_once('.').unwrap_or_default();
        Self {
            seq: seq.parse().unwrap_or_default(),
            digest: digest.to_owned(),
        }
    }
}

/// Reads the form. A refusal has the name of the field as the page has it: `work_in][{project}`.
pub fn hand_over(form: &form::HandOver) -> Result<HandOver, Refused> {
    let mut check = Check::default();
    let mut heir = |field: &str, text: &str| check.take(field, one(text));
    let owner = heir("owner", &form.owner);
    let lead = heir("lead", &form.lead);
    let work = heir("work", &form.work);
    let groups = heir("groups", &form.groups);
    let lead_in = several(&mut check, "lead_in", &form.lead_in);
    let work_in = several(&mut check, "work_in", &form.work_in);
    match (owner, lead, work, groups, lead_in, work_in) {
        (Some(owner), Some(lead), Some(work), Some(groups), Some(lead_in), Some(work_in)) => {
            Ok(HandOver {
                seen: Seen::read(&form.seen),
                owner,
                lead: Shared {
                    all: lead,
                    of: lead_in,
                },
                work: Shared {
                    all: work,
                    of: work_in,
                },
                groups,
            })
        }
        _ => Err(check.refused()),
    }
}

fn one(text: &str) -> Result<Heir, crate::refusal::Bad> {
    match text.trim() {
        "" | NOBODY => Ok(None),
        id => MemberId::parse(id)
            .map(Some)
            .map_err(|_| Code::NotAChoice.into()),
    }
}

/// What is said for each project; of those for which nothing is said, it is as for all.
fn several(
    check: &mut Check,
    field: &str,
    said: &BTreeMap<String, String>,
) -> Option<BTreeMap<RecordId, Heir>> {
    let mut of = BTreeMap::new();
    let mut good = true;
    for (project, text) in said.iter().filter(|(_, text)| !text.is_empty()) {
        let Ok(id) = RecordId::parse(project) else {
            continue;
        };
        match check.take(&in_project(field, id), one(text)) {
            Some(heir) => _ = of.insert(id, heir),
            None => good = false,
        }
    }
    good.then_some(of)
}

/// The name of the field in which something is said for one project.
pub fn in_project(field: &str, project: RecordId) -> String {
    format!("{field}][{project}")
}

/// Work is given to whoever is in the project and may change its tasks.
pub fn takes_work(role: WorkspaceRole, in_project: Option<ProjectRole>) -> bool {
    in_project.is_some() && may(role, in_project, Right::EditTasks)
}

/// A project is led by whoever may manage it then; they need not be in it yet.
pub fn takes_lead(role: WorkspaceRole) -> bool {
    may(role, Some(ProjectRole::Lead), Right::ManageProject)
}

fn may(role: WorkspaceRole, project: Option<ProjectRole>, right: Right) -> bool {
    let stands = Standing {
        workspace: Some(role),
        project,
    };
    stands.may(right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProjectRole as P;
    use WorkspaceRole as W;

    const ANA: &str = "01890000-0000-7000-8000-000000000001";
    const NGT: &str = "01890000-0000-7000-8000-000000000002";

    fn pair(value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(NGT.to_owned(), value.to_owned())])
    }

    #[test]
    fn what_is_said_of_a_project_comes_before_what_is_said_of_all() {
        let (ana, ngt) = (MemberId::parse(ANA), RecordId::parse(NGT));
        let (Ok(ana), Ok(ngt)) = (ana, ngt) else {
            panic!("ids are read");
        };
        let all = form::HandOver {
            work: ANA.into(),
            ..Default::default()
        };
        let read = |form: &form::HandOver| hand_over(form).map(|to| to.work.in_project(ngt));
        assert_eq!(read(&all), Ok(Some(ana)));
        let as_all = form::HandOver {
            work_in: pair(""),
            ..all.clone()
        };
        assert_eq!(read(&as_all), Ok(Some(ana)));
        let nobody = form::HandOver {
            work_in: pair(NOBODY),
            ..all
        };
        assert_eq!(read(&nobody), Ok(None));
        let one = form::HandOver {
            work_in: pair(ANA),
            ..Default::default()
        };
        assert_eq!(read(&one), Ok(Some(ana)));
    }

    #[test]
    fn what_names_nobody_is_refused_beside_its_field() {
        let form = form::HandOver {
            groups: "Ana".into(),
            lead_in: pair("Ana"),
            ..Default::default()
        };
        let Err(Refused::Invalid { fields }) = hand_over(&form) else {
            panic!("it is refused");
        };
        let names: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        let lead = format!("lead_in][{NGT}");
        assert_eq!(
            names,
            [
                ("groups", Code::NotAChoice),
                (lead.as_str(), Code::NotAChoice)
            ]
        );
    }

    #[test]
    fn only_whoever_may_do_it_takes_it() {
        assert!(takes_work(W::Contractor, Some(P::Member)));
        assert!(!takes_work(W::Owner, None));
        assert!(!takes_work(W::Member, Some(P::Viewer)));
        assert!(!takes_work(W::Observer, Some(P::Member)));
        assert!(takes_lead(W::Member) && !takes_lead(W::Contractor) && !takes_lead(W::Observer));
    }

    #[test]
    fn what_was_seen_is_read_as_it_was_written() {
        let facts = |second: &str| ["NGT lead".to_owned(), second.to_owned()];
        let seen = Seen::of(42, facts("Board"));
        assert_eq!(Seen::read(&seen.written()), seen);
        assert_ne!(Seen::of(42, facts("Press")), seen);
        assert_eq!(Seen::read("never"), Seen::default());
        assert_eq!(Seen::read(""), Seen::default());
    }
}
