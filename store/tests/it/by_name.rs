//! What is said for people by name is read by nobody else, wherever one looks.

use std::collections::HashSet;

use domain::access::{ChangeRoles, Comment, Right};
use domain::audience::Audience;
use domain::id::{GroupId, RecordId};
use domain::refusal::{Code, Refused};
use domain::talk::NewComment;
use store::{audience, audit, live, people, plan::task, talk, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    a_comment_by_name_is_read_by_nobody_else,
    only_readers_can_be_named,
    what_is_said_of_something_by_name_is_for_the_same_people,
    only_whom_a_comment_is_for_is_mentioned_in_it,
);

impl World {
    async fn say(&self, who: Who, on: Uuid, text: &str, named: &[Uuid]) -> (Uuid, Outcome) {
        let new = NewComment {
            id: RecordId(Uuid::now_v7()),
            text: text.into(),
            audience: Audience::Named,
            named: named.to_vec(),
        };
        let key = self.may_on::<Comment>(who, on).await;
        let said = talk::add_comment(&self.db, &key, &act(), RecordId(on), &new).await;
        (new.id.0, said)
    }

    /// A Group with these in it.
    async fn group(&self, name: &str, members: &[Who]) -> GroupId {
        let key = self.may::<ChangeRoles>(Who::Olga).await;
        let group = people::create_group(&self.db, &key, &act(), name).await;
        let group = GroupId(group.unwrap().what);
        for who in members {
            let key = self.may::<ChangeRoles>(Who::Olga).await;
            people::add_to_group(&self.db, &key, &act(), group, self.member(*who))
                .await
                .unwrap();
        }
        group
    }

    /// Whether somebody reads a comment on `on`: everywhere, or nowhere.
    async fn reads(&self, who: Who, on: Uuid, comment: Uuid, seq: i64) -> bool {
        let (db, sight) = (&self.db, self.sight(who).await);
        let talk = talk::conversation(db, &sight, RecordId(on)).await.unwrap();
        let said = talk.said.iter().any(|said| said.id == comment);
        let tasks = task::tasks(db, &sight, RecordId(self.cast.ngt), 100)
            .await
            .unwrap();
        // Whoever looks on reads no talk, and is only told how much there is.
        let row = tasks.iter().find(|task| task.id == on);
        if let Some(row) = row.filter(|_| who != Who::Obi) {
            assert_eq!(row.comments, talk.said.len() as i64, "{who:?}");
        }
        let activity = audit::activity(db, &sight, RecordId(comment))
            .await
            .unwrap();
        let told = live::since(db, &sight, 0, 1000).await.unwrap();
        let about = undo::about(db, &sight, seq).await;
        let log = store::day::log::of_day(db, &sight, "Etc/UTC", chrono::Utc::now().date_naive());
        // Without a day of one's own there is no log.
        let log = log.await.map(|read| read.log).unwrap_or_default();
        let mut lines = log.groups.iter().chain(&log.after).flat_map(|g| &g.lines);
        let logged = lines.any(|line| line.seqs.contains(&seq));
        let all = [
            said,
            !activity.is_empty(),
            told.iter().any(|tick| tick.record == Some(comment)),
            about.is_ok(),
            self.try_on::<Comment>(who, comment).await.is_ok(),
        ];
        assert!(all.iter().all(|one| *one == said), "{who:?}: {all:?}");
        assert!(said || !logged, "{who:?} finds it in the log");
        said
    }
}

async fn a_comment_by_name_is_read_by_nobody_else(world: World) {
    let on = world.cast.ngt_1;
    let lena = world.cast.members[&Who::Lena];
    let (comment, said) = world.say(Who::Mo, on, "Between us", &[lena]).await;
    let seq = said.unwrap().seq;
    for who in [Who::Mo, Who::Lena] {
        assert!(world.reads(who, on, comment, seq).await, "{who:?}");
    }
    for who in [Who::Olga, Who::Obi, Who::Otto] {
        assert!(!world.reads(who, on, comment, seq).await, "{who:?}");
    }
    // Whoever reads it knows who else does.
    let sight = world.sight(Who::Lena).await;
    let talk = talk::conversation(&world.db, &sight, RecordId(on)).await;
    let said = talk.unwrap().said;
    let named = said.iter().find(|said| said.id == comment).unwrap();
    assert_eq!(named.names, [Who::Lena.name()]);

    // By a Group: those in it who see the project, as long as they are in it.
    let group = world.group("Board", &[Who::Olga, Who::Otto]).await;
    let (comment, said) = world.say(Who::Mo, on, "For the board", &[group.0]).await;
    let seq = said.unwrap().seq;
    assert!(world.reads(Who::Olga, on, comment, seq).await);
    for who in [Who::Lena, Who::Obi, Who::Otto] {
        assert!(!world.reads(who, on, comment, seq).await, "{who:?}");
    }
    let key = world.may::<ChangeRoles>(Who::Olga).await;
    let olga = world.member(Who::Olga);
    people::leave_group(&world.db, &key, &act(), group, olga)
        .await
        .unwrap();
    assert!(!world.reads(Who::Olga, on, comment, seq).await);
    // Nobody but its author when the Group is no more.
    let key = world.may::<ChangeRoles>(Who::Olga).await;
    people::delete_group(&world.db, &key, &act(), group)
        .await
        .unwrap();
    assert!(world.reads(Who::Mo, on, comment, seq).await);
    for who in [Who::Olga, Who::Lena, Who::Obi, Who::Otto] {
        assert!(!world.reads(who, on, comment, seq).await, "{who:?}");
    }
    world.assert_whole().await;
}

