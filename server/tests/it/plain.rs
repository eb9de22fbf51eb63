//! Forms of pages without JavaScript.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::browser::{Answer, Browser};
use crate::html::{attribute, field, form, tags};
use crate::world::{Ids, Who, World};

both!(
    a_plain_form_comes_back_with_what_was_typed,
    no_password_and_no_code_comes_back,
    a_plain_success_leads_on_and_offers_undo,
    an_invitation_shows_its_code_once,
    whoever_is_signed_out_is_led_to_the_sign_in,
    many_are_changed_by_one_plain_form,
);

/// Where a plain form's answer leads.
fn leads(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    answer.header("location").to_owned()
}

async fn a_plain_form_comes_back_with_what_was_typed(world: World) {
    let page = format!("/{}/projects", world.cast.north);
    let mut olga = world.browser(Who::Olga);
    let typed = [
        ("workspace", world.cast.north.clone()),
        ("id", Uuid::now_v7().to_string()),
        ("title", "TYPED <b>&\"here\"".into()),
        ("key", "a key!".into()),
    ];
    let before = world.direct.dump();
    let answer = olga
        .submit(&page, "/do/plan/create_project", "new-project", &typed)
        .await;
    assert!(before == world.direct.dump());
    let address = leads(&answer);
    let (path, id) = address.split_once("?again=").unwrap();
    assert_eq!(path, page);
    Uuid::parse_str(id).unwrap();
    assert!(!address.contains("TYPED"), "{address}");
    // Another browser, even of the same person, has not sent it; nor does looking take it from who has.
    for other in [
        world.browser(Who::Olga),
        world.browser(Who::Mo).with_cookie("visit", "x"),
    ] {
        let shown = other.get(&address).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(!shown.body.contains("TYPED"), "shown to another");
    }
    let shown = olga.get(&address).await;
    assert_eq!(shown.status, StatusCode::OK);
    let new = form(&shown.body, "/do/plan/create_project").unwrap();
    let title = attribute(field(new, "title"), "value").unwrap();
    assert_eq!(title, "TYPED &lt;b&gt;&amp;&quot;here&quot;");
    assert_eq!(attribute(field(new, "title"), "aria-invalid"), None);
    let key = field(new, "key");
    assert_eq!(attribute(key, "value"), Some("a key!"));
    assert_eq!(attribute(key, "aria-invalid"), Some("true"));
    let told = attribute(key, "aria-describedby")
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    assert!(new.contains(&format!("id=\"{told}\"")), "{told} in {new}");
    assert!(
        new.contains("Two to six letters or digits, a letter first."),
        "{new}"
    );
    assert!(new.contains("role=\"alert\""), "a summary: {new}");
    let again = olga.get(&address).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(!again.body.contains("TYPED"), "shown twice");
}

async fn no_password_and_no_code_comes_back(world: World) {
    let mut nobody = world.nobody();
    let typed = [
        ("email", "Typed@northlight.test"),
        ("password", "PASSWORD-TYPED"),
        ("next", "/"),
    ];
    let answer = nobody
        .submit("/sign-in", "/do/account/sign_in", "sign-in", &typed)
        .await;
    let shown = nobody.get(&leads(&answer)).await;
    assert!(shown.body.contains("Typed@northlight.test"));
    assert!(
        shown
            .body
            .contains("The address or the password is not right.")
    );
    assert!(!shown.body.contains("PASSWORD-TYPED"));
    let typed = [
        ("code", "CODE-TYPED"),
        ("name", "Name typed"),
        ("password", "PASSWORD-TYPED"),
    ];
    let answer = nobody
        .submit("/join", "/do/account/join", "join", &typed)
        .await;
    let kept = world.direct.lines("SELECT body FROM again").join("");
    assert!(!kept.is_empty() && !kept.contains("Name typed"), "{kept}");
    let shown = nobody.get(&leads(&answer)).await;
    assert!(shown.body.contains("Name typed"));
    for secret in ["CODE-TYPED", "PASSWORD-TYPED"] {
        assert!(!shown.body.contains(secret), "{secret} on the page");
        assert!(!kept.contains(secret), "{secret} in the database");
    }
}

/// Fills in what a form holds unseen and sends it from the page it stands on.
async fn press(browser: &mut Browser, page: &str, body: &str, to: &str) -> Answer {
    let form = form(body, to).unwrap_or_else(|| panic!("no form for {to} on {page}: {body}"));
    let hidden = tags(form, "input").into_iter().filter_map(|tag| {
        let name = attribute(tag, "name")?
            .strip_prefix("form[")?
            .strip_suffix(']')?;
        Some((name, attribute(tag, "value").unwrap_or_default()))
    });
    let hidden: Vec<_> = hidden.collect();
    let name = tags(form, "input")
        .into_iter()
        .find(|tag| attribute(tag, "name") == Some("_form"));
    let name = name.and_then(|tag| attribute(tag, "value")).unwrap();
    browser.submit(page, to, name, &hidden).await
}

