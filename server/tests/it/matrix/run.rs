//! Runs one worked example of a function.

use axum::http::{Method, StatusCode};
use domain::refusal::Refused;

use super::examples::{Example, Proof};
use super::{Gets, OTHERS, assert_no_canary, assert_ok, browser};
use crate::browser::Answer;
use crate::world::{Ids, Who, World};

/// Gives back how many requests were made.
pub async fn example(world: &World, ids: &Ids, example: &Example) -> usize {
    let mut asked = 0;
    match example.by {
        Some(by) => {
            let mut before = world.direct.dump();
            asked += nobody_signed_in(world, ids, example).await;
            for (who, gets) in OTHERS.into_iter().zip(example.others) {
                // What follows changes something: until here nothing has.
                if gets == Gets::TheirOwn {
                    assert_unchanged(world, &before, example);
                }
                asked += other(world, ids, example, who, gets).await;
                if gets == Gets::TheirOwn {
                    before = world.direct.dump();
                }
            }
            assert_unchanged(world, &before, example);
            works(world, ids, example, by, before).await;
        }
        None => {
            asked += 1;
            without_the_secret(world, ids, example).await;
            works_for_nobody(world, ids, example).await;
        }
    }
    asked + 1
}

/// Nobody of those who asked has changed anything.
fn assert_unchanged(world: &World, before: &[String], example: &Example) {
    let after = world.direct.dump();
    if before != after {
        let new: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
        panic!(
            "one of {OTHERS:?} or nobody has changed something at {}: {} rows were {}; new: {new:#?}",
            example.path,
            before.len(),
            after.len(),
        );
    }
}

async fn ask(world: &World, ids: &Ids, example: &Example, who: Option<Who>) -> Answer {
    let (browser, fields) = (browser(world, who), (example.fields)(ids));
    if example.method == Method::GET {
        browser.read(example.path, &fields).await
    } else {
        browser.post(example.path, &fields).await
    }
}

async fn nobody_signed_in(world: &World, ids: &Ids, example: &Example) -> usize {
    let answer = ask(world, ids, example, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", example.path);
    assert_eq!(answer.refused(), Refused::SignInFirst);
    assert_no_canary(None, example.path, &answer);
    1
}

/// Somebody who is signed in, and not the one it is for.
async fn other(world: &World, ids: &Ids, example: &Example, who: Who, gets: Gets) -> usize {
    let canary = match example.proof {
        Proof::Canary(canary) => canary,
        _ => "CNRY-NORTH-",
    };
    match gets {
        Gets::Themselves => 0,
        Gets::TheirOwn => {
            let answer = ask(world, ids, example, Some(who)).await;
            assert_ok(who, example.path, &answer);
            assert_no_canary(Some(who), example.path, &answer);
            1
        }
        Gets::Absent => refused(world, ids, example, who).await,
        Gets::Without => {
            let answer = ask(world, ids, example, Some(who)).await;
            assert_ok(who, example.path, &answer);
            assert_no_canary(Some(who), example.path, &answer);
            assert!(!answer.body.contains(canary), "{who:?} reads {canary}");
            1
        }
        Gets::TheSame => {
            let answer = ask(world, ids, example, Some(who)).await;
            assert_ok(who, example.path, &answer);
            assert!(answer.body.contains(canary), "{who:?}: {}", answer.body);
            1
        }
    }
}

/// The answer is that for what is not there, to the byte: in North by its names, and in one's own workspace too.
async fn refused(world: &World, ids: &Ids, example: &Example, who: Who) -> usize {
    let south = &world.cast.south;
    let mut pairs = match who {
        Who::Faye | Who::Cora => vec![(ids.clone(), ids.nowhere())],
        _ if names_something(ids, example) || names_an_event(ids, example) => {
            vec![(ids.clone(), ids.absent())]
        }
        _ => vec![(ids.clone(), ids.nowhere())],
    };
    if who == Who::Faye && names_something(ids, example) {
        pairs.push((ids.within(south), ids.absent().within(south)));
    }
    let asked = pairs.len() * 2;
    for (there, absent) in pairs {
        let there = ask(world, &there, example, Some(who)).await;
        let absent = ask(world, &absent, example, Some(who)).await;
        assert_eq!(
            there.status,
            StatusCode::NOT_FOUND,
            "{who:?} at {}: {}",
            example.path,
            there.body
        );
        assert_no_canary(Some(who), example.path, &there);
        assert_eq!(
            (there.status, &there.body),
            (absent.status, &absent.body),
            "{who:?} can tell what is there from what is not at {}",
            example.path
        );
        let names = |answer: &Answer| answer.headers.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&there), names(&absent), "{}", example.path);
    }
    asked
}

/// Whether the example names a record, a member or a Group, which could be said in another workspace too.
fn names_something(ids: &Ids, example: &Example) -> bool {
    let names = ids.names();
    let fields = (example.fields)(ids);
    fields
        .iter()
        .any(|(_, value)| names.contains(&value.as_str()))
}

/// Events are numbered from one in every workspace: the same number is another event there.
fn names_an_event(ids: &Ids, example: &Example) -> bool {
    let fields = (example.fields)(ids);
    fields.iter().any(|(name, _)| *name == "seq")
}

/// `before` is how everything was until now.
async fn works(world: &World, ids: &Ids, example: &Example, by: Who, before: Vec<String>) {
    let answer = ask(world, ids, example, Some(by)).await;
    assert_ok(by, example.path, &answer);
    let after = world.direct.dump();
    match example.proof {
        Proof::Canary(canary) => {
            assert!(answer.body.contains(canary), "no {canary}: {}", answer.body);
            assert!(before == after, "{} changes something", example.path);
        }
        Proof::Changed => assert!(before != after, "{} changes nothing", example.path),
        Proof::Cookie(name) => {
            let set = answer.set_cookie(name);
            assert!(set.is_some(), "{} sets no {name}", example.path);
        }
    }
}

/// An open path still wants its code: a wrong one changes nothing and is told in the same words as a spent one.
async fn without_the_secret(world: &World, ids: &Ids, example: &Example) {
    if (example.fields)(ids)
        .iter()
        .all(|(name, _)| *name != "code")
    {
        return;
    }
    let before = world.direct.dump();
    let answer = ask(world, &ids.absent(), example, None).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        example.path
    );
    assert_eq!(answer.refused_fields(), ["code"], "{}", example.path);
    assert!(
        before == world.direct.dump(),
        "{} by a wrong code",
        example.path
    );
}

async fn works_for_nobody(world: &World, ids: &Ids, example: &Example) {
    let before = world.direct.dump();
    let answer = ask(world, ids, example, None).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{}: {}",
        example.path,
        answer.body
    );
    // Without mail an ask for a new password is counted, and nothing else.
    let only_counted = example.path == "/do/account/ask_reset";
    assert!(
        only_counted || before != world.direct.dump(),
        "{} changes nothing",
        example.path
    );
}
