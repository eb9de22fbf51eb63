//! Accounts and membership: what is typed when someone starts, signs in, invites, joins.

use chrono_zone::zone;

use crate::access::{WorkspaceRole, may_give};
use crate::edit::Edit;
use crate::event::Content;
use crate::form;
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

#[derive(Debug, PartialEq, Eq)]
pub struct NewOwner {
    pub name: String,
    pub email: String,
    pub password: String,
    pub workspace: String,
    pub slug: String,
    pub zone: String,
}

/// The first person and their workspace.
pub fn new_owner(form: &form::CreateOwner) -> Result<NewOwner, Refused> {
    let mut check = Check::default();
    let workspace = check.take("workspace", text::line(&form.workspace));
    let name = check.take("name", text::line(&form.name));
    let email = check.take("email", text::email(&form.email));
    let password = check.take(
        "password",
        text::password(&form.password, &form.email, &form.name),
    );
    let zone = check.take("zone", zone(&form.zone));
    match (workspace, name, email, password, zone) {
        (Some(workspace), Some(name), Some(email), Some(password), Some(zone)) => {
            let slug = usable_slug(&workspace);
            Ok(NewOwner {
                name,
                email,
                password,
                workspace,
                slug,
                zone,
            })
        }
        _ => Err(check.refused()),
    }
}

/// Addresses that are the program's own and can be no workspace.
pub const RESERVED: [&str; 22] = [
    "api", "c", "do", "fonts", "health", "icons", "join", "live", "metrics", "new", "p", "pkg",
    "ready", "reset", "sign-in", "sign-out", "start", "static", "sw", "t", "today", "worker",
];

/// Another workspace: its name, and what it is called in addresses.
pub fn new_workspace(name: &str) -> Result<(String, String), Refused> {
    let name = text::line(name).map_err(|bad| Refused::field_with("name", bad.0, bad.1))?;
    let slug = usable_slug(&name);
    Ok((name, slug))
}

/// Its name as it becomes, and what changed. What it is called in addresses stays: links lead there.
pub fn rename_workspace(
    name: &str,
    form: &form::RenameWorkspace,
) -> Result<(String, Content), Refused> {
    let mut check = Check::default();
    let Some(yours) = check.take("name", text::line(&form.name)) else {
        return Err(check.refused());
    };
    // A workspace counts no versions of its name, which is all there is to compare.
    let (mut edit, mut name) = (Edit::of(1), name.to_owned());
    edit.merge("name", &mut name, yours, &form.name_was)?;
    Ok((name, edit.content()))
}

fn usable_slug(workspace: &str) -> String {
    let slug = text::slug(workspace);
    if slug.is_empty() || RESERVED.contains(&slug.as_str()) {
        "work".into()
    } else {
        slug
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Invitation {
    pub email: String,
    pub name: String,
    pub role: WorkspaceRole,
}

pub fn invitation(form: &form::Invite, inviter: WorkspaceRole) -> Result<Invitation, Refused> {
    let mut check = Check::default();
    let email = check.take("email", text::email(&form.email));
    let name = check.take("name", text::line(&form.name));
    let role = check.take(
        "role",
        WorkspaceRole::parse(&form.role).and_then(|role| below(inviter, role)),
    );
    match (email, name, role) {
        (Some(email), Some(name), Some(role)) => Ok(Invitation { email, name, role }),
        _ => Err(check.refused()),
    }
}

/// A role that the giver may give.
pub fn below(giver: WorkspaceRole, role: WorkspaceRole) -> Result<WorkspaceRole, Bad> {
    if may_give(giver, role) {
        Ok(role)
    } else {
        Err(Code::AboveYourRole.into())
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Joining {
    pub name: String,
    pub password: String,
    pub zone: String,
}

/// Someone who follows an invitation and has no account yet. `email` is the invitation's, never the form's.
pub fn joining(form: &form::Join, email: &str) -> Result<Joining, Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::line(&form.name));
    let password = check.take(
        "password",
        text::password(&form.password, email, &form.name),
    );
    let zone = check.take("zone", zone(&form.zone));
    match (name, password, zone) {
        (Some(name), Some(password), Some(zone)) => Ok(Joining {
            name,
            password,
            zone,
        }),
        _ => Err(check.refused()),
    }
}

mod chrono_zone {
    use crate::refusal::{Bad, Code};

    /// An IANA zone's name as the browser gives it. The store's caller checks it against the zone data; here it is
    /// only kept from being something else. Empty means the person has not said, which is UTC until they do.
    pub fn zone(text: &str) -> Result<String, Bad> {
        let zone = text.trim();
        if zone.is_empty() {
            return Ok("Etc/UTC".into());
        }
        let plain = zone.len() <= 64
            && zone
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
        if plain {
            Ok(zone.to_owned())
        } else {
            Err(Code::NotAZone.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_judged_before_any_is_answered() {
        let form = form::CreateOwner {
            email: "nobody".into(),
            password: "short".into(),
            ..Default::default()
        };
        let Err(Refused::Invalid { fields }) = new_owner(&form) else {
            panic!("taken")
        };
        let names: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["workspace", "name", "email", "password"]);
    }

    #[test]
    fn a_workspace_never_takes_an_address_of_the_program() {
        for name in RESERVED {
            assert_eq!(usable_slug(name), "work", "{name}");
        }
        assert_eq!(usable_slug("Northlight Digital"), "northlight-digital");
    }

    #[test]
    fn a_manager_cannot_invite_an_admin() {
        let form = form::Invite {
            email: "a@b.org".into(),
            name: "A".into(),
            role: "admin".into(),
            ..Default::default()
        };
        assert_eq!(
            invitation(&form, WorkspaceRole::Manager),
            Err(Refused::field("role", Code::AboveYourRole))
        );
        assert!(invitation(&form, WorkspaceRole::Owner).is_ok());
    }
}
