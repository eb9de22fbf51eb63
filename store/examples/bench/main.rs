//! What the figures of docs/acceptance are measured with: `cargo xtask bench` builds and runs it.
//!
//! ```text
//! bench writers --data FOLDER [--seconds 60] [--writers 32]    each change durable before it counts
//! bench kill --data FOLDER [--times 20]                        kill -9 in the middle, then look
//! bench search --data FOLDER                                   questions to a hundred thousand records
//! bench crowd --data FOLDER                                    the database that `bench http` and `import` serve
//! ```
//!
//! `--database postgres://…` in place of `--data` measures PostgreSQL. All of it goes through the store's own functions.

mod crowd;
mod direct;
mod house;
mod kill;
mod search;
mod writers;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use store::db::Place;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Args, Clone)]
struct Where {
    /// The folder for a SQLite database
    #[arg(long, default_value = "bench")]
    data: PathBuf,
    /// A PostgreSQL database in its place; it is empty
    #[arg(long)]
    database: Option<String>,
}

impl Where {
    fn place(&self) -> Place {
        Place::new(self.database.as_deref(), &self.data)
    }
}

#[derive(Subcommand)]
enum What {
    Writers {
        #[command(flatten)]
        place: Where,
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        #[arg(long, default_value_t = 32)]
        writers: usize,
    },
    Kill {
        #[command(flatten)]
        place: Where,
        #[arg(long, default_value_t = 20)]
        times: usize,
        #[arg(long, default_value_t = 32)]
        writers: usize,
    },
    /// Changes without end and says each that was acknowledged: what `kill` starts and kills
    Child {
        #[command(flatten)]
        place: Where,
        #[arg(long, default_value_t = 32)]
        writers: usize,
    },
    Crowd {
        #[command(flatten)]
        place: Where,
    },
    Search {
        #[command(flatten)]
        place: Where,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().what {
        What::Writers {
            place,
            seconds,
            writers,
        } => writers::run(&place.place(), Duration::from_secs(seconds), writers).await,
        What::Kill {
            place,
            times,
            writers,
        } => kill::run(&place, times, writers).await,
        What::Child { place, writers } => kill::child(&place.place(), writers).await,
        What::Crowd { place } => crowd::run(&place.place()).await,
        What::Search { place } => search::run(&place.place()).await,
    }
}
