//! A comment for people by name, as it is sent from a page, and every page that others could look for it on.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::browser::Browser;
use crate::html::form;
use crate::matrix;
use crate::world::{Fields, Ids, Who, World};

both!(what_is_said_by_name_stands_on_no_page_of_others);

const WORD: &str = "BETWEEN-YOU-AND-ME";

async fn what_is_said_by_name_stands_on_no_page_of_others(world: World) {
    let ids = Ids::of(&world).await;
    let (olga, mo) = (world.browser(Who::Olga), world.browser(Who::Mo));
    let workspace = ("workspace", ids.workspace.clone());
    // Nia works in the project too, and is in the Group that is not named.
    for (path, fields) in [
        (
            "/do/plan/add_to_project",
            vec![("project", ids.project.clone()), ("role", "member".into())],
        ),
        (
            "/do/people/add_to_group",
            vec![("group", ids.group.clone())],
        ),
    ] {
        let who = ("member", ids.member.clone());
        let form = [vec![workspace.clone(), who], fields].concat();
        olga.done(path, &form).await;
    }
    let page = format!("/{}/t/{}", ids.workspace, ids.code);
    let offered = mo.get(&page).await;
    let compose = form(&offered.body, "/do/talk/add_comment").unwrap();
    let owner = world.cast.member(Who::Olga).to_owned();
    for id in [&owner, &ids.member, &ids.group] {
        assert!(compose.contains(&format!("form[named][{id}]")), "{compose}");
    }
    for who in [Who::Mo, Who::Obi, Who::Otto] {
        let id = world.cast.member(who);
        assert!(!compose.contains(&format!("form[named][{id}]")), "{who:?}");
    }

    let say = |named: Option<&str>| -> Vec<(String, String)> {
        let of = [
            ("workspace", ids.workspace.clone()),
            ("id", Uuid::now_v7().to_string()),
            ("record", ids.task.clone()),
            ("text", WORD.into()),
            ("audience", "named".into()),
        ];
        let of = of.into_iter().map(|(name, value)| (name.to_owned(), value));
        let named = named.map(|id| (format!("named][{id}"), "on".to_owned()));
        of.chain(named).collect()
    };
    let sent = async |form: Vec<(String, String)>| {
        let form: Vec<_> = form.iter().map(|(name, value)| (&**name, value)).collect();
        mo.post("/do/talk/add_comment", &form).await
    };
    let before = world.direct.dump();
    for named in [None, Some(world.cast.member(Who::Otto)), Some("Olga")] {
        let answer = sent(say(named)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.refused_fields(), ["named"]);
    }
    assert!(before == world.direct.dump());
    let answer = sent(say(Some(&owner))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);

    let task: Fields = vec![workspace.clone(), ("code", ids.code.clone())];
    for reader in [&olga, &mo] {
        let shown = reader.get(&page).await;
        assert!(shown.body.contains(WORD) && shown.body.contains("Only for Olga"));
        let read = reader.read("/do/plan/task", &task).await;
        assert!(read.body.contains(WORD));
    }
    let others: [(&str, Browser); 6] = [
        ("Nia", world.browser(Who::Nia)),
        ("Obi", world.browser(Who::Obi)),
        ("Otto", world.browser(Who::Otto)),
        ("Cora", world.browser(Who::Cora)),
        ("Faye", world.browser(Who::Faye)),
        ("nobody", world.nobody()),
    ];
    let downloads = ["export.json", "export.csv"]
        .map(|file| format!("/{}/p/{}/{file}", ids.workspace, ids.key));
    let day = format!("/export/{}/day/{}", ids.workspace, ids.today);
    let pages = matrix::addresses(&ids).into_iter().map(|(_, at)| at);
    let all: Vec<_> = pages.chain(downloads).chain([day]).collect();
    for (who, browser) in &others {
        for address in &all {
            let shown = browser.get(address).await;
            assert!(!shown.body.contains(WORD), "{who} reads it at {address}");
        }
        let read = browser.read("/do/plan/task", &task).await;
        assert!(!read.body.contains(WORD), "{who}");
    }
}
