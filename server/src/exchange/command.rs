//! `daymark import`: the same functions as in the browser, for a member named by address.

use std::collections::BTreeMap;

use ::app::words::exchange as said;
use anyhow::Context;
use domain::access::CreateProject;
use domain::event::ActorKind;
use domain::exchange::brief::{self, Brief};
use domain::exchange::landing;
use domain::exchange::people::Match;
use domain::exchange::report::Report;
use domain::exchange::start::{self, NOBODY, Start};
use domain::form::StartImport;
use domain::refusal::Refused;
use store::Db;
use store::door::grant::{self, Asker};
use store::exchange::{self, Run, Upload};
use store::keys::{Duty, OnBehalf};
use store::tx::Act;
use uuid::Uuid;

use crate::commands;
use crate::settings::{Import, Settings};

/// Rows of a finding that are printed where a page will show all that the report has.
const ROWS: usize = 20;

pub async fn import(settings: &Settings, import: Import) -> anyhow::Result<()> {
    if let Some(id) = import.resume {
        let (db, duty) = commands::open_made(settings).await?;
        let asker = exchange::asker(&db, &duty, id)
            .await
            .map_err(|e| in_words(e, "there is no such import"))?;
        run(&db, &duty, &asker, id).await?;
        db.close().await;
        return Ok(());
    }
    let file = import.file.clone().unwrap_or_default();
    let bytes = read_file(&file)?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (plan, report) = domain::exchange::read(&bytes)
        .map_err(|not_read| anyhow::anyhow!(sentence(&not_read.refused())))?;
    drop(bytes);
    say_report(&report, import.dry_run);
    let (db, duty) = commands::open_made(settings).await?;
    let (slug, email) = (
        import.workspace.clone().unwrap_or_default(),
        import.member.clone().unwrap_or_default(),
    );
    let asker = grant::asker(&db, &duty, &slug, &email)
        .await
        .map_err(|e| in_words(e, &format!("{email} is no member of {slug}")))?;
    let brief = Brief::of(&plan, report, &name);
    let chosen = choose(&db, &duty, &asker, &import, &brief).await?;
    if import.dry_run {
        db.close().await;
        println!("Nothing was made: this was a dry run.");
        return Ok(());
    }
    let upload = Upload::of(&name, &plan, &brief)?;
    drop(plan);
    let key = key(&db, &duty, &asker, Uuid::nil()).await?;
    let read = exchange::read(&db, &key, &Act::once(), &upload).await?;
    drop(upload);
    let id = read.what;
    exchange::start(&db, &key, &Act::once(), id, &chosen)
        .await
        .map_err(|e| in_words(e, "the project cannot be begun"))?;
    println!("Import {id}; if it is interrupted, go on with: daymark import --resume {id}");
    run(&db, &duty, &asker, id).await?;
    println!("The project {} is there: {}", chosen.key, chosen.title);
    db.close().await;
    Ok(())
}

/// No more of it than may be read.
fn read_file(file: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;
    let opened = std::fs::File::open(file)
        .with_context(|| format!("the file {} cannot be opened", file.display()))?;
    let mut bytes = Vec::new();
    let most = crate::upload::FILE as u64 + 1;
    opened
        .take(most)
        .read_to_end(&mut bytes)
        .with_context(|| format!("the file {} cannot be read", file.display()))?;
    Ok(bytes)
}

async fn key(
    db: &Db,
    duty: &Duty,
    asker: &Asker,
    id: Uuid,
) -> anyhow::Result<OnBehalf<CreateProject>> {
    grant::on_behalf(db, duty, asker, ActorKind::Import, id)
        .await
        .map_err(|e| in_words(e, "that member may not begin projects"))
}

/// Of a dry run there is nothing else to look at: all that the report has.
fn say_report(report: &Report, whole: bool) {
    for (what, n) in report.became.counts() {
        let (there, here) = said::became(what, n);
        println!("{there:<32} {here}");
    }
    for column in &report.columns {
        println!(
            "{:<32} {}",
            said::import_column(&column.name, column.filled),
            said::place(column.place)
        );
    }
    for finding in &report.findings {
        println!(
            "\n{}: {} ({})",
            said::effect(finding.effect),
            said::finding(finding.code),
            finding.count
        );
        let most = if whole { usize::MAX } else { ROWS };
        for row in finding.rows.iter().take(most) {
            println!("  {}", said::found(finding.code, row));
        }
        match finding.count - finding.rows.len().min(most) as u64 {
            0 => {}
            more if whole => println!("  {}", said::import_more_counted(more)),
            more => println!("  {}", said::import_more_on_page(more)),
        }
    }
    println!("\n{}", said::import_left_out());
    for one in &report.left_out {
        println!(
            "  {}: {}",
            one.path,
            said::import_path(one.count, one.filled)
        );
        let whose = said::import_whose(one);
        if !whose.is_empty() {
            println!("    {whose}");
        }
    }
    println!();
}

