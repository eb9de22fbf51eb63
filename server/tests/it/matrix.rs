//! Every path, asked by everyone.
//!
//! Each path of a server function, each page and the live stream has one worked example, in [`examples`] and [`pages`].
//! Whoever may not is asked first, with the very request that works, and changes nothing; then the one who may makes
//! it work: so it was never the request that was at fault.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use crate::browser::{Answer, Browser};
use crate::world::{SECRETS, Who, World};

mod changes;
mod examples;
mod pages;
mod run;
mod run_pages;

both!(every_path_has_a_worked_example_and_nobody_else_gets_in);

/// What someone gets who is not the one an example is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gets {
    /// Nothing, and the same nothing as for what is not there.
    Absent,
    /// An answer in which the example's canary is missing.
    Without,
    /// What the one it is for gets.
    TheSame,
    /// They are the one it is for.
    Themselves,
    /// The same request does to what is theirs alone what it does for the one it is for.
    TheirOwn,
}

/// Each of the others, in this order, and what they get.
pub type Others = [Gets; 5];

pub const OTHERS: [Who; 5] = [Who::Faye, Who::Cora, Who::Otto, Who::Obi, Who::Mo];

async fn every_path_has_a_worked_example_and_nobody_else_gets_in(world: World) {
    let ids = crate::world::Ids::of(&world).await;
    let examples = examples::all();
    assert_same(
        "functions",
        server_fn::axum::server_fn_paths()
            .map(|(path, method)| format!("{method} {path}"))
            .collect(),
        examples
            .iter()
            .map(|example| format!("{} {}", example.method, example.path))
            .collect(),
    );
    let pages = pages::all();
    assert_same(
        "pages",
        server::router::pages().map(str::to_owned).collect(),
        pages.iter().map(|page| page.route.to_owned()).collect(),
    );
    let mut asked = 0;
    let downloads = pages::downloads();
    for page in pages.iter().chain(&downloads) {
        asked += run_pages::page(&world, &ids, page).await;
    }
    asked += run_pages::stream(&world, &ids).await;
    for example in &examples {
        asked += run::example(&world, &ids, example).await;
    }
    println!(
        "the matrix: {} paths (functions {}, pages {}, downloads {}, the stream) × {} principals, {asked} requests",
        examples.len() + pages.len() + downloads.len() + 1,
        examples.len(),
        pages.len(),
        downloads.len(),
        OTHERS.len() + 2,
    );
}

/// Every page's route, and its address in the world.
pub fn addresses(ids: &crate::world::Ids) -> Vec<(&'static str, String)> {
    let pages = pages::all().into_iter();
    pages
        .map(|page| (page.route, (page.address)(ids)))
        .collect()
}

/// A path without an example, and an example without a path.
fn assert_same(what: &str, paths: BTreeSet<String>, examples: BTreeSet<String>) {
    let without: Vec<_> = paths.difference(&examples).collect();
    let lost: Vec<_> = examples.difference(&paths).collect();
    assert!(
        without.is_empty() && lost.is_empty(),
        "{what} without a worked example: {without:?}; examples without a path: {lost:?}"
    );
}

/// Fails when `who` reads what is not theirs.
fn assert_no_canary(who: Option<Who>, what: &str, answer: &Answer) {
    let secrets: &[&str] = match who {
        Some(Who::Olga | Who::Mo | Who::Obi) => &[],
        Some(Who::Otto | Who::Nia) => &SECRETS,
        None | Some(Who::Cora | Who::Faye) => &["CNRY-NORTH", "northlight.test"],
    };
    for secret in secrets {
        assert!(
            !answer.body.contains(secret),
            "{who:?} reads {secret} at {what}: {}",
            answer.body
        );
    }
}

fn browser(world: &World, who: Option<Who>) -> Browser {
    who.map_or_else(|| world.nobody(), |who| world.browser(who))
}

fn assert_ok(who: Who, what: &str, answer: &Answer) {
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{who:?} may {what}: {}",
        answer.body
    );
}
