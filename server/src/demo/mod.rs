//! The demo workspace: an agency of twelve people with three clients and five projects, some weeks into them. What is in
//! it stands in [`cast`] and `plans/`; it is made change by change through the store's own functions, at the time at
//! which each would have been made (docs/decisions/0010), with dates that follow from today.

mod cast;
mod days;
mod deeds;
mod moments;
mod schedule;
mod script;
mod stage;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use store::Db;
use store::door::rehearsal::{self, Rehearsal};
use store::door::start;
use store::keys::Duty;

use script::Plan;
use stage::Stage;

/// Makes it unless it is there. Refused where somebody works already.
pub async fn ready(db: &Db, duty: &Duty, now: DateTime<Utc>) -> Result<()> {
    match rehearsal::finished(db, duty).await? {
        Some(name) if name == cast::SLUG => return Ok(()),
        Some(name) => bail!("this database holds a rehearsal of its own: {name}"),
        None => {}
    }
    let rehearsal = Rehearsal::begin(db, duty).await?;
    let code = start::owner_code(db, duty)
        .await?
        .context("this database has an owner already: the demo goes into an empty one only")?;
    println!("The demo is made now, which takes a while; stopped, it has to be made anew …");
    let plans = plans()?;
    let spans = schedule::lay_out(&plans);
    let mut stage = Stage::set(db, &rehearsal, &code, now).await?;
    for deed in deeds::all(&plans, &spans, now)? {
        stage
            .perform(&plans, &spans, &deed)
            .await
            .with_context(|| {
                format!("the demo could not go on: {:?} by {}", deed.what, deed.who)
            })?;
    }
    rehearsal.finish(cast::SLUG).await?;
    Ok(())
}

/// Who can sign in, one of each kind, and what there is to see.
pub fn sign_ins() -> Vec<String> {
    let mut lines = vec![format!("The demo: {}", cast::WORKSPACE)];
    let mut say = |what: &str, value: &str| lines.push(format!("  {what:<18} {value}"));
    say("Workspace:", cast::SLUG);
    say("Largest project:", "PEN");
    for (what, short) in [
        ("Owner:", "ruth"),
        ("Manager:", "daniel"),
        ("Member:", "ellie"),
        ("Contractor:", "arjun"),
        ("Observer:", "frances"),
    ] {
        if let Some(person) = cast::PEOPLE.iter().find(|p| p.short == short) {
            say(what, &person.email());
        }
    }
    say("Password of each:", cast::PASSWORD);
    lines
}

/// The projects, the largest first.
fn plans() -> Result<Vec<Plan>> {
    [
        include_str!("plans/museum.txt"),
        include_str!("plans/savings.txt"),
        include_str!("plans/access.txt"),
        include_str!("plans/catalogue.txt"),
        include_str!("plans/studio.txt"),
    ]
    .into_iter()
    .map(script::read)
    .collect()
}
