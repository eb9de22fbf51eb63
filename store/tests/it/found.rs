//! What is found by words: alike on both engines, at once, and only what may be seen.

use domain::access::{EraseAndRedact, ManageProject, ProjectRole};
use domain::audience::Audience;
use domain::search::Asked;
use store::plan::member;
use store::{redact, search, upkeep};

use crate::world::{Who, World, act};

both!(
    words_beginnings_accents_and_keys_are_found,
    a_change_is_found_at_once_and_so_is_its_undo,
    nothing_foreign_is_found,
    what_lies_in_the_trash_is_not_found,
    who_reads_no_talk_finds_none,
    what_is_gone_is_found_by_nobody,
    an_older_database_learns_to_be_searched,
    ten_thousand_questions_of_anybody_find_nothing_foreign,
);

impl World {
    /// Titles, or what was said, in their order.
    async fn found(&self, who: Who, typed: &str) -> Vec<String> {
        let found = search::find(&self.db, &self.sight(who).await, &Asked::of(typed)).await;
        let shown = |found: search::Found| match found.kind.as_str() {
            "comment" => found.text,
            _ => found.title,
        };
        found.unwrap().into_iter().map(shown).collect()
    }
}

async fn words_beginnings_accents_and_keys_are_found(world: World) {
    let ngt = world.cast.ngt;
    let first = world.create_task(Who::Mo, ngt, "Zażółć the Archive").await;
    world.create_task(Who::Mo, ngt, "Archives elsewhere").await;
    let task = world.create_task(Who::Mo, ngt, "Straße").await;
    world
        .describe(Who::Mo, task, "Straße", "Behind the archive, *left*.")
        .await
        .unwrap();
    world
        .comment(
            Who::Mo,
            first,
            "Nobody opens the archive.",
            Audience::Internal,
        )
        .await;
    // Names before texts, whole words before beginnings, what was said last.
    assert_eq!(
        world.found(Who::Mo, "ARCHIVE").await,
        [
            "Zażółć the Archive",
            "Archives elsewhere",
            "Straße",
            "Nobody opens the archive."
        ]
    );
    assert_eq!(
        world.found(Who::Mo, "zazolc arch").await,
        ["Zażółć the Archive"]
    );
    assert_eq!(world.found(Who::Mo, "strasse").await, ["Straße"]);
    assert!(world.found(Who::Mo, "archive missing").await.is_empty());
    assert!(world.found(Who::Mo, "' OR 1=1 --%_").await.is_empty());
    assert!(world.found(Who::Mo, "").await.is_empty());
    // A key, in any case, stands first; its number alone finds it too.
    let sight = world.sight(Who::Mo).await;
    let by_key = search::find(&world.db, &sight, &Asked::of("ngt-1")).await;
    assert_eq!(by_key.unwrap()[0].number, Some(1));
    let by_number = search::find(&world.db, &sight, &Asked::of("2")).await;
    assert_eq!(by_number.unwrap()[0].number, Some(2));
    let project = search::find(&world.db, &sight, &Asked::of("ngt")).await;
    assert_eq!(project.unwrap()[0].kind, "project");
}

async fn a_change_is_found_at_once_and_so_is_its_undo(world: World) {
    let task = world
        .create_task(Who::Mo, world.cast.ngt, "Quay plan")
        .await;
    let done = world
        .retitle(Who::Mo, task, "Quay plan", "Jetty plan")
        .await
        .unwrap();
    assert!(world.found(Who::Mo, "quay").await.is_empty());
    assert_eq!(world.found(Who::Mo, "jetty").await, ["Jetty plan"]);
    world.undo_on_task(Who::Mo, task, done.seq).await.unwrap();
    assert!(world.found(Who::Mo, "jetty").await.is_empty());
    assert_eq!(world.found(Who::Mo, "quay").await, ["Quay plan"]);
}

async fn nothing_foreign_is_found(world: World) {
    let said = world
        .create_task(Who::Olga, world.cast.oth, "Unmistakable")
        .await;
    world
        .comment(Who::Olga, said, "Unmistakably said", Audience::Internal)
        .await;
    assert_eq!(
        world.found(Who::Olga, "unmistak").await,
        ["Unmistakable", "Unmistakably said"]
    );
    for who in [Who::Mo, Who::Lena, Who::Otto, Who::Obi, Who::Faye] {
        assert!(world.found(who, "unmistak").await.is_empty(), "{who:?}");
    }
    // In the project from now on, and not any more.
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    let mo = world.member(Who::Mo);
    member::add_to_project(&world.db, &key, &act(), mo, ProjectRole::Member)
        .await
        .unwrap();
    assert_eq!(world.found(Who::Mo, "unmistak").await.len(), 2);
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    member::remove_from_project(&world.db, &key, &act(), mo)
        .await
        .unwrap();
    assert!(world.found(Who::Mo, "unmistak").await.is_empty());
}

