//! Who may do what: one table, read by the one permission check in `store::door` and written out to
//! `docs/permissions.md` by a test. Deny by default: a right that is not in the table is nobody's.

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn parse(text: &str) -> Result<Self, $crate::refusal::Bad> {
                Self::ALL.iter().copied().find(|x| x.code() == text).ok_or($crate::refusal::Code::NotAChoice.into())
            }
        }
    };
}
pub(crate) use coded;

coded!(
    /// What a member is in the workspace. Ordered: nobody gives a role above their own. Nor every one below: [`may_give`].
    WorkspaceRole {
        Owner = "owner",
        Admin = "admin",
        Manager = "manager",
        Member = "member",
        Contractor = "contractor",
        Finance = "finance",
        People = "people",
        /// The board: portfolio, published reports, decisions shared with a Group.
        Observer = "observer",
        /// Mentors, mentees, students, alumni: Growth only.
        Participant = "participant",
    }
);

coded!(
    /// What a person is in one project. A contact has the last one and reads the portal only.
    ProjectRole { Lead = "lead", Member = "member", Viewer = "viewer", Contact = "contact" }
);

coded!(
    /// One thing that can be done. Named by verb and object.
    Right {
        ManageWorkspace = "manage_workspace",
        EraseAndRedact = "erase_and_redact",
        Invite = "invite",
        ChangeRoles = "change_roles",
        SeePeople = "see_people",
        /// Also people with whom one shares no project.
        SeeEverybody = "see_everybody",
        /// Another's week, availability and holidays.
        EditPeople = "edit_people",
        /// Say yes or no to another's time away; see what it is for until it is answered.
        ApproveAbsence = "approve_absence",
        /// Say that another is away, at once.
        RecordAbsence = "record_absence",
        /// What every absence is for.
        SeeAbsenceKinds = "see_absence_kinds",
        ManageCalendars = "manage_calendars",
        SeeProjects = "see_projects",
        CreateProject = "create_project",
        ManageClients = "manage_clients",
        ReadAudit = "read_audit",
        ViewProject = "view_project",
        ManageProject = "manage_project",
        EditTasks = "edit_tasks",
        Comment = "comment",
        /// Read what was said on projects and tasks. A board that looks on does not read the team's talk.
        ReadTalk = "read_talk",
        /// Read what a client's contact may read in one project.
        ReadPortal = "read_portal",
        /// A day of one's own: Today, its steps, its log.
        KeepDay = "keep_day",
        /// A view of tasks across projects, for everyone in the workspace. One of a project's is shared by whoever may
        /// edit its tasks.
        ShareViews = "share_views",
        /// An inbox of one's own. What is in it is what one may see.
        KeepInbox = "keep_inbox",
    }
);

/// A row of the table. A right is held by the union of what one is in the workspace and in the project.
pub struct Rule {
    pub right: Right,
    /// Held in every project, also those one is not in.
    pub everywhere: &'static [WorkspaceRole],
    /// Held by these project roles.
    pub in_project: &'static [ProjectRole],
    /// Never held by these, whatever their project role says.
    pub never: &'static [WorkspaceRole],
}

use ProjectRole as P;
use WorkspaceRole as W;

const STAFF: &[W] = &[
    W::Owner,
    W::Admin,
    W::Manager,
    W::Member,
    W::Contractor,
    W::Finance,
    W::People,
];
const OUTSIDE: &[W] = &[W::Participant];
const LOOK_AFTER_PEOPLE: &[W] = &[W::Owner, W::Admin, W::People];
/// Who looks after nobody, whatever they lead.
const NO_MANAGERS: &[W] = &[W::Participant, W::Observer, W::Contractor];

