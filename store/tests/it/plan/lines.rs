//! Lines that become tasks, and go as one.

use domain::plan::lines as rule;
use domain::plan::list::{Ask, Scope};
use store::plan::{lines, list};
use store::undo;
use uuid::Uuid;

use crate::world::{Who, World, act};

both!(lines_become_tasks_and_go_as_one);

async fn codes(world: &World) -> Vec<String> {
    let sight = world.sight(Who::Mo).await;
    let ask = Ask::of(Scope::Project(world.cast.ngt));
    let listed = list::list(&world.db, &sight, &ask).await.unwrap();
    let shown = |row: &list::Row| format!("{} {} {}", row.wbs, row.title, row.status.is_done());
    listed.rows.iter().map(shown).collect()
}

async fn lines_become_tasks_and_go_as_one(world: World) {
    let before = codes(&world).await;
    let text = "- Lamps\n  - Buy\n    - [x] Ask\n  - Hang\n- Wires";
    let lines = rule::lines(text).unwrap();
    let ngt: Uuid = world.cast.ngt;
    let key = world.may_on(Who::Mo, ngt).await;
    let once = act();
    let done = lines::create_tasks(&world.db, &key, &once, &lines).await;
    let done = done.unwrap();
    assert_eq!(done.what, 5);
    let after = [
        "3 Lamps false",
        "3.1 Buy false",
        "3.1.1 Ask true",
        "3.2 Hang false",
        "4 Wires false",
    ];
    assert_eq!(codes(&world).await[2..], after);
    let again = lines::create_tasks(&world.db, &key, &once, &lines).await;
    assert_eq!(again.unwrap(), done);

    let keys = [world.may_on(Who::Mo, ngt).await];
    let undone = undo::many::take_back_all(&world.db, &keys, &act(), done.seq).await;
    let undone = undone.unwrap();
    assert_eq!((undone.what.changed, undone.what.left.len()), (5, 0));
    assert_eq!(codes(&world).await, before);
    undo::many::take_back_all(&world.db, &keys, &act(), undone.seq)
        .await
        .unwrap();
    assert_eq!(codes(&world).await[2..], after);
    world.assert_whole().await;
}
