//! The outbox.

use domain::access::{Invite, WorkspaceRole};
use domain::account::Invitation;
use store::outbox::{self, Job, Mail, TRIES};
use store::people::{self, Carrier};

use crate::world::{Who, World, act};

both!(
    jobs_are_claimed_once_and_retried,
    a_job_whose_workers_die_is_given_up,
    a_mail_goes_out_once_with_the_change_that_causes_it,
    two_workers_never_hold_the_same_job
);

async fn put(world: &World, count: usize) {
    for n in 0..count {
        let email = format!("p{n}@northlight.test");
        world.invite(Who::Olga, &email, "P", Carrier::Mail).await;
    }
}

async fn claim(world: &World, most: i64) -> Vec<Job> {
    outbox::claim(&world.db, &world.duty, outbox::kind::MAIL, most)
        .await
        .unwrap()
}

/// As if its pause or its lease were over.
async fn later(world: &World, column: &str) {
    world
        .direct
        .run(format!(
            "UPDATE job SET {column} = {} WHERE {column} IS NOT NULL",
            world.direct.days_from_now(-1)
        ))
        .await;
}

async fn jobs_are_claimed_once_and_retried(world: World) {
    put(&world, 1).await;
    let job = claim(&world, 10).await.remove(0);
    assert_eq!((job.kind.as_str(), job.attempts), ("mail", 1));
    assert!(claim(&world, 10).await.is_empty(), "it is held");
    outbox::failed(&world.db, &world.duty, &job).await.unwrap();
    assert!(claim(&world, 10).await.is_empty(), "it pauses");
    later(&world, "run_at").await;
    // Its worker dies: when the lease is over, it is another's, and the first one is heard no more.
    let second = claim(&world, 10).await.remove(0);
    later(&world, "claimed_until").await;
    let third = claim(&world, 10).await.remove(0);
    assert_eq!((second.attempts, third.attempts), (2, 3));
    outbox::failed(&world.db, &world.duty, &second)
        .await
        .unwrap();
    assert!(
        claim(&world, 10).await.is_empty(),
        "it is held by the third"
    );
    outbox::done(&world.db, &world.duty, &third).await.unwrap();
    later(&world, "claimed_until").await;
    assert!(claim(&world, 10).await.is_empty());
    assert_eq!(world.direct.number("SELECT COUNT(*) FROM job WHERE done_at IS NOT NULL AND body = '' AND dead_at IS NULL").await, 1);
}

async fn a_job_whose_workers_die_is_given_up(world: World) {
    put(&world, 2).await;
    for attempt in 1..=TRIES {
        let jobs = claim(&world, 10).await;
        assert_eq!(
            jobs.iter().map(|j| j.attempts).collect::<Vec<_>>(),
            [attempt; 2]
        );
        // One worker reports, the other never does.
        outbox::failed(&world.db, &world.duty, &jobs[0])
            .await
            .unwrap();
        later(&world, "run_at").await;
        later(&world, "claimed_until").await;
    }
    assert!(claim(&world, 10).await.is_empty());
    assert_eq!(
        world
            .direct
            .number("SELECT COUNT(*) FROM job WHERE dead_at IS NOT NULL AND done_at IS NULL")
            .await,
        2
    );
}

async fn a_mail_goes_out_once_with_the_change_that_causes_it(world: World) {
    let (key, act) = (world.may::<Invite>(Who::Olga).await, act());
    let new = Invitation {
        email: "new@northlight.test".into(),
        name: "New".into(),
        role: WorkspaceRole::Member,
    };
    for _ in 0..3 {
        let done = people::invite(&world.db, &key, &act, &new, Carrier::Mail)
            .await
            .unwrap();
        assert_eq!(done.what.code, None, "it is in the mail");
    }
    let jobs = claim(&world, 10).await;
    assert_eq!(jobs.len(), 1);
    let Mail::Invitation { to, name, code } = serde_json::from_str(&jobs[0].body).unwrap() else {
        panic!("{:?}", jobs[0])
    };
    assert_eq!(
        (to.as_str(), name.as_str(), code.len()),
        ("new@northlight.test", "New", 30)
    );
    // A change that is refused sends nothing.
    let member = Invitation {
        email: Who::Mo.email(),
        ..new
    };
    people::invite(
        &world.db,
        &key,
        &crate::world::act(),
        &member,
        Carrier::Mail,
    )
    .await
    .unwrap_err();
    assert!(claim(&world, 10).await.is_empty());
}

async fn two_workers_never_hold_the_same_job(world: World) {
    put(&world, 40).await;
    let worker = || {
        let world = world.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let jobs = claim(&world, 3).await;
                if jobs.is_empty() {
                    return mine;
                }
                for job in jobs {
                    outbox::done(&world.db, &world.duty, &job).await.unwrap();
                    mine.push(job.id);
                }
            }
        })
    };
    let workers = [worker(), worker(), worker()];
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    let claimed = all.len();
    all.sort();
    all.dedup();
    assert_eq!((claimed, all.len()), (40, 40));
}
