//! A task once more: what of it goes along, and what never does. How far it is, who said what and what was stopped are
//! the original's alone.

use super::dates::Constraint;
use super::fields::Fields;
use crate::form;

/// Most tasks that are copied at once, the parts counted.
pub const MOST: usize = 500;

/// What goes along, as it was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Along {
    pub description: bool,
    pub dates: bool,
    pub people: bool,
    pub labels: bool,
    /// What is said in the project's own fields.
    pub values: bool,
    pub checklist: bool,
    pub links: bool,
    pub parts: bool,
}

pub fn along(form: &form::DuplicateTask) -> Along {
    let on = |ticked: &str| !ticked.trim().is_empty();
    Along {
        description: on(&form.description),
        dates: on(&form.dates),
        people: on(&form.people),
        labels: on(&form.labels),
        values: on(&form.values),
        checklist: on(&form.checklist),
        links: on(&form.links),
        parts: on(&form.parts),
    }
}

/// The copy's fields, of a task that was only just begun. It is for no more people than either.
pub fn copied(fresh: &Fields, of: &Fields, along: &Along) -> Fields {
    let mut copy = Fields {
        title: fresh.title.clone(),
        description: String::new(),
        status: fresh.status.clone(),
        percent: fresh.percent,
        actual_start: None,
        actual_finish: None,
        audience: of.audience.min(fresh.audience),
        // It is for whoever plans the next one to say.
        iteration: None,
        ..of.clone()
    };
    if along.description {
        copy.description.clone_from(&of.description);
    }
    if !along.dates {
        copy.start = None;
        copy.finish = None;
        copy.deadline = None;
        copy.constraint = Constraint::AsSoonAsPossible;
        copy.constraint_date = None;
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::task;
    use super::*;
    use crate::audience::Audience;
    use crate::time;

    #[test]
    fn what_it_is_goes_along_and_how_far_it_is_does_not() {
        let fresh = task();
        let of = Fields {
            description: "Why".into(),
            effort: Some(480),
            percent: 40,
            start: time::written("2026-11-20"),
            deadline: time::written("2026-12-01"),
            actual_start: time::written("2026-11-20"),
            audience: Audience::Named,
            ..task()
        };
        let copy = copied(&fresh, &of, &Along::default());
        assert_eq!((copy.effort, copy.percent), (Some(480), 0));
        assert_eq!(
            (copy.start, copy.deadline, copy.actual_start),
            (None, None, None)
        );
        assert_eq!(
            (copy.description.as_str(), copy.audience),
            ("", Audience::Named)
        );
        let along = Along {
            description: true,
            dates: true,
            ..Along::default()
        };
        let copy = copied(&fresh, &of, &along);
        assert_eq!((copy.start, copy.deadline), (of.start, of.deadline));
        assert_eq!(
            (copy.description.as_str(), copy.actual_start),
            ("Why", None)
        );
        // A copy shows nothing to a client of itself.
        let shown = Fields {
            audience: Audience::Client,
            ..task()
        };
        assert_eq!(copied(&fresh, &shown, &along).audience, Audience::Internal);
    }

    #[test]
    fn what_is_ticked_goes_along() {
        let form = form::DuplicateTask {
            dates: "on".into(),
            parts: "on".into(),
            ..Default::default()
        };
        let expected = Along {
            dates: true,
            parts: true,
            ..Along::default()
        };
        assert_eq!(along(&form), expected);
    }
}
