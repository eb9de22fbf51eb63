//! Which doors are open.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use server::guard::OPEN;

use crate::world::World;

both!(open_endpoints_are_the_listed_ones);

async fn open_endpoints_are_the_listed_ones(world: World) {
    let nobody = world.nobody();
    let mut open = BTreeSet::new();
    for (path, method) in server_fn::axum::server_fn_paths() {
        let fields = [("workspace", world.cast.north.as_str())];
        let answer = if method == Method::GET {
            nobody.read(path, &fields).await
        } else {
            nobody.post(path, &fields).await
        };
        if answer.status != StatusCode::UNAUTHORIZED {
            open.insert(path);
        }
    }
    assert_eq!(open, BTreeSet::from(OPEN));
    // A path is not opened by beginning or ending like an open one.
    for like in OPEN.iter().flat_map(|path| {
        ["/", "/x", "%2f", "?x", ";x", "/../../plan/create_task"].map(|end| format!("{path}{end}"))
    }) {
        let answer = nobody.post(&like, &[("workspace", "x")]).await;
        let same = like.contains('?');
        assert!(
            same || answer.status == StatusCode::UNAUTHORIZED,
            "{like}: {answer:?}"
        );
    }
}
