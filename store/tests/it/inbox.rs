//! Who is told of what, what they find in their inbox, what they make of it, and the mail for a mention.

use chrono::Utc;
use domain::access::{Comment, EditTasks, EraseAndRedact, KeepInbox, ManageProject, ProjectRole};
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::inbox::{Show, State};
use domain::refusal::{Code, Refused};
use domain::talk::NewComment;
use store::door::grant::Asker;
use store::inbox::{self, Letter, Noted};
use store::outbox::{self, Mail};
use store::plan::{assignees, member, project, task};
use store::upkeep::{erase, purge};
use store::{live, redact, talk, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    a_mention_and_an_answer_are_told,
    a_mention_wins_over_an_answer,
    work_is_told_when_another_gives_it,
    whom_a_description_mentions_is_told_once,
    what_one_may_not_see_is_not_in_the_inbox,
    what_is_for_people_by_name_tells_nobody_else,
    what_takes_a_cause_back_takes_its_notice_along,
    what_one_makes_of_notices_is_taken_back,
    what_one_makes_of_notices_is_ones_own,
    a_mention_is_mailed_once_if_it_is_not_read,
    notices_go_with_their_person_their_record_and_their_workspace,
    what_is_redacted_is_not_in_the_inbox,
);

/// What somebody finds: why, in which state, and what was said.
async fn found(world: &World, who: Who, show: Show) -> Vec<(String, String, String)> {
    let rows = all(world, who, show).await.into_iter();
    rows.map(|n| (n.reason, n.state, n.text)).collect()
}

/// All about NGT-2, where these tests happen.
async fn all(world: &World, who: Who, show: Show) -> Vec<Noted> {
    let sight = world.sight(who).await;
    let mut notices = inbox::notices(&world.db, &sight, show).await.unwrap();
    notices.retain(|n| n.number == Some(2));
    notices
}

async fn reasons(world: &World, who: Who) -> Vec<String> {
    let found = found(world, who, Show::Unread).await;
    found.into_iter().map(|(reason, ..)| reason).collect()
}

/// How many the frame says are unread.
async fn unread(world: &World, who: Who) -> i64 {
    let sight = world.sight(who).await;
    project::around(&world.db, &sight, 12).await.unwrap().1
}

/// Marks everything as read, whatever the world began with.
async fn clear(world: &World) {
    for who in [Who::Olga, Who::Lena, Who::Mo, Who::Obi] {
        let key = world.may::<KeepInbox>(who).await;
        let sight = world.sight(who).await;
        inbox::read_all(&world.db, &key, &sight, &act())
            .await
            .unwrap();
        assert_eq!(unread(world, who).await, 0, "{who:?}");
    }
}

async fn mark(world: &World, who: Who, notice: Uuid, to: State) -> i64 {
    let key = world.may::<KeepInbox>(who).await;
    let done = inbox::mark(&world.db, &key, &act(), notice, to).await;
    done.unwrap().seq
}

async fn say(world: &World, who: Who, text: &str) -> Uuid {
    world
        .comment(who, world.cast.ngt_2, text, Audience::Internal)
        .await
}

async fn reword(world: &World, who: Who, comment: Uuid, was: &str, text: &str) -> Outcome {
    let form = form::EditComment {
        text: text.into(),
        text_was: was.into(),
        ..Default::default()
    };
    let key = world.may_on::<Comment>(who, world.cast.ngt).await;
    talk::edit_comment(&world.db, &key, &act(), RecordId(comment), &form).await
}

async fn give(world: &World, by: Who, to: Who, units: i64) -> i64 {
    let key = world.may_on::<EditTasks>(by, world.cast.ngt_2).await;
    let (task, to) = (RecordId(world.cast.ngt_2), world.member(to));
    let done = assignees::assign(&world.db, &key, &act(), task, to, units).await;
    done.unwrap().seq
}

