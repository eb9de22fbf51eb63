//! Whom a task excludes.

use super::{Exclusion, Need};
use crate::assign::Candidate;

/// Every limit this person breaks: one at a time would make people mend one to meet the next.
pub(super) fn of(need: &Need, who: &Candidate) -> Vec<Exclusion> {
    let mut found = Vec::new();
    if let Some(code) = who.excluded {
        found.push(Exclusion::ByName { code });
    }
    let conflicts = need
        .parties
        .iter()
        .filter(|party| who.conflicts.contains(party));
    found.extend(conflicts.map(|party| Exclusion::Conflict { party: *party }));
    let window = need.window;
    if let Some(here) = who.here
        && (here.start > window.start || here.finish < window.finish)
        && !works_within(need, who)
    {
        found.push(Exclusion::NotHere { here });
    }
    if let Some(most) = who.most_tasks.filter(|most| who.tasks >= *most) {
        found.push(Exclusion::TooManyTasks {
            tasks: who.tasks,
            most,
        });
    }
    if let Some(free) = who
        .free(who.present(window))
        .filter(|free| *free < i64::from(need.effort))
        && !need.overtime
    {
        found.push(Exclusion::NoFreeTime {
            free,
            needed: need.effort,
        });
    }
    for skill in need.skills.iter().filter(|skill| skill.hard) {
        let (skill, needed) = (skill.skill, skill.level);
        if who
            .level(skill, window)
            .is_some_and(|level| level >= needed)
        {
            continue;
        }
        found.push(match who.listed(skill) {
            None => Exclusion::SkillUnknown { skill },
            Some(own) if own.level < needed => Exclusion::SkillTooLow {
                skill,
                level: own.level,
                needed,
            },
            Some(own) => match own.valid.filter(|_| !own.holds(window)) {
                Some(valid) => Exclusion::SkillNotValid { skill, valid },
                None => Exclusion::SkillTooLow {
                    skill,
                    level: own.level,
                    needed,
                },
            },
        });
    }
    found
}

/// Somebody who comes late or leaves early may still have the whole task fit into the days they are here.
fn works_within(need: &Need, who: &Candidate) -> bool {
    let present = who.present(need.window);
    let free = who.free(present);
    present.start < present.finish && free.is_some_and(|free| free >= i64::from(need.effort))
}
