//! Questions to a workspace of a hundred thousand records: by whoever sees all of it, and by somebody in a few projects.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::access::Comment;
use domain::audience::Audience;
use domain::id::RecordId;
use domain::plan::lines::{Line, MOST};
use domain::search::Asked;
use domain::talk::NewComment;
use futures::future::{join_all, try_join_all};
use store::door::{grant, session};
use store::keys::Sight;
use store::plan::lines;
use store::tx::Act;
use store::{Db, db::Place, search, talk};
use uuid::Uuid;

use crate::house::{self, House, PASSWORD};
use crate::writers::{at, engine};

const PROJECTS: usize = 45;
const TASKS: usize = 2_000;
const COMMENTS: usize = 10_000;
/// Comments side by side: they share commits.
const AT_ONCE: usize = 64;
const QUESTIONS: usize = 4_000;
/// Who asks at the same time.
const ASKERS: usize = 8;
/// Every so-manieth project is the member's too.
const THEIRS: usize = 15;

pub async fn run(place: &Place) -> Result<()> {
    let house = house::open(place).await?;
    let member = *house.people(1).await?.first().context("nobody joined")?;
    let mut chance = Chance(42);
    let mut records = 0;
    for n in 0..PROJECTS {
        let people = if n % THEIRS == 0 {
            vec![member]
        } else {
            vec![]
        };
        let key = format!("S{n}");
        let project = house.project_with(&key, &chance.words(3), &people).await?;
        records += fill(&house, project, &mut chance).await?;
    }
    house.db.learn(&house.duty).await?;
    let form = domain::form::SignIn {
        email: "person1@example.test".into(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    let begun = session::sign_in(&house.db, &form, &Default::default()).await?;
    let signed = session::signed(&house.db, &begun.token).await?;
    let person = signed.context("nobody is signed in")?;
    for (who, signed) in [("owner", &house.owner), ("member", &person)] {
        let sight = grant::sight(&house.db, signed, &house.slug).await?;
        let asked: Vec<_> = (0..QUESTIONS).map(|_| chance.question()).collect();
        for askers in [1, ASKERS] {
            report(
                place,
                who,
                records,
                askers,
                ask(&house.db, &sight, &asked, askers).await?,
            );
        }
    }
    house.db.close().await;
    Ok(())
}

/// Tasks by the hundred, as pasted, and comments on them. Says how many records.
async fn fill(house: &House, project: RecordId, chance: &mut Chance) -> Result<usize> {
    let may = house.may_edit(project).await?;
    for _ in 0..TASKS / MOST {
        let lines: Vec<_> = (0..MOST)
            .map(|_| Line {
                title: chance.words(6),
                parent: None,
                done: false,
            })
            .collect();
        lines::create_tasks(&house.db, &may, &Act::once(), &lines).await?;
    }
    let may = grant::granted_on::<Comment>(&house.db, &house.owner, &house.slug, project).await?;
    let comments: Vec<_> = (0..COMMENTS / PROJECTS)
        .map(|_| NewComment {
            id: RecordId(Uuid::now_v7()),
            text: chance.words(20),
            audience: Audience::Internal,
            named: vec![],
        })
        .collect();
    for some in comments.chunks(AT_ONCE) {
        let said = some.iter().map(|comment| async {
            talk::add_comment(&house.db, &may, &Act::once(), project, comment).await
        });
        try_join_all(said).await?;
    }
    Ok(1 + TASKS + comments.len())
}

struct Answers {
    times: Vec<Duration>,
    hits: usize,
}

async fn ask(db: &Db, sight: &Sight, asked: &[Asked], askers: usize) -> Result<Answers> {
    let each = (0..askers).map(|n| async move {
        let mut times = Vec::new();
        let mut hits = 0;
        for asked in asked.iter().skip(n).step_by(askers) {
            let begun = Instant::now();
            hits += search::find(db, sight, asked).await?.len();
            times.push(begun.elapsed());
        }
        anyhow::Ok((times, hits))
    });
    let mut answers = Answers {
        times: Vec::new(),
        hits: 0,
    };
    for one in join_all(each).await {
        let (times, hits) = one?;
        answers.times.extend(times);
        answers.hits += hits;
    }
    answers.times.sort();
    ensure!(answers.hits > 0, "nothing was found");
    Ok(answers)
}

fn report(place: &Place, who: &str, records: usize, askers: usize, answers: Answers) {
    let Answers { times, hits } = answers;
    println!(
        "| {} | {who}, {askers} at a time | {records} records | {} questions, {hits} found | p50 {:.1} ms | p95 {:.1} ms | p99 {:.1} ms | longest {:.1} ms |",
        engine(place),
        times.len(),
        at(&times, 0.50),
        at(&times, 0.95),
        at(&times, 0.99),
        at(&times, 1.0),
    );
}

/// A generator of its own: the same words and questions each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    /// One of 4,096 words, a few of them in every other text, most of them rare: as words are.
    fn word(&mut self) -> String {
        const PARTS: [&str; 16] = [
            "ta", "li", "mon", "ker", "sa", "ru", "ven", "do", "pel", "zi", "bor", "ne", "ash",
            "qui", "fo", "gra",
        ];
        let (a, b) = (self.below(4096), self.below(4096));
        let rank = a * b / 4096;
        [rank % 16, rank / 16 % 16, rank / 256]
            .map(|part| PARTS[part])
            .concat()
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<_> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// A word or two, most of them only begun, or a key.
    fn question(&mut self) -> Asked {
        if self.below(10) == 0 {
            return Asked::of(&format!("s{}-{}", self.below(PROJECTS), self.below(TASKS)));
        }
        let mut typed = String::new();
        for _ in 0..=self.below(2) {
            let word = self.word();
            let letters = 2 + self.below(word.len() - 1);
            typed.extend(word.chars().take(letters));
            typed.push(' ');
        }
        Asked::of(&typed)
    }
}