pub const TABLE: &[Rule] = &[
    Rule {
        right: Right::ManageWorkspace,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::EraseAndRedact,
        everywhere: &[W::Owner],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::Invite,
        everywhere: &[W::Owner, W::Admin, W::Manager],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::ChangeRoles,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::SeePeople,
        everywhere: STAFF,
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::SeeEverybody,
        everywhere: &[
            W::Owner,
            W::Admin,
            W::Manager,
            W::Member,
            W::Finance,
            W::People,
        ],
        in_project: &[],
        never: &[],
    },
    // Over a person: held everywhere, or by a lead of a project that the person is in.
    Rule {
        right: Right::EditPeople,
        everywhere: LOOK_AFTER_PEOPLE,
        in_project: &[P::Lead],
        never: NO_MANAGERS,
    },
    Rule {
        right: Right::ApproveAbsence,
        everywhere: LOOK_AFTER_PEOPLE,
        in_project: &[P::Lead],
        never: NO_MANAGERS,
    },
    Rule {
        right: Right::RecordAbsence,
        everywhere: LOOK_AFTER_PEOPLE,
        in_project: &[P::Lead],
        never: NO_MANAGERS,
    },
    Rule {
        right: Right::SeeAbsenceKinds,
        everywhere: &[W::People],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::ManageCalendars,
        everywhere: &[W::Owner, W::Admin, W::Manager],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::SeeProjects,
        everywhere: &[
            W::Owner,
            W::Admin,
            W::Manager,
            W::Member,
            W::Contractor,
            W::Finance,
            W::People,
            W::Observer,
        ],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::CreateProject,
        everywhere: &[W::Owner, W::Admin, W::Manager],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::ManageClients,
        everywhere: &[W::Owner, W::Admin, W::Manager],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::ReadAudit,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::ViewProject,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[P::Lead, P::Member, P::Viewer],
        never: OUTSIDE,
    },
    Rule {
        right: Right::ManageProject,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[P::Lead],
        never: &[W::Participant, W::Observer, W::Contractor],
    },
    Rule {
        right: Right::EditTasks,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[P::Lead, P::Member],
        never: &[W::Participant, W::Observer],
    },
    Rule {
        right: Right::Comment,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[P::Lead, P::Member, P::Viewer],
        never: &[W::Participant, W::Observer],
    },
    Rule {
        right: Right::ReadTalk,
        everywhere: &[W::Owner, W::Admin],
        in_project: &[P::Lead, P::Member, P::Viewer],
        never: &[W::Participant, W::Observer],
    },
    Rule {
        right: Right::ReadPortal,
        everywhere: &[],
        in_project: &[P::Contact],
        never: &[],
    },
    Rule {
        right: Right::KeepDay,
        everywhere: STAFF,
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::ShareViews,
        everywhere: &[
            W::Owner,
            W::Admin,
            W::Manager,
            W::Member,
            W::Finance,
            W::People,
        ],
        in_project: &[],
        never: &[],
    },
    Rule {
        right: Right::KeepInbox,
        everywhere: W::ALL,
        in_project: &[],
        never: &[],
    },
];

/// What a person is: in the workspace (a contact is nothing there) and in the project asked about, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub workspace: Option<WorkspaceRole>,
    pub project: Option<ProjectRole>,
}

impl Standing {
    /// The whole permission check: does the table give `right` to someone who stands like this?
    pub fn may(self, right: Right) -> bool {
        TABLE.iter().filter(|rule| rule.right == right).any(|rule| {
            let never = self
                .workspace
                .is_some_and(|role| rule.never.contains(&role));
            let everywhere = self
                .workspace
                .is_some_and(|role| rule.everywhere.contains(&role));
            let in_project = self
                .project
                .is_some_and(|role| rule.in_project.contains(&role));
            !never && (everywhere || in_project)
        })
    }

    /// Whether projects one is not in are open: owner and admin only.
    pub fn opens_every_project(self) -> bool {
        self.may(Right::ViewProject) && self.project.is_none()
    }
}

/// Whether someone with the role `own` may make another person a `given`: never above oneself, only an owner makes an
/// owner, and nobody but an owner or an admin gives a right that they have not.
pub fn may_give(own: WorkspaceRole, given: WorkspaceRole) -> bool {
    let stands = Standing {
        workspace: Some(own),
        project: None,
    };
    let holds_all = || {
        let mut theirs = TABLE.iter().filter(|rule| rule.everywhere.contains(&given));
        theirs.all(|rule| stands.may(rule.right))
    };
    stands.may(Right::Invite)
        && given >= own
        && (given != W::Owner || own == W::Owner)
        && (matches!(own, W::Owner | W::Admin) || holds_all())
}

macro_rules! permissions {
    ($($name:ident)+) => {$(
        /// The type that stands for the right of the same name in the keys of `store`.
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Permission for $name {
            const RIGHT: Right = Right::$name;
        }
    )+};
}

/// A right as a type, so that a function's key says which right it needs.
pub trait Permission: Copy + Send + Sync + 'static {
    const RIGHT: Right;
}

permissions!(ManageWorkspace EraseAndRedact Invite ChangeRoles SeePeople SeeEverybody EditPeople ApproveAbsence RecordAbsence SeeAbsenceKinds ManageCalendars SeeProjects CreateProject ManageClients ReadAudit ViewProject ManageProject EditTasks Comment ReadTalk ReadPortal KeepDay ShareViews KeepInbox);

