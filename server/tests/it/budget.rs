//! What a page asks of the database: a few statements, as many for ten thousand tasks as for ten.

use std::collections::BTreeMap;

use app::kept::Kept;
use server::router::router;
use server::watch::Most;
use uuid::Uuid;

use crate::browser::Browser;
use crate::direct::Direct;
use crate::matrix;
use crate::world::{Ids, Who, World};

both!(
    a_page_asks_as_much_of_ten_thousand_tasks_as_of_ten,
    what_a_page_has_read_is_kept_until_something_changes,
);

const STATEMENTS: u64 = 15;
const ROWS: u64 = 2_000;

async fn a_page_asks_as_much_of_ten_thousand_tasks_as_of_ten(world: World) {
    let ids = Ids::of(&world).await;
    fill(&world, 10);
    let few = asked(&world, &ids).await;
    fill(&world, 990);
    let some = asked(&world, &ids).await;
    fill(&world, 9_000);
    // As after an import of so many.
    world.db.learn(&world.duty).await.unwrap();
    let many = asked(&world, &ids).await;
    let mut wrong = Vec::new();
    for (route, few) in &few {
        let (some, many) = (some[route], many[route]);
        println!(
            "{route}: {} statements; {}, {}, {} rows",
            many.statements, few.rows, some.rows, many.rows
        );
        if few.statements != some.statements || some.statements != many.statements {
            wrong.push(format!(
                "{route}: {}, {}, {} statements for 10, 1,000 and 10,000 tasks",
                few.statements, some.statements, many.statements
            ));
        }
        if many.statements > STATEMENTS {
            wrong.push(format!("{route}: {} statements", many.statements));
        }
        if many.rows > ROWS {
            wrong.push(format!("{route}: {} rows", many.rows));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What each page asks of the database when Olga looks at it first, by its route.
async fn asked(world: &World, ids: &Ids) -> BTreeMap<&'static str, Most> {
    let mut app = world.app();
    app.kept = Kept::at_most(0);
    let watch = app.watch.clone();
    let olga = Browser::new(router(app)).with_cookie("sid", world.cast.token(Who::Olga));
    let mut asked = BTreeMap::new();
    for (route, address) in matrix::addresses(ids) {
        let answer = olga.get(&address).await;
        assert!(!answer.status.is_server_error(), "{address}: {answer:?}");
        asked.insert(route, watch.most(route));
    }
    asked
}

/// More tasks in the project, copies of one that is there, each assigned to Mo and waiting for the one before it; on
/// every tenth hangs a comment. In the tables themselves: that it is ten thousand is all that matters.
fn fill(world: &World, more: usize) {
    let direct = &world.direct;
    let literal = |id: &str| match direct {
        Direct::Sqlite(_) => format!("x'{}'", id.replace('-', "")),
        Direct::Postgres(_) => format!("'{id}'::uuid"),
    };
    let (task, comment) = (literal(&world.cast.task), literal(&world.cast.comment));
    let mo = literal(world.cast.member(Who::Mo));
    let copy = |table: &str, of: &str, from: &str, other: &[(&str, &str)]| {
        let columns = columns(direct, table);
        let values: Vec<_> = columns
            .iter()
            .map(|column| {
                let own = other.iter().find(|(name, _)| name == column);
                own.map_or_else(|| format!("o.{column}"), |(_, value)| (*value).to_owned())
            })
            .collect();
        format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table} o, {from} WHERE o.id = {of};\n",
            columns.join(", "),
            values.join(", ")
        )
    };
    let (fresh, place, now) = match direct {
        Direct::Sqlite(_) => (
            format!(
                "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {more}) \
                 SELECT n, randomblob(16) AS id, randomblob(16) AS other FROM c"
            ),
            "printf('%012x', f.n + (SELECT next_number FROM project WHERE id = o.project))",
            "'2026-01-05T09:00:00.000000+00:00'",
        ),
        Direct::Postgres(_) => (
            format!(
                "SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS other FROM generate_series(1, {more}) n"
            ),
            "lpad(to_hex(f.n + (SELECT next_number FROM project WHERE id = o.project)), 12, '0')",
            "now()",
        ),
    };
    let number = "f.n + (SELECT next_number FROM project WHERE id = o.project)";
    let mut sql = format!("CREATE TEMP TABLE fresh AS {fresh};\n");
    sql += &copy("record", &task, "fresh f", &[("id", "f.id")]);
    sql += &copy(
        "task",
        &task,
        "fresh f",
        &[("id", "f.id"), ("number", number), ("outline", place)],
    );
    let every = "(SELECT * FROM fresh WHERE n % 10 = 0) f";
    sql += &copy(
        "record",
        &comment,
        every,
        &[("id", "f.other"), ("parent", "f.id")],
    );
    sql += &copy("comment", &comment, every, &[("id", "f.other")]);
    sql += &format!(
        "INSERT INTO task_assignee (workspace, task, member, units) SELECT o.workspace, f.id, {mo}, 1000 FROM task o, fresh f WHERE o.id = {task};\n\
         INSERT INTO task_link (workspace, id, project, predecessor, successor, kind, lag_kind, lag, made_at, made_by) \
         SELECT o.workspace, f.other, o.project, b.id, f.id, 'fs', 'working', 0, {now}, {mo} FROM task o, fresh f JOIN fresh b ON b.n = f.n - 1 WHERE o.id = {task};\n\
         UPDATE project SET next_number = next_number + {more} WHERE id = (SELECT project FROM task WHERE id = {task});\n\
         ANALYZE;\n"
    );
    direct.run(&sql);
}

fn columns(direct: &Direct, table: &str) -> Vec<String> {
    direct.lines(&match direct {
        Direct::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}')"),
        Direct::Postgres(_) => format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' AND table_schema = current_schema() AND is_generated = 'NEVER'"
        ),
    })
}

async fn what_a_page_has_read_is_kept_until_something_changes(world: World) {
    const ROUTE: &str = "/{workspace}/p/{project}";
    let ids = Ids::of(&world).await;
    let kept = world.app().kept;
    // Looks with a watch of its own.
    let look = async |who: Who| {
        let mut app = world.app();
        app.kept = kept.clone();
        let watch = app.watch.clone();
        let browser = Browser::new(router(app)).with_cookie("sid", world.cast.token(who));
        let address = format!("/{}/p/{}", ids.workspace, ids.key);
        (
            browser.get(&address).await.body,
            watch.most(ROUTE).statements,
        )
    };
    // A minute may end between two looks; not between each two of three.
    let (_, first) = look(Who::Olga).await;
    let again = look(Who::Olga).await.1.min(look(Who::Olga).await.1);
    assert!(again * 2 < first, "{first} statements, then {again}");
    // Somebody else's is their own.
    assert!(look(Who::Mo).await.1 > again);
    // A change is there at once.
    let title = "CNRY made just now";
    let form = [
        ("workspace", world.cast.north.clone()),
        ("project", world.cast.project.clone()),
        ("id", Uuid::now_v7().to_string()),
        ("title", title.to_owned()),
    ];
    let mo = world.browser(Who::Mo);
    mo.done("/do/plan/create_task", &form).await;
    let (page, statements) = look(Who::Olga).await;
    assert!(page.contains(title) && statements > again, "{statements}");
}