async fn describe(world: &World, who: Who, was: &str, text: &str) -> i64 {
    let form = form::EditTask {
        description: text.into(),
        description_was: was.into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(who, world.cast.ngt_2).await;
    let task = RecordId(world.cast.ngt_2);
    let done = task::edit_task(&world.db, &key, &act(), task, &form).await;
    done.unwrap().seq
}

async fn a_mention_and_an_answer_are_told(world: World) {
    clear(&world).await;
    // Otto is in no project, and Obi reads no talk.
    let text = "@Lena, @Otto, @Obi and @Mo: look";
    say(&world, Who::Mo, text).await;
    let told = all(&world, Who::Lena, Show::Unread).await;
    assert_eq!(told.len(), 1);
    let one = &told[0];
    assert_eq!((one.reason.as_str(), one.text.as_str()), ("mention", text));
    assert_eq!(one.told_by.as_deref(), Some(Who::Mo.name()));
    assert_eq!((one.project_key.as_str(), one.number), ("NGT", Some(2)));
    assert_eq!(unread(&world, Who::Lena).await, 1);
    for who in [Who::Mo, Who::Otto, Who::Obi, Who::Olga, Who::Faye] {
        assert!(all(&world, who, Show::Unread).await.is_empty(), "{who:?}");
        assert_eq!(unread(&world, who).await, 0, "{who:?}");
    }
    // Whoever spoke hears the answer; nobody hears themselves.
    say(&world, Who::Lena, "I did").await;
    assert_eq!(reasons(&world, Who::Mo).await, ["reply"]);
    assert_eq!(reasons(&world, Who::Lena).await, ["mention"]);
    // Who watches no more hears no more.
    let key = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    talk::unwatch(&world.db, &key, &act(), RecordId(world.cast.ngt_2))
        .await
        .unwrap();
    say(&world, Who::Lena, "Once more").await;
    assert_eq!(unread(&world, Who::Mo).await, 1);
    world.assert_whole().await;
}

async fn a_mention_wins_over_an_answer(world: World) {
    clear(&world).await;
    say(&world, Who::Lena, "First").await;
    let comment = say(&world, Who::Mo, "@Lena or not").await;
    assert_eq!(reasons(&world, Who::Lena).await, ["mention"]);
    // An answer that comes to mention them is told anew, as a mention alone.
    let other = say(&world, Who::Mo, "An answer").await;
    assert_eq!(reasons(&world, Who::Lena).await, ["reply", "mention"]);
    clear(&world).await;
    reword(&world, Who::Mo, other, "An answer", "An answer, @Lena")
        .await
        .unwrap();
    assert_eq!(reasons(&world, Who::Lena).await, ["mention"]);
    assert_eq!(all(&world, Who::Lena, Show::All).await.len(), 2);
    // Worded anew it stays what she made of it.
    let notice = all(&world, Who::Lena, Show::Unread).await[0].id;
    mark(&world, Who::Lena, notice, State::Done).await;
    reword(&world, Who::Mo, comment, "@Lena or not", "@Lena, rather")
        .await
        .unwrap();
    reword(
        &world,
        Who::Mo,
        other,
        "An answer, @Lena",
        "@Lena: an answer",
    )
    .await
    .unwrap();
    assert_eq!(unread(&world, Who::Lena).await, 0);
    assert_eq!(
        found(&world, Who::Lena, Show::Done).await,
        [("mention".into(), "done".into(), "@Lena: an answer".into())]
    );
}

async fn work_is_told_when_another_gives_it(world: World) {
    clear(&world).await;
    give(&world, Who::Mo, Who::Mo, 1000).await;
    assert_eq!(unread(&world, Who::Mo).await, 0, "one's own doing");
    give(&world, Who::Mo, Who::Lena, 1000).await;
    let told = all(&world, Who::Lena, Show::Unread).await;
    let one = (told[0].reason.as_str(), told[0].kind.as_str());
    assert_eq!((told.len(), one), (1, ("assigned", "task")));
    assert_eq!(
        (told[0].record, told[0].text.as_str()),
        (world.cast.ngt_2, "")
    );
    // Another part of the day is the same work.
    clear(&world).await;
    give(&world, Who::Mo, Who::Lena, 500).await;
    assert_eq!(unread(&world, Who::Lena).await, 0);
    // Taken away it is not told any more; given once more it is news.
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt_2).await;
    let (task, lena) = (RecordId(world.cast.ngt_2), world.member(Who::Lena));
    assignees::unassign(&world.db, &key, &act(), task, lena)
        .await
        .unwrap();
    assert!(all(&world, Who::Lena, Show::All).await.is_empty());
    give(&world, Who::Mo, Who::Lena, 1000).await;
    assert_eq!(reasons(&world, Who::Lena).await, ["assigned"]);
}