/// What the options say, filled up with what is offered in the browser. Whoever could be more than one has to be named.
async fn choose(
    db: &Db,
    duty: &Duty,
    asker: &Asker,
    import: &Import,
    brief: &Brief,
) -> anyhow::Result<Start> {
    let key = key(db, duty, asker, Uuid::nil()).await?;
    let (members, proposals) = exchange::proposals(db, &key, brief).await?;
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    let mut asked = Vec::new();
    for one in &proposals {
        let uid = one.resource.to_string();
        match &one.match_ {
            Match::ByEmail { id } | Match::ByName { id } => _ = people.insert(uid, id.to_string()),
            Match::Ask { .. } => asked.push(one.resource),
            Match::Nobody | Match::NotAPerson => {}
        }
    }
    for given in &import.people {
        let (uid, who) = given
            .split_once('=')
            .with_context(|| format!("--people {given}: NUMBER=ADDRESS is wanted"))?;
        let chosen = if who == NOBODY {
            NOBODY.to_owned()
        } else {
            let folded = domain::text::fold(who);
            members
                .iter()
                .find(|member| domain::text::fold(&member.email) == folded)
                .map(|member| member.id.to_string())
                .with_context(|| format!("--people {given}: {who} is no member"))?
        };
        people.insert(uid.trim().to_owned(), chosen);
    }
    for one in &proposals {
        let who = match people.get(&one.resource.to_string()).map(String::as_str) {
            None if asked.contains(&one.resource) => {
                "more than one could be meant: name them with --people".to_owned()
            }
            None | Some(NOBODY) => "nobody here, kept by name".to_owned(),
            Some(id) => members
                .iter()
                .find(|member| member.id.to_string() == id)
                .map_or_else(String::new, |member| member.email.clone()),
        };
        println!("{:>6} {}: {who}", one.resource, one.name);
    }
    let client = match &import.client {
        None => String::new(),
        Some(name) => {
            let folded = domain::text::fold(name);
            let clients = exchange::clients(db, &key).await?;
            clients
                .into_iter()
                .find(|client| domain::text::fold(&client.name) == folded)
                .map(|client| client.id.to_string())
                .with_context(|| format!("there is no client {name}"))?
        }
    };
    let title = import.title.clone().unwrap_or_else(|| brief.title.clone());
    for (state, landing) in brief.states.iter().zip(landing::proposed(&brief.states)) {
        println!(
            "{}: {}",
            state.name,
            said::import_landing(landing, &state.name)
        );
    }
    let zone = match &import.zone {
        Some(zone) => zone.clone(),
        None => grant::zone_of(db, &key).await?,
    };
    let form = StartImport {
        id: Uuid::now_v7().to_string(),
        key: import.key.clone().unwrap_or_else(|| match &import.title {
            Some(title) => brief::key_of(title),
            None => brief.key(),
        }),
        title,
        client,
        zone,
        people,
        ..StartImport::default()
    };
    if !asked.is_empty() && import.dry_run {
        let known = |uid: &i64| form.people.contains_key(&uid.to_string());
        asked.retain(known);
    }
    let asked = asked.into_iter().collect();
    start::start(&form, brief, &asked, ::app::session::known_zone).map_err(|refused| {
        let fields = match &refused {
            Refused::Invalid { fields } => fields
                .iter()
                .map(|field| {
                    format!(
                        "{}: {}",
                        field.field.replace("][", " "),
                        ::app::words::code(field.code, &field.arg)
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
            other => sentence(other),
        };
        anyhow::anyhow!(fields)
    })
}

/// Batch by batch. Somebody else, the server's own worker, may be at it too: each batch is done once.
async fn run(db: &Db, duty: &Duty, asker: &Asker, id: Uuid) -> anyhow::Result<()> {
    let begun = std::time::Instant::now();
    let first = key(db, duty, asker, id).await?;
    let mut run = Run::open(db, &first, id)
        .await
        .map_err(|e| in_words(e, "the import cannot go on"))?;
    loop {
        let key = key(db, duty, asker, id).await?;
        match run.next(db, &key).await {
            Ok(progress) => {
                println!(
                    "{}, {:.1} s",
                    said::import_progress(progress.batches_done, progress.batches),
                    begun.elapsed().as_secs_f64()
                );
                if progress.is_done() {
                    db.learn(duty).await?;
                    return Ok(());
                }
            }
            Err(error) if super::passes(&error) => {
                tokio::time::sleep(super::PAUSE).await;
            }
            Err(error) => return Err(in_words(error, "the import has stopped")),
        }
    }
}

fn in_words(error: store::Error, what: &str) -> anyhow::Error {
    match error {
        store::Error::Refused(Refused::Absent) => anyhow::anyhow!("{what}"),
        store::Error::Refused(refused) => anyhow::anyhow!("{what}: {}", sentence(&refused)),
        other => anyhow::Error::new(other).context(what.to_owned()),
    }
}

/// As pages say it; the field's sentence where it is one field's.
fn sentence(refused: &Refused) -> String {
    match refused {
        Refused::Invalid { fields } => fields
            .iter()
            .map(|field| ::app::words::code(field.code, &field.arg))
            .collect::<Vec<_>>()
            .join(" "),
        other => ::app::words::refused(other),
    }
}
