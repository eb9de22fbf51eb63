//! The live stream: what it tells, to whom, how soon, and when it ends.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::Value;
use uuid::Uuid;

use crate::browser::Answer;
use crate::stream::Stream;
use crate::world::{Ids, Who, World};

both!(
    a_change_reaches_an_open_stream_within_a_second,
    a_stream_tells_only_what_its_reader_sees,
    a_stream_goes_on_where_it_was_left,
    a_revoked_session_loses_its_stream_within_five_seconds,
    a_member_who_is_removed_loses_their_stream,
    what_one_makes_of_the_inbox_is_told_to_oneself_alone,
    no_other_site_opens_a_stream,
);

const SOON: Duration = Duration::from_secs(1);
const FIVE: Duration = Duration::from_secs(5);

async fn create_task(world: &World, title: &str) -> Answer {
    let form = [
        ("workspace", world.cast.north.clone()),
        ("project", world.cast.project.clone()),
        ("id", Uuid::now_v7().to_string()),
        ("title", title.to_owned()),
    ];
    world
        .browser(Who::Mo)
        .done("/do/plan/create_task", &form)
        .await
}

async fn a_change_reaches_an_open_stream_within_a_second(world: World) {
    let mut stream = Stream::open(&world.browser(Who::Olga), &world.cast.north).await;
    let done = create_task(&world, "CNRY-NORTH-NEWS").await;
    let message = stream.next(SOON).await.expect("a message within a second");
    let told: Value = serde_json::from_str(&message).unwrap();
    assert_eq!(told["seq"], done.json()["seq"]);
    assert_eq!(told["project"], world.cast.project);
    // Ids and a kind, and nothing that anyone has written.
    let mut names: Vec<_> = told.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["kind", "parent", "project", "record", "seq"]);
    assert!(!message.contains("CNRY"), "{message}");
}

async fn a_stream_tells_only_what_its_reader_sees(world: World) {
    let slug = &world.cast.north;
    let mut otto = Stream::open(&world.browser(Who::Otto), slug).await;
    let mut obi = Stream::open(&world.browser(Who::Obi), slug).await;
    let mut faye = Stream::open(&world.browser(Who::Faye), &world.cast.south).await;
    create_task(&world, "Not for all").await;
    assert!(
        obi.next(FIVE).await.is_some(),
        "a viewer of the project hears of it"
    );
    assert_eq!(otto.next(SOON).await, None, "a member outside the project");
    assert_eq!(faye.next(SOON).await, None, "another workspace");
    // It is not that his stream were dead.
    let group = [("workspace", slug.as_str()), ("name", "For all")];
    world
        .browser(Who::Olga)
        .done("/do/people/create_group", &group)
        .await;
    let message = otto.next(FIVE).await.expect("what the workspace hears");
    assert!(message.contains("\"record\":null"), "{message}");
}

async fn a_stream_goes_on_where_it_was_left(world: World) {
    let slug = &world.cast.north;
    let before = create_task(&world, "Before").await.json()["seq"]
        .as_i64()
        .unwrap();
    let missed = create_task(&world, "Missed").await.json()["seq"]
        .as_i64()
        .unwrap();
    let mut stream = Stream::resume(&world.browser(Who::Olga), slug, Some(before)).await;
    let message = stream.next(FIVE).await.expect("what was missed");
    assert!(message.contains(&format!("\"seq\":{missed}")), "{message}");
    assert_eq!(stream.next(SOON).await, None);
    // What Otto may not see he does not learn by asking for all that ever was.
    let mut otto = Stream::resume(&world.browser(Who::Otto), slug, Some(0)).await;
    while let Some(message) = otto.next(SOON).await {
        assert!(!message.contains(&world.cast.project), "{message}");
        assert!(!message.contains(&world.cast.task), "{message}");
    }
}

async fn a_revoked_session_loses_its_stream_within_five_seconds(world: World) {
    let ids = Ids::of(&world).await;
    let slug = [("workspace", world.cast.north.as_str())];
    let mo = world.browser(Who::Mo);
    let session = mo.read("/do/platform/around", &slug).await.text("session");
    let mut stream = Stream::open(&mo, &world.cast.north).await;
    mo.done("/do/account/sign_out", &[("session", session)])
        .await;
    let begun = Instant::now();
    assert_eq!(stream.next(FIVE).await.as_deref(), Some("bye"));
    assert!(begun.elapsed() < FIVE);
    // Olga's other session ends; this one's stream goes on.
    let olga = world.browser(Who::Olga);
    let mut stream = Stream::open(&olga, &world.cast.north).await;
    olga.done("/do/account/sign_out", &[("session", &ids.session)])
        .await;
    assert_eq!(stream.next(FIVE).await, None);
    let group = [slug[0], ("name", "Heard")];
    olga.done("/do/people/create_group", &group).await;
    assert!(stream.next(FIVE).await.is_some());
}

async fn a_member_who_is_removed_loses_their_stream(world: World) {
    let mut nia = Stream::open(&world.browser(Who::Nia), &world.cast.north).await;
    let olga = world.browser(Who::Olga);
    let form = [
        ("workspace", world.cast.north.as_str()),
        ("member", world.cast.member(Who::Nia)),
    ];
    let seen = olga.read("/do/people/leaving", &form).await.text("seen");
    let form = [form[0], form[1], ("seen", seen.as_str())];
    olga.done("/do/people/hand_over", &form).await;
    assert_eq!(nia.next(FIVE).await.as_deref(), Some("bye"));
}

async fn what_one_makes_of_the_inbox_is_told_to_oneself_alone(world: World) {
    let ids = Ids::of(&world).await;
    let (slug, olga) = (&world.cast.north, world.browser(Who::Olga));
    let mut own = Stream::open(&olga, slug).await;
    let mut other = Stream::open(&world.browser(Who::Mo), slug).await;
    let form = [
        ("workspace", slug.as_str()),
        ("notice", &ids.notice),
        ("state", "done"),
    ];
    olga.done("/do/inbox/mark", &form).await;
    let message = own.next(SOON).await.expect("her other pages hear of it");
    assert!(message.contains("notices.marked"), "{message}");
    assert_eq!(other.next(SOON).await, None);
}

async fn no_other_site_opens_a_stream(world: World) {
    let olga = world.browser(Who::Olga);
    let path = format!("/live/{}", world.cast.north);
    for (site, origin) in [
        (Some("cross-site"), None),
        (Some("same-site"), None),
        (Some("cross-site"), Some("https://evil.example")),
        (None, Some("https://evil.example")),
        (None, Some("null")),
        (None, None),
    ] {
        let mut request = olga.bare(Method::GET, &path);
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let response = olga.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(
            response.status(),
            StatusCode::FORBIDDEN,
            "{site:?} {origin:?}"
        );
    }
}
