//! What wants one person: where they were mentioned, what they were given, what was answered where they take part.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::access::coded;
use crate::event::Content;
use crate::form;
use crate::plan::parts::{PartKind, part};
use crate::refusal::{Check, Refused};

coded!(
    /// Why somebody is told. Of one comment they are told once: that it mentions them says more than that it answers.
    Reason { Mention = "mention", Assigned = "assigned", Reply = "reply" }
);

coded!(
    /// What they made of it. Done is read, and out of the way.
    State { Unread = "unread", Read = "read", Done = "done" }
);

coded!(
    /// What of an inbox is shown.
    Show { Unread = "unread", All = "all", Done = "done" }
);

/// Notices on a page: the newest.
pub const SHOWN: i64 = 200;
/// Counted up to here; of more it is only said that they are more.
pub const COUNTED: i64 = 100;
/// Seconds for which a mention waits in the inbox before it is mailed: whoever reads it by then gets no mail.
pub const MAILED_AFTER: i64 = 120;
/// Characters of what was said that stand in a line.
const EXCERPT: usize = 200;
/// Characters before a mention that stand in it.
const BEFORE: usize = 60;

/// The members to whom an event gives work that was not theirs.
pub fn given(content: &Content) -> Vec<Uuid> {
    let fields = content.fields.iter();
    let given = fields.filter(|(_, change)| change.before.is_null() && !change.after.is_null());
    let parts = given.filter_map(|(field, _)| part(field));
    let people = parts.filter(|(kind, _)| *kind == PartKind::Assignee);
    people.map(|(_, member)| member).collect()
}

/// Who is mentioned now and was not before.
pub fn newly(before: &[Uuid], after: &[Uuid]) -> Vec<Uuid> {
    let before: BTreeSet<&Uuid> = before.iter().collect();
    let new = after.iter().filter(|id| !before.contains(id));
    new.copied().collect()
}

/// What a form wants of one notice.
pub fn mark(form: &form::MarkNotice) -> Result<State, Refused> {
    let mut check = Check::default();
    let state = check.take("state", State::parse(&form.state));
    state.ok_or_else(|| check.refused())
}

/// A piece of a text in one line: from its beginning, or from a little before the place where `name` is mentioned.
pub fn excerpt(text: &str, name: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = text.chars().collect();
    let at = place(&letters, name).unwrap_or_default();
    let mut from = if at < EXCERPT { 0 } else { at - BEFORE };
    // A word is not cut where a blank is near.
    if from > 0 {
        from = (from..at)
            .find(|n| letters[*n] == ' ')
            .map_or(from, |n| n + 1);
    }
    let to = letters.len().min(from + EXCERPT);
    let mut piece: String = letters[from..to].iter().collect();
    if from > 0 {
        piece.insert(0, '…');
    }
    if to < letters.len() {
        piece.truncate(piece.trim_end().len());
        piece.push('…');
    }
    piece
}

/// Where a text says `@` and the first of these names, in any case.
fn place(letters: &[char], name: &str) -> Option<usize> {
    let first = name.split_whitespace().next()?;
    let wanted: Vec<char> = first.chars().collect();
    let same = |a: &char, b: &char| a.to_lowercase().eq(b.to_lowercase());
    (0..letters.len()).find(|at| {
        letters[*at] == '@'
            && letters.len() - at > wanted.len()
            && letters[at + 1..]
                .iter()
                .zip(&wanted)
                .all(|(a, b)| same(a, b))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn work_is_given_by_what_was_nobodys_before() {
        let (ana, mo) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let field = |id| PartKind::Assignee.field(id);
        let whole = json!({ "name": "Ana", "units": 1000 });
        let given_to = |content: Content| given(&content);
        let content = Content::none()
            .with(&field(ana), Value::Null, whole.clone())
            .with("title", Value::Null, "Work");
        assert_eq!(given_to(content), [ana]);
        // Another part of the day is the same work; what is taken away is none.
        let half = json!({ "name": "Ana", "units": 500 });
        let content = Content::none().with(&field(ana), whole.clone(), half).with(
            &field(mo),
            whole,
            Value::Null,
        );
        assert!(given_to(content).is_empty());
    }

    #[test]
    fn only_who_was_not_mentioned_before_is_new() {
        let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(newly(&[a], &[a, b, c]), [b, c]);
        assert!(newly(&[a, b], &[b]).is_empty());
    }

    #[test]
    fn an_excerpt_is_one_line_and_has_the_mention_in_it() {
        assert_eq!(excerpt("One\n\n  two ", "Ana Ribeiro"), "One two");
        let long = "word ".repeat(100);
        let cut = excerpt(&long, "Ana");
        assert!(cut.ends_with("word…") && cut.chars().count() <= EXCERPT + 1);
        let far = format!("{long}@ana look at this {long}");
        let cut = excerpt(&far, "Ana Ribeiro");
        assert!(
            cut.starts_with("…word ") && cut.contains("@ana look at this"),
            "{cut}"
        );
        assert!(cut.ends_with('…'));
        // Letters of any length are not cut in two.
        let far = format!("{}@Łucja tu", "żółć ".repeat(60));
        assert!(excerpt(&far, "łucja").ends_with("@Łucja tu"));
    }

    #[test]
    fn a_notice_is_unread_read_or_done() {
        let form = |state: &str| form::MarkNotice {
            state: state.into(),
            ..Default::default()
        };
        for state in State::ALL {
            assert_eq!(mark(&form(state.code())), Ok(*state));
        }
        assert!(mark(&form("")).is_err() && mark(&form("gone")).is_err());
    }
}