async fn whom_a_description_mentions_is_told_once(world: World) {
    clear(&world).await;
    let first = "For @Mo and @Lena";
    describe(&world, Who::Lena, "", first).await;
    assert_eq!(
        found(&world, Who::Mo, Show::Unread).await,
        [("mention".into(), "unread".into(), first.into())]
    );
    assert_eq!(unread(&world, Who::Lena).await, 0);
    let notice = all(&world, Who::Mo, Show::Unread).await[0].id;
    mark(&world, Who::Mo, notice, State::Read).await;
    let second = "For @Mo, @Lena and @Obi";
    let changed = describe(&world, Who::Lena, first, second).await;
    assert_eq!(unread(&world, Who::Mo).await, 0, "no news");
    // A description is no talk: an observer reads it.
    assert_eq!(reasons(&world, Who::Obi).await, ["mention"]);
    world
        .undo_on_task(Who::Lena, world.cast.ngt_2, changed)
        .await
        .unwrap();
    assert!(all(&world, Who::Obi, Show::All).await.is_empty());
    // Left out and named again, some other day, is news.
    describe(&world, Who::Lena, first, "For nobody").await;
    assert!(all(&world, Who::Mo, Show::All).await.is_empty());
    describe(&world, Who::Lena, "For nobody", "Now @Mo").await;
    assert_eq!(reasons(&world, Who::Mo).await, ["mention"]);
}

async fn what_one_may_not_see_is_not_in_the_inbox(world: World) {
    clear(&world).await;
    say(&world, Who::Lena, "@Mo").await;
    give(&world, Who::Lena, Who::Mo, 1000).await;
    assert_eq!(unread(&world, Who::Mo).await, 2);
    // The task goes to the trash, and comes back.
    world.trash_task(Who::Lena, world.cast.ngt_2).await.unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    assert!(found(&world, Who::Mo, Show::Unread).await.is_empty());
    // What is hidden is not read by reading everything.
    let key = world.may::<KeepInbox>(Who::Mo).await;
    let sight = world.sight(Who::Mo).await;
    let done = inbox::read_all(&world.db, &key, &sight, &act()).await;
    assert_eq!(done.unwrap().what, 0);
    world
        .restore_task(Who::Lena, world.cast.ngt_2)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 2);
    // Nor is what happens in a project that one has left.
    let lead = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let mo = world.member(Who::Mo);
    member::remove_from_project(&world.db, &lead, &act(), mo)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    assert!(all(&world, Who::Mo, Show::All).await.is_empty());
    say(&world, Who::Lena, "@Mo, are you there?").await;
    let lead = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    project::add_to_project(&world.db, &lead, &act(), mo, ProjectRole::Member)
        .await
        .unwrap();
    assert_eq!(
        unread(&world, Who::Mo).await,
        2,
        "what was said meanwhile is none of it"
    );
}

async fn what_is_for_people_by_name_tells_nobody_else(world: World) {
    clear(&world).await;
    // Mo watches.
    say(&world, Who::Mo, "I watch").await;
    let new = NewComment {
        id: RecordId(Uuid::now_v7()),
        text: "@Mo is not to know, @Olga is".into(),
        audience: Audience::Named,
        named: vec![world.member(Who::Olga).0],
    };
    let key = world.may_on::<Comment>(Who::Lena, world.cast.ngt).await;
    let on = RecordId(world.cast.ngt_2);
    talk::add_comment(&world.db, &key, &act(), on, &new)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    let rows = format!(
        "SELECT COUNT(*) FROM notice WHERE record = {}",
        world.direct.id(new.id.0)
    );
    assert_eq!(
        world.direct.number(rows).await,
        0,
        "Olga is not in the project"
    );
}