/// The table as the Markdown page docs/permissions.md.
pub fn page() -> String {
    let names = |codes: Vec<&str>| {
        if codes.is_empty() {
            "–".to_owned()
        } else {
            codes.join(", ")
        }
    };
    let mut page = String::from(
        "# Who may do what\n\nWritten from the table in `domain/src/access.rs` by its test; change it there. A right is held by the union of what a person is in the workspace and in the project; what is not listed is denied.\n\n| right | workspace roles, in every project | project roles | never |\n|---|---|---|---|\n",
    );
    for rule in TABLE {
        page.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            rule.right.code(),
            names(rule.everywhere.iter().map(|r| r.code()).collect()),
            names(rule.in_project.iter().map(|r| r.code()).collect()),
            names(rule.never.iter().map(|r| r.code()).collect()),
        ));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(workspace: W, project: Option<P>) -> Standing {
        Standing {
            workspace: Some(workspace),
            project,
        }
    }

    #[test]
    fn every_right_has_exactly_one_rule() {
        for right in Right::ALL {
            assert_eq!(
                TABLE.iter().filter(|rule| rule.right == *right).count(),
                1,
                "{}",
                right.code()
            );
        }
    }

    #[test]
    fn only_owner_and_admin_open_projects_they_are_not_in() {
        for role in W::ALL {
            assert_eq!(
                stands(*role, None).may(Right::ViewProject),
                matches!(role, W::Owner | W::Admin),
                "{}",
                role.code()
            );
        }
    }

    #[test]
    fn a_contact_reads_the_portal_and_nothing_else() {
        let contact = Standing {
            workspace: None,
            project: Some(P::Contact),
        };
        for right in Right::ALL {
            assert_eq!(
                contact.may(*right),
                *right == Right::ReadPortal,
                "{}",
                right.code()
            );
        }
    }

    #[test]
    fn observers_and_participants_write_nothing_even_as_leads() {
        for role in [W::Observer, W::Participant] {
            for right in [
                Right::ManageProject,
                Right::EditTasks,
                Right::Comment,
                Right::ReadTalk,
            ] {
                assert!(!stands(role, Some(P::Lead)).may(right));
            }
        }
        assert!(stands(W::Observer, Some(P::Viewer)).may(Right::ViewProject));
        assert!(!stands(W::Participant, Some(P::Viewer)).may(Right::ViewProject));
    }

    #[test]
    fn a_lead_looks_after_the_people_of_their_project_and_a_contractor_after_nobody() {
        for right in [
            Right::EditPeople,
            Right::ApproveAbsence,
            Right::RecordAbsence,
        ] {
            assert!(stands(W::Manager, Some(P::Lead)).may(right));
            assert!(!stands(W::Manager, None).may(right));
            assert!(!stands(W::Member, Some(P::Member)).may(right));
            assert!(!stands(W::Contractor, Some(P::Lead)).may(right));
            assert!(stands(W::People, None).may(right));
        }
        assert!(!stands(W::Owner, None).may(Right::SeeAbsenceKinds));
        assert!(stands(W::People, None).may(Right::SeeAbsenceKinds));
        assert!(!stands(W::Contractor, Some(P::Lead)).may(Right::SeeEverybody));
    }

    #[test]
    fn nobody_gives_a_role_above_their_own() {
        assert!(
            may_give(W::Owner, W::Owner)
                && may_give(W::Admin, W::Admin)
                && may_give(W::Manager, W::Member)
        );
        assert!(
            !may_give(W::Admin, W::Owner)
                && !may_give(W::Manager, W::Admin)
                && !may_give(W::Member, W::Member)
        );
        // Below in order, and yet with rights over people that a manager has not.
        assert!(!may_give(W::Manager, W::People) && may_give(W::Admin, W::People));
        let stands = |role| stands(role, None);
        for given in W::ALL.iter().filter(|given| may_give(W::Manager, **given)) {
            for right in Right::ALL {
                assert!(
                    !stands(*given).may(*right) || stands(W::Manager).may(*right),
                    "a manager gives {} as {}",
                    right.code(),
                    given.code()
                );
            }
        }
    }

    #[test]
    fn the_page_is_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/permissions.md");
        let written = std::fs::read_to_string(path).unwrap_or_default();
        if written != page() && std::env::var_os("DAYMARK_WRITE").is_some() {
            std::fs::write(path, page()).expect("docs/permissions.md can be written");
            return;
        }
        assert_eq!(
            written,
            page(),
            "docs/permissions.md is not the table; run with DAYMARK_WRITE=1 to write it"
        );
    }
}