async fn what_lies_in_the_trash_is_not_found(world: World) {
    let task = world
        .create_task(Who::Mo, world.cast.ngt, "Rubbish heap")
        .await;
    world
        .comment(Who::Mo, task, "Smells of rubbish", Audience::Internal)
        .await;
    assert_eq!(world.found(Who::Mo, "rubbish").await.len(), 2);
    world.trash_task(Who::Mo, task).await.unwrap();
    assert!(world.found(Who::Mo, "rubbish").await.is_empty());
    world.restore_task(Who::Mo, task).await.unwrap();
    assert_eq!(world.found(Who::Mo, "rubbish").await.len(), 2);
    world
        .trash_project(Who::Olga, world.cast.ngt)
        .await
        .unwrap();
    assert!(world.found(Who::Olga, "rubbish").await.is_empty());
}

async fn who_reads_no_talk_finds_none(world: World) {
    let (ngt, task) = (world.cast.ngt, world.cast.ngt_2);
    world.create_task(Who::Mo, ngt, "Lighthouse keeper").await;
    world
        .comment(Who::Mo, task, "The lighthouse is dark", Audience::Internal)
        .await;
    assert_eq!(
        world.found(Who::Obi, "lighthouse").await,
        ["Lighthouse keeper"]
    );
    assert_eq!(world.found(Who::Lena, "lighthouse").await.len(), 2);
}

async fn what_is_gone_is_found_by_nobody(world: World) {
    let task = world
        .create_task(Who::Mo, world.cast.ngt, "Patient list")
        .await;
    let comment = world
        .comment(Who::Mo, task, "Kowalczyk, bed four", Audience::Internal)
        .await;
    let id = world.direct.id(comment);
    let seq = format!("SELECT seq FROM event WHERE record = {id}");
    let seq = world.direct.number(seq).await;
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    redact::redact(&world.db, &key, &act(), &[seq], "A patient was named")
        .await
        .unwrap();
    assert!(world.found(Who::Mo, "kowalczyk").await.is_empty());
    world.trash_task(Who::Mo, task).await.unwrap();
    let soon = chrono::Utc::now() + chrono::TimeDelta::days(1);
    upkeep::purge::purge_before(&world.db, &world.duty, soon)
        .await
        .unwrap();
    for word in ["kowalczyk", "patient"] {
        let left = format!("SELECT word FROM search_word WHERE word = '{word}'");
        assert!(world.direct.texts(&left).await.is_empty(), "{word}");
    }
}

async fn an_older_database_learns_to_be_searched(world: World) {
    world
        .create_task(Who::Mo, world.cast.ngt, "Came before")
        .await;
    world.direct.run("DELETE FROM search_word".to_owned()).await;
    assert!(world.found(Who::Mo, "before").await.is_empty());
    let read = search::catch_up(&world.db, &world.duty).await.unwrap();
    assert!(read > 5, "{read}");
    assert_eq!(world.found(Who::Mo, "before").await, ["Came before"]);
    assert_eq!(search::catch_up(&world.db, &world.duty).await.unwrap(), 0);
}

/// Questions made of what is there, by everybody: each record found is one that its finder may see.
async fn ten_thousand_questions_of_anybody_find_nothing_foreign(world: World) {
    for n in 0..20 {
        for project in [world.cast.ngt, world.cast.oth] {
            let task = world
                .create_task(Who::Olga, project, &format!("Part {n} of the harbour wall"))
                .await;
            world
                .comment(
                    Who::Olga,
                    task,
                    &format!("Stone {n} is wet"),
                    Audience::Internal,
                )
                .await;
        }
    }
    let words = world
        .direct
        .texts("SELECT DISTINCT word FROM search_word WHERE word <> '' ORDER BY word")
        .await;
    let everybody = [
        Who::Olga,
        Who::Lena,
        Who::Mo,
        Who::Otto,
        Who::Obi,
        Who::Faye,
    ];
    let mut sights = Vec::new();
    for who in everybody {
        sights.push((who, world.sight(who).await));
    }
    // A generator of its own: the same questions each time.
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut hits = 0;
    for _ in 0..10_000 {
        let mut typed = String::new();
        for _ in 0..=next(2) {
            let word = &words[next(words.len())];
            typed.extend(word.chars().take(1 + next(6)));
            typed.push(' ');
        }
        let (who, sight) = &sights[next(sights.len())];
        let found = search::find(&world.db, sight, &Asked::of(&typed))
            .await
            .unwrap();
        hits += found.len();
        for found in found {
            let may = match (who, found.project_key.as_str()) {
                (Who::Olga, "NGT" | "OTH") | (Who::Faye, "FGN") => true,
                (Who::Lena | Who::Mo, "NGT") => true,
                (Who::Obi, "NGT") => found.kind != "comment",
                _ => false,
            };
            assert!(may, "{who:?} found {found:?} by {typed}");
        }
    }
    assert!(hits > 10_000, "{hits}");
}
