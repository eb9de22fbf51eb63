//! A sprint as Jira writes it: by its name, or as the whole of what the server has of it,
//! `com.atlassian.greenhopper.service.sprint.Sprint@1f39[id=7,state=CLOSED,name=Lamps,startDate=2021-09-01T10:00:00.000Z,…]`.

use crate::exchange::tracked::Sprint;
use crate::exchange::when::{self, Order};
use crate::plan::iteration::State;

const SIGN: &str = "greenhopper.service.sprint.Sprint@";

/// What may stand in it. A comma is also in what people write.
const PARTS: &[&str] = &[
    "id",
    "rapidViewId",
    "state",
    "name",
    "goal",
    "startDate",
    "endDate",
    "completeDate",
    "activatedDate",
    "sequence",
    "autoStartStop",
    "synced",
    "incompleteIssuesDestinationId",
];

/// Its number, where it says one, and what it says.
pub(super) fn sprint(cell: &str) -> (String, Sprint) {
    let cell = cell.trim();
    let inside = cell
        .split_once(SIGN)
        .and_then(|(_, rest)| rest.split_once('['))
        .map(|(_, rest)| rest.strip_suffix(']').unwrap_or(rest));
    let Some(inside) = inside else {
        let name = cell.to_owned();
        return (
            String::new(),
            Sprint {
                name,
                ..Sprint::default()
            },
        );
    };
    let parts = parts(inside);
    let of = |name: &str| {
        let part = parts.iter().find(|(one, _)| *one == name);
        part.map_or("", |(_, value)| value.trim())
    };
    let moment = |name: &str| when::read(of(name), Order::DayFirst);
    let sprint = Sprint {
        name: of("name").to_owned(),
        goal: of("goal").to_owned(),
        state: match of("state").to_ascii_uppercase().as_str() {
            "FUTURE" => Some(State::Planned),
            "ACTIVE" => Some(State::Active),
            "CLOSED" => Some(State::Closed),
            _ => None,
        },
        start: moment("startDate"),
        finish: moment("endDate"),
        ..Sprint::default()
    };
    (of("id").to_owned(), sprint)
}

fn parts(inside: &str) -> Vec<(&str, String)> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for piece in inside.split(',') {
        let named = piece
            .split_once('=')
            .filter(|(name, _)| PARTS.contains(name));
        match (named, parts.last_mut()) {
            (Some((name, value)), _) => parts.push((name, value.to_owned())),
            (None, Some((_, value))) => {
                value.push(',');
                value.push_str(piece);
            }
            (None, None) => {}
        }
    }
    for (_, value) in &mut parts {
        if value == "<null>" {
            value.clear();
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tracked::Moment;

    #[test]
    fn a_sprint_is_a_name_or_all_that_the_server_has() {
        let (id, one) = sprint(" Sprint 1, [first] ");
        assert_eq!((id.as_str(), one.name.as_str()), ("", "Sprint 1, [first]"));
        assert_eq!((one.state, one.start), (None, None));
        let whole = "com.atlassian.greenhopper.service.sprint.Sprint@1f39a[id=7,rapidViewId=2,state=CLOSED,name=Lamps, all=of [them],startDate=2021-09-01T10:00:00.000+02:00,endDate=2021-09-15T10:00:00.000+02:00,completeDate=<null>,sequence=7,goal=Every lamp, once]";
        let (id, one) = sprint(whole);
        let text = |at: Option<Moment>| at.map(Moment::text).unwrap_or_default();
        assert_eq!(
            [id, one.name, one.goal, text(one.start), text(one.finish)],
            [
                "7",
                "Lamps, all=of [them]",
                "Every lamp, once",
                "2021-09-01T08:00:00Z",
                "2021-09-15T08:00:00Z"
            ]
        );
        assert_eq!(one.state, Some(State::Closed));
        let (_, future) = sprint(
            "greenhopper.service.sprint.Sprint@1[id=8,state=FUTURE,name=Next,startDate=<null>,endDate=<null>,goal=]",
        );
        assert_eq!(
            (future.state, future.start, future.goal.as_str()),
            (Some(State::Planned), None, "")
        );
    }
}