async fn only_readers_can_be_named(world: World) {
    let on = world.cast.ngt_1;
    let rows = || world.direct.number("SELECT COUNT(*) FROM comment");
    let before = rows().await;
    let nobody = Refused::field("named", Code::NobodyNamed);
    let (_, said) = world.say(Who::Mo, on, "To whom?", &[]).await;
    assert_eq!(refused(said), nobody);
    let lena = world.cast.members[&Who::Lena];
    // Obi observes and reads no talk; Otto is not in the project; the others are nobody.
    for not in [
        world.cast.members[&Who::Obi],
        world.cast.members[&Who::Otto],
        Uuid::now_v7(),
        world.cast.ngt_1,
    ] {
        let (_, said) = world.say(Who::Mo, on, "To you", &[lena, not]).await;
        assert_eq!(
            refused(said),
            Refused::field("named", Code::NotAChoice),
            "{not}"
        );
    }
    assert_eq!(rows().await, before);
    let group = world.group("Board", &[]).await;
    let readers = async |who| {
        let (sight, project) = (world.sight(who).await, RecordId(world.cast.ngt));
        audience::readers(&world.db, &sight, project, Right::ReadTalk).await
    };
    let offered = readers(Who::Mo).await.unwrap();
    let people: Vec<_> = offered.people.iter().map(|(id, _)| *id).collect();
    let olga = world.cast.members[&Who::Olga];
    assert_eq!(people, [lena, olga]);
    assert_eq!(offered.groups, [(group.0, "Board".to_owned())]);
    assert_eq!(refused(readers(Who::Otto).await), Refused::Absent);
}

async fn what_is_said_of_something_by_name_is_for_the_same_people(world: World) {
    let on = world.cast.ngt_2; // Mo made it.
    let d = &world.direct;
    d.run(format!(
        "UPDATE record SET audience = 'named' WHERE id = {}",
        d.id(on)
    ))
    .await;
    d.run(format!(
        "INSERT INTO audience_name (workspace, record, named, kind) SELECT workspace, id, {}, 'member' FROM record WHERE id = {}",
        d.id(world.cast.members[&Who::Lena]),
        d.id(on)
    ))
    .await;
    // Whoever is named in the form is not asked.
    let olga = world.cast.members[&Who::Olga];
    let (comment, said) = world.say(Who::Lena, on, "So it is", &[olga]).await;
    let seq = said.unwrap().seq;
    for who in [Who::Mo, Who::Lena] {
        assert!(world.reads(who, on, comment, seq).await, "{who:?}");
    }
    for who in [Who::Olga, Who::Obi] {
        assert!(!world.reads(who, on, comment, seq).await, "{who:?}");
    }
}

async fn only_whom_a_comment_is_for_is_mentioned_in_it(world: World) {
    let on = world.cast.ngt_1;
    let lena = world.cast.members[&Who::Lena];
    let text = "@Lena Hartmann, not a word to @Obi";
    assert!(Who::Obi.name().starts_with("Obi"));
    let (comment, said) = world.say(Who::Mo, on, text, &[lena]).await;
    said.unwrap();
    let of = world.direct.id(comment);
    let mentioned = world
        .direct
        .ids(format!("SELECT member FROM mention WHERE record = {of}"))
        .await;
    assert_eq!(HashSet::from_iter(mentioned), HashSet::from([lena]));
    let open = world.comment(Who::Mo, on, text, Audience::Internal).await;
    let of = world.direct.id(open);
    let mentioned = format!("SELECT COUNT(*) FROM mention WHERE record = {of}");
    assert_eq!(world.direct.number(mentioned).await, 2);
}
