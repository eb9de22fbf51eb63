//! Who works at Larkfield, and who asks them to.

use domain::access::WorkspaceRole;

pub const WORKSPACE: &str = "Larkfield Studio";
pub const SLUG: &str = "larkfield-studio";

/// Everyone's: it is printed when the demo is made, and no secret.
pub const PASSWORD: &str = "larkfield by lamplight";

/// Someone of the studio. `zone` is where they live and work.
pub struct Person {
    /// What plans call them.
    pub short: &'static str,
    pub name: &'static str,
    pub role: WorkspaceRole,
    pub zone: &'static str,
    /// Their holidays' country and region, as the kept source names them.
    pub country: &'static str,
    pub region: &'static str,
    pub week: Week,
}

/// Working minutes from Monday to Friday.
pub type Week = [i64; 5];

const FULL: Week = [480, 480, 480, 480, 480];
const SHORT_FRIDAY: Week = [480, 480, 480, 480, 360];
const FOUR_DAYS: Week = [480, 480, 480, 480, 0];
const MORNINGS: Week = [300, 300, 300, 300, 300];

impl Person {
    pub fn email(&self) -> String {
        format!("{}@larkfield.example", self.short)
    }
}

macro_rules! people {
    ($($short:ident $name:literal $role:ident $zone:literal $country:literal $region:literal $week:ident;)+) => {
        pub const PEOPLE: &[Person] = &[$(Person {
            short: stringify!($short),
            name: $name,
            role: WorkspaceRole::$role,
            zone: $zone,
            country: $country,
            region: $region,
            week: $week,
        }),+];
    };
}

people! {
    ruth "Ruth Calloway" Owner "Europe/London" "GB" "ENG" FULL;
    daniel "Daniel Osei" Manager "Europe/London" "GB" "ENG" FULL;
    marta "Marta Zielińska" Manager "Europe/Warsaw" "PL" "" FULL;
    ellie "Ellie Thornton" Member "Europe/London" "GB" "ENG" FOUR_DAYS;
    hamish "Hamish Reid" Member "Europe/London" "GB" "SCT" FULL;
    aisha "Aisha Khan" Member "Europe/London" "GB" "ENG" MORNINGS;
    priya "Priya Raman" Member "Asia/Kolkata" "IN" "" FULL;
    tomasz "Tomasz Wójcik" Member "Europe/Warsaw" "PL" "" SHORT_FRIDAY;
    noor "Noor Haddad" Member "Europe/Warsaw" "PL" "" FULL;
    claire "Claire Tremblay" Member "America/Toronto" "CA" "ON" FULL;
    arjun "Arjun Mehta" Contractor "Asia/Kolkata" "IN" "" FULL;
    frances "Frances Adeyemi" Observer "Europe/London" "GB" "ENG" FULL;
}

pub struct Client {
    pub name: &'static str,
    pub contact: &'static str,
    pub email: &'static str,
}

pub const CLIENTS: [Client; 3] = [
    Client {
        name: "Pennant Museum of the Sea",
        contact: "Beatrix Holm",
        email: "b.holm@pennant-museum.example",
    },
    Client {
        name: "Brackenhall Building Society",
        contact: "Colin Farrow",
        email: "colin.farrow@brackenhall.example",
    },
    Client {
        name: "Tamarack Outfitters",
        contact: "Jo Whitlock",
        email: "jo@tamarack-outfitters.example",
    },
];

/// Time away: who, from which working day to which, of what kind; half of the last day where `until_noon`.
pub struct Away {
    pub who: &'static str,
    pub first: i64,
    pub last: i64,
    pub kind: &'static str,
    pub note: &'static str,
    pub until_noon: bool,
    /// Said on the day itself, not asked for.
    pub unplanned: bool,
    /// Nobody has said yes yet.
    pub waits: bool,
}

pub const AWAY: [Away; 9] = [
    away("hamish", -24, -20, "holiday", "Up north"),
    away("noor", -12, -12, "training", "Certification day"),
    away("claire", -9, -8, "sick", ""),
    away("aisha", 1, 5, "holiday", "With the children"),
    Away {
        waits: true,
        ..away("tomasz", 3, 4, "care", "")
    },
    away("ruth", 9, 14, "holiday", ""),
    Away {
        until_noon: true,
        ..away("ruth", 0, 0, "training", "First half of the board course")
    },
    Away {
        until_noon: true,
        ..away("tomasz", 6, 6, "care", "School")
    },
    Away {
        until_noon: true,
        unplanned: true,
        ..away("marta", 0, 0, "sick", "")
    },
];

const fn away(
    who: &'static str,
    first: i64,
    last: i64,
    kind: &'static str,
    note: &'static str,
) -> Away {
    Away {
        who,
        first,
        last,
        kind,
        note,
        until_noon: false,
        unplanned: false,
        waits: false,
    }
}

