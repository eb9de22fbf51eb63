//! Groups of members.

use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::refusal::{Check, Refused};
use crate::text;

/// The name as it becomes, and what changed.
pub fn rename(name: &str, form: &form::RenameGroup) -> Result<(String, Content), Refused> {
    let mut check = Check::default();
    let Some(yours) = check.take("name", text::line(&form.name)) else {
        return Err(check.refused());
    };
    // A Group is no record and counts no versions: its name is all there is to compare.
    let (mut edit, mut name) = (Edit::of(1), name.to_owned());
    edit.merge("name", &mut name, yours, &form.name_was)?;
    Ok((name, edit.content()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(now: &str, to: &str, was: &str) -> Result<(String, Content), Refused> {
        let form = form::RenameGroup {
            name: to.into(),
            name_was: was.into(),
            ..Default::default()
        };
        rename(now, &form)
    }

    #[test]
    fn a_name_is_changed_where_it_is_still_the_one_that_was_read() {
        let content = Content::none().with("name", "Board", "The Board");
        assert_eq!(
            renamed("Board", " The Board ", "Board"),
            Ok(("The Board".into(), content))
        );
        assert_eq!(
            renamed("Board", "Board", "Board"),
            Ok(("Board".into(), Content::none()))
        );
        assert!(matches!(
            renamed("Council", "The Board", "Board"),
            Err(Refused::Stale { theirs, .. }) if theirs == "Council"
        ));
        assert!(matches!(
            renamed("Board", " ", "Board"),
            Err(Refused::Invalid { .. })
        ));
    }
}