async fn a_plain_success_leads_on_and_offers_undo(world: World) {
    let mut mo = world.browser(Who::Mo);
    let page = format!("/{}/t/NGT-1", world.cast.north);
    let shown = mo.get(&page).await;
    let answer = press(&mut mo, &page, &shown.body, "/do/plan/close_task").await;
    let address = leads(&answer);
    assert!(address.starts_with(&format!("{page}?again=")), "{address}");
    let shown = mo.get(&address).await;
    assert!(shown.body.contains("NGT-1 done."), "{}", shown.body);
    assert!(form(&shown.body, "/do/plan/reopen_task").is_some());
    let answer = press(&mut mo, &address, &shown.body, "/do/platform/undo").await;
    let address = leads(&answer);
    assert_eq!(address.matches("again=").count(), 1, "{address}");
    let shown = mo.get(&address).await;
    assert!(
        form(&shown.body, "/do/plan/close_task").is_some(),
        "{}",
        shown.body
    );
    // Done elsewhere: it leads there.
    let answer = press(&mut mo, &page, &shown.body, "/do/platform/trash_task").await;
    let address = leads(&answer);
    let trash = format!("/{}/trash", world.cast.north);
    assert!(address.starts_with(&trash), "{address}");
    let shown = mo.get(&address).await;
    let answer = press(&mut mo, &trash, &shown.body, "/do/platform/undo").await;
    let shown = mo.get(&leads(&answer)).await;
    assert!(
        !shown.body.contains("CNRY-NORTH-TASK"),
        "still in the trash"
    );
}

async fn an_invitation_shows_its_code_once(world: World) {
    let mut olga = world.browser(Who::Olga);
    let page = format!("/{}/people", world.cast.north);
    let typed = [
        ("workspace", world.cast.north.as_str()),
        ("name", "Ivo"),
        ("email", "ivo@northlight.test"),
        ("role", "member"),
    ];
    let address = leads(
        &olga
            .submit(&page, "/do/people/invite", "invite", &typed)
            .await,
    );
    let code = |answer: &Answer| {
        let (_, rest) = answer.body.split_once("/join#")?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        Some(rest[..end.unwrap()].to_owned())
    };
    let shown = olga.get(&address).await;
    let code_shown = code(&shown).expect("the code is shown once");
    assert_eq!(code(&olga.get(&address).await), None, "and not twice");
    let form = [
        ("code", code_shown.as_str()),
        ("name", "Ivo"),
        ("password", "a long enough one"),
    ];
    world.nobody().done("/do/account/join", &form).await;
}

async fn whoever_is_signed_out_is_led_to_the_sign_in(world: World) {
    let ids = Ids::of(&world).await;
    let page = format!("/{}/t/NGT-1", world.cast.north);
    let fields = [("workspace", &ids.workspace), ("record", &ids.task)];
    let before = world.direct.dump();
    let answer = world
        .nobody()
        .submit(&page, "/do/plan/close_task", "close", &fields)
        .await;
    assert!(leads(&answer).starts_with("/sign-in"));
    assert!(before == world.direct.dump());
}

async fn many_are_changed_by_one_plain_form(world: World) {
    let ids = Ids::of(&world).await;
    let page = format!("/{}/p/{}/list", ids.workspace, ids.key);
    let mut mo = world.browser(Who::Mo);
    let tasks = [&ids.task, &ids.other].map(|id| format!("tasks][{id}"));
    // The boxes of all rows belong to one form, and say what their page had read.
    let boxes = |body: &str| -> Vec<String> {
        let named = |tag: &&str| {
            let name = attribute(tag, "name").unwrap_or_default();
            tasks.iter().any(|task| name == format!("form[{task}]"))
        };
        let all = tags(body, "input");
        let mut all: Vec<String> = all.into_iter().filter(named).map(str::to_owned).collect();
        all.sort();
        all
    };
    let shown = mo.get(&page).await;
    let seen = boxes(&shown.body);
    assert_eq!(seen.len(), 2, "{}", shown.body);
    for one in &seen {
        assert_eq!(attribute(one, "form"), Some("many"), "{one}");
        assert!(
            attribute(one, "value").is_some_and(|seq| seq.parse::<i64>().is_ok_and(|seq| seq > 0))
        );
    }
    let with = |day: &'static str| {
        let typed = [
            ("workspace", ids.workspace.as_str()),
            ("change", "finish"),
            ("finish", day),
        ];
        let boxes = tasks.iter().map(|task| (task.as_str(), "1"));
        typed.into_iter().chain(boxes).collect::<Vec<_>>()
    };
    let to = "/do/plan/change_tasks";
    let refused = mo.submit(&page, to, "many", &with("Fryday")).await;
    let shown = mo.get(&leads(&refused)).await;
    for one in boxes(&shown.body) {
        assert!(one.contains(" checked"), "{one}");
    }
    let many = form(&shown.body, to).unwrap();
    assert_eq!(attribute(field(many, "finish"), "value"), Some("Fryday"));
    assert_eq!(
        attribute(field(many, "finish"), "aria-invalid"),
        Some("true")
    );

    let done = mo.submit(&page, to, "many", &with("2099-03-05")).await;
    let shown = mo.get(&leads(&done)).await;
    assert!(shown.body.contains("2 tasks changed."), "{}", shown.body);
    let undo = form(&shown.body, "/do/platform/undo").unwrap();
    let seq = attribute(field(undo, "seq"), "value").unwrap().to_owned();
    let undo = [("workspace", ids.workspace.as_str()), ("seq", &seq)];
    let undone = mo.submit(&page, "/do/platform/undo", "undo", &undo).await;
    let shown = mo.get(&leads(&undone)).await;
    assert!(shown.body.contains("Taken back."), "{}", shown.body);
    assert!(!shown.body.contains("Mar 2099"), "{}", shown.body);
}