async fn what_takes_a_cause_back_takes_its_notice_along(world: World) {
    clear(&world).await;
    let given = give(&world, Who::Lena, Who::Mo, 1000).await;
    let undone = world
        .undo_on_task(Who::Lena, world.cast.ngt_2, given)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    world
        .undo_on_task(Who::Lena, world.cast.ngt_2, undone.seq)
        .await
        .unwrap();
    assert_eq!(reasons(&world, Who::Mo).await, ["assigned"]);
    // An undo by which somebody gets work back tells them nothing new.
    let notice = all(&world, Who::Mo, Show::Unread).await[0].id;
    mark(&world, Who::Mo, notice, State::Done).await;
    let key = world.may_on::<EditTasks>(Who::Lena, world.cast.ngt_2).await;
    let task = RecordId(world.cast.ngt_2);
    let mo = world.member(Who::Mo);
    let taken = assignees::unassign(&world.db, &key, &act(), task, mo)
        .await
        .unwrap();
    world
        .undo_on_task(Who::Lena, world.cast.ngt_2, taken.seq)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    // A comment that is taken back, and its wording.
    let comment = say(&world, Who::Lena, "Said").await;
    let seq = reword(&world, Who::Lena, comment, "Said", "@Mo, said")
        .await
        .unwrap()
        .seq;
    assert_eq!(reasons(&world, Who::Mo).await, ["mention"]);
    let mine = world.may_on::<Comment>(Who::Lena, world.cast.ngt).await;
    undo::undo(&world.db, &mine, &act(), seq).await.unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    let head = world.head().await;
    say(&world, Who::Lena, "@Mo, again").await;
    assert_eq!(unread(&world, Who::Mo).await, 1);
    undo::undo(&world.db, &mine, &act(), head + 1)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0);
    world.assert_whole().await;
}

async fn what_one_makes_of_notices_is_taken_back(world: World) {
    clear(&world).await;
    for text in ["@Mo one", "@Mo two", "@Mo three"] {
        say(&world, Who::Lena, text).await;
    }
    let ids: Vec<Uuid> = all(&world, Who::Mo, Show::Unread)
        .await
        .iter()
        .map(|n| n.id)
        .collect();
    let done = mark(&world, Who::Mo, ids[0], State::Done).await;
    let key = world.may::<KeepInbox>(Who::Mo).await;
    let sight = world.sight(Who::Mo).await;
    let read = inbox::read_all(&world.db, &key, &sight, &act())
        .await
        .unwrap();
    assert_eq!((read.what, unread(&world, Who::Mo).await), (2, 0));
    // What was marked otherwise since stays; the rest is unread again.
    mark(&world, Who::Mo, ids[1], State::Done).await;
    assert!(
        inbox::is_marking(&world.db, &sight, read.seq)
            .await
            .unwrap()
    );
    let back = inbox::take_back(&world.db, &key, &act(), read.seq)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 1);
    let twice = inbox::take_back(&world.db, &key, &act(), read.seq).await;
    assert_eq!(refused(twice), Refused::conflict(Code::AlreadyUndone));
    inbox::take_back(&world.db, &key, &act(), back.seq)
        .await
        .unwrap();
    assert_eq!(unread(&world, Who::Mo).await, 0, "done again");
    inbox::take_back(&world.db, &key, &act(), done)
        .await
        .unwrap();
    assert_eq!(all(&world, Who::Mo, Show::Unread).await[0].id, ids[0]);
    // So already: no event, nothing to take back.
    let again = inbox::mark(&world.db, &key, &act(), ids[0], State::Unread)
        .await
        .unwrap();
    assert!(again.unchanged);
    let foreign = inbox::take_back(&world.db, &key, &act(), 1).await;
    assert_eq!(refused(foreign), Refused::Absent);
    world.assert_whole().await;
}

