//! Taking out of the trail what should never have been in it.

use domain::access::{Comment, EraseAndRedact};
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use store::door::grant;
use store::{audit, redact, talk};

use crate::world::{Who, World, act, refused};

both!(
    redaction_leaves_the_chain_green,
    what_a_comment_was_changed_to_is_redacted_too,
    a_redaction_that_is_redacted_hands_its_list_on,
    redaction_is_refused
);

const SECRET: &str = "The password of the lighthouse is 1234";

async fn redaction_leaves_the_chain_green(world: World) {
    let (db, id) = (&world.db, world.cast.ngt_1);
    let comment = world.comment(Who::Mo, id, SECRET, Audience::Internal).await;
    let said = world.head().await;
    let edited = world
        .describe(Who::Mo, id, "Map the codes", "Nothing secret")
        .await
        .unwrap();
    let act = act();
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    let done = redact::redact(
        db,
        &key,
        &act,
        &[said, edited.seq, said],
        "A password was in it",
    )
    .await
    .unwrap();
    assert_eq!((done.what, done.seq), (2, edited.seq + 1));
    assert_eq!(
        redact::redact(
            db,
            &key,
            &act,
            &[said, edited.seq, said],
            "A password was in it"
        )
        .await
        .unwrap(),
        done,
        "asked again"
    );
    let verdict = world.verdict().await;
    assert_eq!((verdict.broken, verdict.redacted), (None, 2));
    // Gone from every table; the comment itself stays, by whom and when.
    for table in world.direct.tables().await {
        for row in world.direct.dump(&table).await {
            assert!(
                !row.contains(SECRET) && !row.to_lowercase().contains(&hex::encode(SECRET)),
                "{table}: {row}"
            );
        }
    }
    let sight = world.sight(Who::Lena).await;
    let left = talk::conversation(db, &sight, RecordId(id))
        .await
        .unwrap()
        .said
        .into_iter()
        .find(|c| c.id == comment)
        .unwrap();
    assert_eq!(
        (left.text.as_str(), left.name.as_deref()),
        ("", Some(Who::Mo.name()))
    );
    let entries = audit::activity(db, &sight, RecordId(comment))
        .await
        .unwrap();
    assert!(entries.len() == 1 && entries[0].content.is_none());
    // Nobody can pass it off as untouched: without the event that lists it, the chain is broken there.
    world
        .direct
        .run(format!(
            "DELETE FROM event_payload WHERE seq = {}",
            done.seq
        ))
        .await;
    assert_eq!(world.verdict().await.broken.map(|b| b.0), Some(said));
}

async fn what_a_comment_was_changed_to_is_redacted_too(world: World) {
    let (db, id) = (&world.db, world.cast.ngt_1);
    let comment = world
        .comment(Who::Mo, id, "Nothing yet", Audience::Internal)
        .await;
    let form = form::EditComment {
        text: SECRET.into(),
        text_was: "Nothing yet".into(),
        ..Default::default()
    };
    let key = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    let changed = talk::edit_comment(db, &key, &act(), RecordId(comment), &form)
        .await
        .unwrap();
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    // Once more, so that another event has what this one said.
    let form = form::EditComment {
        text: "Nothing any more".into(),
        text_was: SECRET.into(),
        ..Default::default()
    };
    let mo = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    talk::edit_comment(db, &mo, &act(), RecordId(comment), &form)
        .await
        .unwrap();
    let found = redact::containing(db, &key, "PASSWORD of the lighthouse")
        .await
        .unwrap();
    let kinds: Vec<_> = found.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["comment.changed", "comment.changed"]);
    let done = redact::redact(db, &key, &act(), &[changed.seq], "A password was in it").await;
    assert_eq!(done.unwrap().what, 3, "it was added and changed twice");
    for table in world.direct.tables().await {
        for row in world.direct.dump(&table).await {
            assert!(
                !row.contains(SECRET) && !row.to_lowercase().contains(&hex::encode(SECRET)),
                "{table}: {row}"
            );
        }
    }
}

async fn a_redaction_that_is_redacted_hands_its_list_on(world: World) {
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    let first = redact::redact(&world.db, &key, &act(), &[3, 4], "Names a person")
        .await
        .unwrap();
    let second = redact::redact(&world.db, &key, &act(), &[first.seq], "So does the reason")
        .await
        .unwrap();
    assert_eq!(second.what, 3);
    let verdict = world.verdict().await;
    assert_eq!((verdict.broken, verdict.redacted), (None, 3));
}

async fn redaction_is_refused(world: World) {
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    let head = world.head().await;
    let redact = async |seqs: &[i64], reason: &str| {
        redact::redact(&world.db, &key, &act(), seqs, reason).await
    };
    assert_eq!(
        refused(redact(&[3], " ").await),
        Refused::field("reason", Code::Missing)
    );
    assert_eq!(
        refused(redact(&[], "Why").await),
        Refused::field("seqs", Code::Missing)
    );
    for seqs in [[3, head + 1], [0, 3], [-1, 3]] {
        assert_eq!(refused(redact(&seqs, "Why").await), Refused::Absent);
    }
    assert_eq!(
        world.head().await,
        head,
        "what is refused in part is refused whole"
    );
    redact(&[3], "Why").await.unwrap();
    assert_eq!(refused(redact(&[3], "Why").await), Refused::Absent);
    for who in [Who::Lena, Who::Mo, Who::Obi, Who::Cora] {
        let signed = world.signed(who).await;
        assert_eq!(
            refused(grant::granted::<EraseAndRedact>(&world.db, &signed, &world.cast.slug).await),
            Refused::Absent
        );
    }
}
