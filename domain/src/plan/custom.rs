//! Fields of a project's own: what is said of its tasks beside what every task has. A field has a type for good; what
//! it is called, where it stands and what can be chosen in it may change.

mod value;
mod wanted;

use crate::access::coded;
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

pub use value::{Known, Value, kept, typed};
pub use wanted::{NOTHING, Wanted, wanted};

/// Most fields of a project, those in the trash not counted.
pub const MOST: usize = 30;
/// Most options of a field, the retired ones counted.
pub const OPTIONS: usize = 30;
/// Longest name of a field or an option, in characters.
pub const NAME: usize = 60;
/// Longest unit, in characters.
pub const UNIT: usize = 20;

coded!(
    /// What a field holds.
    FieldKind {
        Text = "text",
        /// With up to six places, and perhaps a unit.
        Number = "number",
        Date = "date",
        /// One of its options.
        Choice = "choice",
        YesNo = "yesno",
        /// An address in the web.
        Link = "link",
        /// A member who is in the project.
        Person = "person",
    }
);

/// A field to be made, with what can be chosen in it.
#[derive(Debug, PartialEq, Eq)]
pub struct NewField {
    pub id: RecordId,
    pub kind: FieldKind,
    pub name: String,
    pub unit: String,
    pub options: Vec<String>,
}

pub fn new_field(form: &form::CreateField) -> Result<NewField, Refused> {
    let mut check = Check::default();
    let name = check.take("name", named(&form.name));
    let kind = check.take("kind", FieldKind::parse(&form.kind));
    let unit = check.take("unit", unit(&form.unit, kind));
    let options = check.take("options", options(&form.options, kind));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, kind, name, unit, options) {
        (Some(id), Some(kind), Some(name), Some(unit), Some(options)) => Ok(NewField {
            id,
            kind,
            name,
            unit,
            options,
        }),
        _ => Err(check.refused()),
    }
}

fn named(typed: &str) -> Result<String, Bad> {
    text::line_of(typed, NAME)
}

/// Nothing, but of a number. Of a field whose kind was refused, nothing more is said.
fn unit(typed: &str, kind: Option<FieldKind>) -> Result<String, Bad> {
    match (typed.trim(), kind) {
        ("", _) | (_, None) => Ok(String::new()),
        (unit, Some(FieldKind::Number)) => text::line_of(unit, UNIT),
        _ => Err(Code::NumbersHaveUnits.into()),
    }
}

/// One on each line, in their order; none twice.
fn options(typed: &str, kind: Option<FieldKind>) -> Result<Vec<String>, Bad> {
    let mut options: Vec<String> = Vec::new();
    for line in typed.lines().filter(|line| !line.trim().is_empty()) {
        let option = named(line)?;
        if options.len() == OPTIONS {
            return Err(Bad(Code::TooMany, OPTIONS.to_string()));
        }
        let folded = text::fold(&option);
        if options.iter().any(|other| text::fold(other) == folded) {
            return Err(Bad(Code::Taken, option));
        }
        options.push(option);
    }
    match (kind, options.is_empty()) {
        (Some(FieldKind::Choice), true) => Err(Code::Missing.into()),
        (Some(FieldKind::Choice) | None, _) | (_, true) => Ok(options),
        _ => Err(Code::ChoicesHaveOptions.into()),
    }
}

/// What a field is called, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub kind: FieldKind,
    pub name: String,
    pub unit: String,
    pub position: i64,
}

/// What it is called and counted in; its place is [`super::deliverable::place`].
pub fn edit(
    field: &Field,
    version: i64,
    form: &form::EditField,
) -> Result<(Field, Content), Refused> {
    let mut check = Check::default();
    let name = check.take("name", named(&form.name));
    let unit = check.take("unit", unit(&form.unit, Some(field.kind)));
    let (Some(name), Some(unit)) = (name, unit) else {
        return Err(check.refused());
    };
    let (mut edit, mut edited) = (Edit::of(version), field.clone());
    edit.merge("name", &mut edited.name, name, &form.name_was)?;
    edit.merge("unit", &mut edited.unit, unit, &form.unit_was)?;
    Ok((edited, edit.content()))
}

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: uuid::Uuid,
    pub name: String,
    pub retired: bool,
}

/// An option's name among the others of its field.
pub fn option(typed: &str, others: &[Choice]) -> Result<String, Refused> {
    let name = named(typed).map_err(|Bad(code, arg)| Refused::field_with("name", code, arg))?;
    let folded = text::fold(&name);
    if others.iter().any(|other| text::fold(&other.name) == folded) {
        return Err(Refused::field_with("name", Code::Taken, name));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(kind: &str, unit: &str, options: &str) -> Result<NewField, Refused> {
        new_field(&form::CreateField {
            id: "0198c0de-0000-7000-8000-000000000001".into(),
            name: " Cost  centre ".into(),
            kind: kind.into(),
            unit: unit.into(),
            options: options.into(),
            ..form::CreateField::default()
        })
    }

    #[test]
    fn a_field_has_a_name_and_what_its_kind_needs() {
        let field = new("number", " € ", "\n \n").map(|f| (f.name, f.kind, f.unit));
        let expected = ("Cost centre".into(), FieldKind::Number, "€".into());
        assert_eq!(field, Ok(expected));
        let options = new("choice", "", "High\n\n  Low \r\n").map(|f| f.options);
        assert_eq!(options, Ok(vec!["High".into(), "Low".into()]));
    }

    #[test]
    fn what_a_kind_does_not_have_is_refused_by_name() {
        for (kind, unit, options, field, code) in [
            ("choice", "", " \n", "options", Code::Missing),
            ("choice", "", "a\nA", "options", Code::Taken),
            ("text", "", "a", "options", Code::ChoicesHaveOptions),
            ("date", "days", "", "unit", Code::NumbersHaveUnits),
            ("colour", "", "", "kind", Code::NotAChoice),
            (
                "number",
                "a unit of more than twenty",
                "",
                "unit",
                Code::TooLong,
            ),
        ] {
            let refused = match new(kind, unit, options) {
                Err(Refused::Invalid { fields }) => fields.into_iter().next(),
                _ => None,
            };
            let refused = refused.map(|refused| (refused.field, refused.code));
            assert_eq!(refused, Some((field.to_owned(), code)), "{kind}");
        }
        let many: Vec<String> = (0..=OPTIONS).map(|n| n.to_string()).collect();
        assert!(new("choice", "", &many.join("\n")).is_err());
    }

    #[test]
    fn an_edit_says_what_changed_and_an_option_is_there_once() {
        let field = Field {
            kind: FieldKind::Text,
            name: "Room".into(),
            unit: String::new(),
            position: 1,
        };
        let form = form::EditField {
            name: "Hall".into(),
            name_was: "Room".into(),
            ..form::EditField::default()
        };
        let content = Content::none().with("name", "Room", "Hall");
        let edited = edit(&field, 1, &form).map(|(field, said)| (field.name, said));
        assert_eq!(edited, Ok(("Hall".into(), content)));
        let others = [Choice {
            id: uuid::Uuid::nil(),
            name: "High".into(),
            retired: true,
        }];
        assert_eq!(option(" Low ", &others), Ok("Low".into()));
        let taken = Refused::field_with("name", Code::Taken, "HIGH");
        assert_eq!(option("HIGH", &others), Err(taken));
    }
}
