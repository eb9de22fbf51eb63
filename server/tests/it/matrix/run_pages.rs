//! Runs the worked example of a page, and that of the stream.

use std::time::Duration;

use axum::http::StatusCode;
use domain::refusal::Refused;

use super::pages::Page;
use super::{Gets, OTHERS, assert_no_canary, assert_ok};
use crate::browser::Answer;
use crate::html::{assert_alike, settled};
use crate::stream::Stream;
use crate::world::{Ids, Who, World};

/// Gives back how many requests were made.
pub async fn page(world: &World, ids: &Ids, page: &Page) -> usize {
    let address = (page.address)(ids);
    let before = world.direct.dump();
    let mut asked = 2;
    nobody_signed_in(world, page, &address).await;
    for (who, gets) in OTHERS.into_iter().zip(page.others) {
        asked += other(world, ids, page, who, gets).await;
    }
    let answer = world.browser(Who::Olga).visit(&address).await;
    assert_ok(Who::Olga, &address, &answer);
    if let Some(canary) = page.canary {
        assert!(answer.body.contains(canary), "no {canary} at {address}");
    }
    assert!(
        before == world.direct.dump(),
        "a look at {address} changes something"
    );
    asked
}

async fn nobody_signed_in(world: &World, page: &Page, address: &str) {
    let answer = world.nobody().get(address).await;
    assert_no_canary(None, address, &answer);
    if page.canary.is_none() {
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        return;
    }
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{address}");
    assert!(
        answer.header("location").starts_with("/sign-in"),
        "{address}"
    );
    assert_eq!(answer.body, "", "{address}");
}

async fn other(world: &World, ids: &Ids, page: &Page, who: Who, gets: Gets) -> usize {
    let address = (page.address)(ids);
    let answer = world.browser(who).visit(&address).await;
    if gets == Gets::Absent {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who:?} at {address}");
        // Only where nothing of the page is theirs: an observer reads of the project elsewhere.
        assert_no_canary(Some(who), &address, &answer);
        return 1 + as_absent(world, ids, page, who, &answer).await;
    }
    assert_ok(who, &address, &answer);
    assert_no_canary(Some(who), &address, &answer);
    if let Some(canary) = page.canary {
        let reads = answer.body.contains(canary);
        assert_eq!(
            reads,
            gets == Gets::TheSame,
            "{who:?} and {canary} at {address}"
        );
    }
    1
}

/// The page for what is not there, to the byte but for chance.
async fn as_absent(world: &World, ids: &Ids, page: &Page, who: Who, there: &Answer) -> usize {
    let outsider = matches!(who, Who::Faye | Who::Cora);
    let absent_ids = if outsider {
        ids.nowhere()
    } else {
        ids.absent()
    };
    let absent_address = (page.address)(&absent_ids);
    if absent_address == (page.address)(ids) {
        return 0;
    }
    let absent = world.browser(who).get(&absent_address).await;
    // What either asks for may stand in the other as well, where it is theirs: in the rail.
    let plain = |answer: &Answer| {
        let (there, absent) = (ids, &absent_ids);
        let names = [
            &*there.workspace,
            &absent.workspace,
            &there.code,
            &absent.code,
            &there.key,
            &absent.key,
        ];
        settled(&answer.body, &names)
    };
    assert_eq!(there.status, absent.status, "{who:?} at {absent_address}");
    assert_alike(
        &plain(there),
        &plain(&absent),
        &format!(
            "{who:?} can tell what is there from what is not at {}",
            page.route
        ),
    );
    1
}

/// `/live/{workspace}`: every member of the workspace, and nobody else.
pub async fn stream(world: &World, ids: &Ids) -> usize {
    let (there, nowhere) = (ids.workspace.clone(), ids.nowhere().workspace);
    let answer = world
        .nobody()
        .read::<&str>(&format!("/live/{there}"), &[])
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.refused(), Refused::SignInFirst);
    for who in [Who::Faye, Who::Cora] {
        let there = world
            .browser(who)
            .read::<&str>(&format!("/live/{there}"), &[])
            .await;
        let absent = world
            .browser(who)
            .read::<&str>(&format!("/live/{nowhere}"), &[])
            .await;
        assert_eq!(there.status, StatusCode::NOT_FOUND, "{who:?}");
        assert_eq!((there.status, there.body), (absent.status, absent.body));
    }
    for who in [Who::Otto, Who::Obi, Who::Mo] {
        Stream::open(&world.browser(who), &there).await;
    }
    let mut stream = Stream::open(&world.browser(Who::Olga), &there).await;
    let fields = [("workspace", there.as_str()), ("name", "Of the stream")];
    let done = world
        .browser(Who::Olga)
        .done("/do/people/create_group", &fields)
        .await;
    let message = stream
        .next(Duration::from_secs(5))
        .await
        .expect("a message");
    let seq = done.json()["seq"].to_string();
    assert!(message.contains(&format!("\"seq\":{seq}")), "{message}");
    9
}