/// Days on which somebody wrote into their log: how many working days ago, and what.
pub const LOG: [(&str, i64, &str); 8] = [
    (
        "daniel",
        -4,
        "Beatrix rang: the trustees want to see the ticketing before the new exhibition opens. Said I would know more on Friday.",
    ),
    (
        "daniel",
        -3,
        "Two people want Priya in the same week. The search comes first; the hire can wait.",
    ),
    (
        "daniel",
        -2,
        "Read the security offers. The cheaper one tests on live systems; no.",
    ),
    (
        "daniel",
        -1,
        "Good hour with Hamish about the reading room page. He needs an answer from the archivist, not time.",
    ),
    (
        "marta",
        -3,
        "Brackenhall's compliance desk reads on Wednesdays. Everything for them has to be there by Tuesday noon.",
    ),
    (
        "marta",
        -2,
        "Three branches still without window sizes. Rang all three, got two.",
    ),
    (
        "marta",
        -1,
        "Tamarack is thinking about printing thirty-four pages. I like it better than a reshoot.",
    ),
    (
        "ruth",
        -2,
        "Landlord will hold the back room until the end of the month.",
    ),
];

/// A change of one field on one day at one minute.
pub struct Edit {
    pub who: &'static str,
    pub day: i64,
    pub minute: i64,
    /// The project's key, and the task as its plan calls it.
    pub project: &'static str,
    pub task: &'static str,
    pub to: To,
}

pub enum To {
    Title(&'static str),
    Deadline(i64),
    Estimate(&'static str),
    Given(&'static str),
    Description(&'static str),
}

const fn edit(
    (who, day, minute): (&'static str, i64, i64),
    (project, task): (&'static str, &'static str),
    to: To,
) -> Edit {
    Edit {
        who,
        day,
        minute,
        project,
        task,
        to,
    }
}

/// What people changed their minds about.
pub const EDITS: [Edit; 8] = [
    edit(
        ("daniel", -6, 16 * 60 + 5),
        ("PEN", "Security test by somebody else"),
        To::Deadline(24),
    ),
    edit(
        ("marta", -4, 10 * 60 + 25),
        ("TAM", "Cover"),
        To::Title("Cover: the woman who portages to her mailbox"),
    ),
    edit(
        ("daniel", -1, 9 * 60 + 20),
        ("PEN", "Groups and schools: ask, confirm, invoice"),
        To::Estimate("14h"),
    ),
    edit(
        ("marta", -1, 15 * 60 + 45),
        ("BRS", "Print, three quotes"),
        To::Deadline(9),
    ),
    edit(
        ("daniel", 0, 8 * 60 + 10),
        ("PEN", "Captions for twelve pictures"),
        To::Deadline(6),
    ),
    edit(
        ("daniel", 0, 8 * 60 + 20),
        ("PEN", "Refunds and changed days"),
        To::Estimate("9h"),
    ),
    edit(
        ("daniel", 0, 8 * 60 + 25),
        ("PEN", "Load test for the first Saturday"),
        To::Given("tomasz"),
    ),
    edit(
        ("marta", 0, 7 * 60 + 55),
        ("TAM", "Proofs"),
        To::Description("On the paper it will be printed on, in daylight, by two people."),
    ),
];

/// Who closes their days, and how many back.
pub const CLOSES: [(&str, i64); 2] = [("daniel", 5), ("marta", 4)];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::plans;
    use super::*;

    #[test]
    fn twelve_people_in_four_zones_and_nobody_unknown_in_the_plans() {
        let shorts: HashSet<_> = PEOPLE.iter().map(|p| p.short).collect();
        assert_eq!((PEOPLE.len(), shorts.len()), (12, 12));
        let zones: HashSet<_> = PEOPLE.iter().map(|p| p.zone).collect();
        assert_eq!(zones.len(), 4);
        for plan in plans().unwrap() {
            let said = plan.tasks.iter().flat_map(|t| t.said.iter().map(|s| s.who));
            let does = plan.tasks.iter().filter_map(|t| t.who);
            let everyone: HashSet<_> = plan.people.iter().copied().chain([plan.lead]).collect();
            for who in said.chain(does) {
                assert!(everyone.contains(who), "{who} is not in {}", plan.title);
            }
            for who in &plan.people {
                assert!(shorts.contains(who), "who is {who}?");
            }
            if let Some(client) = plan.client {
                assert!(CLIENTS.iter().any(|c| c.name == client), "who is {client}?");
            }
        }
        for who in AWAY.iter().map(|a| a.who).chain(LOG.iter().map(|l| l.0)) {
            assert!(shorts.contains(who), "who is {who}?");
        }
    }
}