async fn what_one_makes_of_notices_is_ones_own(world: World) {
    clear(&world).await;
    say(&world, Who::Lena, "@Mo").await;
    let notice = all(&world, Who::Mo, Show::Unread).await[0].id;
    for who in [Who::Lena, Who::Olga, Who::Otto, Who::Obi, Who::Faye] {
        let key = world.may::<KeepInbox>(who).await;
        let outcome = inbox::mark(&world.db, &key, &act(), notice, State::Read).await;
        assert_eq!(refused(outcome), Refused::Absent, "{who:?}");
    }
    let before = world.head().await;
    let seq = mark(&world, Who::Mo, notice, State::Read).await;
    // Their other pages hear of it, nobody else's.
    for (who, hears) in [(Who::Mo, 1), (Who::Lena, 0), (Who::Olga, 0)] {
        let sight = world.sight(who).await;
        let ticks = live::since(&world.db, &sight, before, 10).await.unwrap();
        assert_eq!(ticks.len(), hears, "{who:?}");
    }
    let key = world.may::<KeepInbox>(Who::Lena).await;
    let theirs = inbox::take_back(&world.db, &key, &act(), seq).await;
    assert_eq!(refused(theirs), Refused::Absent);
}

/// What would be mailed by now: due jobs, and the letters that they are.
async fn letters(world: &World) -> Vec<Option<Letter>> {
    world
        .direct
        .run(format!(
            "UPDATE job SET run_at = {}",
            world.direct.days_from_now(-1)
        ))
        .await;
    let jobs = outbox::claim(&world.db, &world.duty, outbox::kind::MAIL, 10)
        .await
        .unwrap();
    let mut letters = Vec::new();
    for job in jobs {
        let Ok(Mail::Mention { member, record }) = serde_json::from_str(&job.body) else {
            panic!("{job:?}")
        };
        assert!(
            !job.body.contains('@'),
            "neither words nor addresses lie there"
        );
        let to = Asker {
            workspace: job.workspace,
            member,
        };
        letters.push(
            inbox::letter(&world.db, &world.duty, &to, record)
                .await
                .unwrap(),
        );
        outbox::done(&world.db, &world.duty, &job).await.unwrap();
    }
    letters
}

async fn a_mention_is_mailed_once_if_it_is_not_read(world: World) {
    clear(&world).await;
    // Without a mail server nothing is put down.
    say(&world, Who::Lena, "@Mo unheard").await;
    assert!(letters(&world).await.is_empty());
    world.db.mails_go_out(&world.duty);
    let new = NewComment {
        id: RecordId(Uuid::now_v7()),
        text: "@Mo look".into(),
        audience: Audience::Internal,
        named: vec![],
    };
    let (key, once) = (
        world.may_on::<Comment>(Who::Lena, world.cast.ngt).await,
        act(),
    );
    for _ in 0..2 {
        let on = RecordId(world.cast.ngt_2);
        talk::add_comment(&world.db, &key, &once, on, &new)
            .await
            .unwrap();
    }
    let due = outbox::due(&world.db, &world.duty, outbox::kind::MAIL).await;
    assert!(!due.unwrap(), "it waits for whoever reads it at once");
    // An answer and work are not mailed.
    say(&world, Who::Lena, "An answer").await;
    give(&world, Who::Lena, Who::Mo, 1000).await;
    let sent = letters(&world).await;
    assert_eq!(sent.len(), 1);
    let letter = sent[0].clone().unwrap();
    assert_eq!(
        letter.address.to_lowercase(),
        Who::Mo.email().to_lowercase()
    );
    assert_eq!(letter.told_by.as_deref(), Some(Who::Lena.name()));
    assert_eq!((letter.record, letter.number), (new.id.0, Some(2)));
    assert!(letters(&world).await.is_empty(), "it went out once");
    // Read, put away, not wanted, not theirs any more: nothing is said.
    say(&world, Who::Lena, "@Mo read").await;
    let notice = all(&world, Who::Mo, Show::Unread).await[0].id;
    mark(&world, Who::Mo, notice, State::Read).await;
    assert_eq!(letters(&world).await, [None]);
    let comment = say(&world, Who::Lena, "@Mo reworded").await;
    reword(&world, Who::Lena, comment, "@Mo reworded", "Nobody")
        .await
        .unwrap();
    assert_eq!(letters(&world).await, [None]);
    let key = world.may::<KeepInbox>(Who::Mo).await;
    let set = async |mails| {
        inbox::set_mention_mails(&world.db, &key, &act(), mails)
            .await
            .unwrap()
    };
    assert!(set(true).await.unchanged, "it is so to begin with");
    assert!(!set(false).await.unchanged);
    let sight = world.sight(Who::Mo).await;
    assert!(!inbox::mails_mentions(&world.db, &sight).await.unwrap());
    say(&world, Who::Lena, "@Mo unwanted").await;
    assert_eq!(letters(&world).await, [None]);
    set(true).await;
    say(&world, Who::Lena, "@Mo too late").await;
    world.trash_task(Who::Lena, world.cast.ngt_2).await.unwrap();
    assert_eq!(letters(&world).await, [None]);
    world
        .restore_task(Who::Lena, world.cast.ngt_2)
        .await
        .unwrap();
    say(&world, Who::Lena, "@Mo and gone").await;
    let lead = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    member::remove_from_project(&world.db, &lead, &act(), world.member(Who::Mo))
        .await
        .unwrap();
    assert_eq!(letters(&world).await, [None]);
    world.assert_whole().await;
}

async fn notices_go_with_their_person_their_record_and_their_workspace(world: World) {
    say(&world, Who::Lena, "@Mo").await;
    give(&world, Who::Mo, Who::Lena, 1000).await;
    let of = async |who: Who| {
        let member = world.direct.id(world.member(who).0);
        let text = format!("SELECT COUNT(*) FROM notice WHERE member = {member}");
        world.direct.number(text).await
    };
    assert!(of(Who::Mo).await > 0 && of(Who::Lena).await > 0);
    erase::erase_person(&world.db, &world.duty, &Who::Mo.email())
        .await
        .unwrap();
    assert_eq!(of(Who::Mo).await, 0);
    // What he did to others stays told, by the name that he has now.
    let left = all(&world, Who::Lena, Show::All).await;
    assert!(!left.is_empty());
    assert!(
        left.iter()
            .all(|n| n.told_by.as_deref() != Some(Who::Mo.name()))
    );
    world.trash_task(Who::Lena, world.cast.ngt_2).await.unwrap();
    let now = Utc::now() + chrono::TimeDelta::seconds(1);
    purge::purge_before(&world.db, &world.duty, now)
        .await
        .unwrap();
    let task = world.direct.id(world.cast.ngt_2);
    let text = format!("SELECT COUNT(*) FROM notice WHERE record = {task}");
    assert_eq!(world.direct.number(text).await, 0);
    let gone = erase::erase_workspace(&world.db, &world.duty, &world.cast.slug).await;
    assert!(
        gone.unwrap()
            .rows
            .iter()
            .any(|(table, _)| *table == "notice")
    );
    let left = world.direct.number("SELECT COUNT(*) FROM notice").await;
    assert_eq!(left, 0);
}

async fn what_is_redacted_is_not_in_the_inbox(world: World) {
    clear(&world).await;
    say(&world, Who::Lena, "@Mo, the password is 1234").await;
    let said = world.head().await;
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    redact::redact(&world.db, &key, &act(), &[said], "A password was in it")
        .await
        .unwrap();
    for (_, _, text) in found(&world, Who::Mo, Show::All).await {
        assert!(!text.contains("1234"), "{text}");
    }
    for row in world.direct.dump("notice").await {
        assert!(!row.contains("1234"));
    }
}
