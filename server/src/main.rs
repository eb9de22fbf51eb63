//! `daymark`.

// The types of views nest deeply.
#![recursion_limit = "512"]

use std::process::ExitCode;

use app::words;
use clap::Parser;
use clap::error::ErrorKind;
use domain::refusal::{FieldRefusal, Refused};
use server::settings::{Cli, Command};
use server::{boot, commands, exchange};
use store::error::Error;

/// A page is a hundred thousand small allocations, in SQLite's C as well as here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return say(&error),
    };
    let outcome = cli.settings().and_then(|settings| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            match cli.command {
                Command::Serve(_) => boot::serve(settings).await,
                Command::Migrate => commands::migrate(&settings).await,
                Command::User(user) => commands::user(&settings, user).await,
                Command::Verify { head } => commands::verify(&settings, head.as_deref()).await,
                Command::Backup { to } => commands::backup(&settings, &to).await,
                Command::Restore { from, take_files } => {
                    commands::restore(&settings, &from, take_files).await
                }
                Command::Import(import) => exchange::import(&settings, import).await,
                Command::Erase(erase) => commands::erase(&settings, erase).await,
                Command::Workspace(workspace) => commands::workspace(&settings, workspace).await,
            }
        })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("daymark: {}", what_is_wrong(&error));
            ExitCode::FAILURE
        }
    }
}

/// One line: what is wrong, and its causes after it. A refusal reads as on a page.
fn what_is_wrong(error: &anyhow::Error) -> String {
    let Some(Error::Refused(refused)) = error.chain().find_map(|cause| cause.downcast_ref()) else {
        return format!("{error:#}");
    };
    let mut said = vec![];
    let during = error.to_string();
    if !during.starts_with("refused") {
        said.push(during);
    }
    match refused {
        Refused::Invalid { fields } if !fields.is_empty() => {
            let field =
                |of: &FieldRefusal| format!("{}: {}", of.field, words::code(of.code, &of.arg));
            said.extend(fields.iter().map(field));
        }
        other => said.push(words::refused(other)),
    }
    said.join(": ")
}

/// Help and version as they are; what cannot be read in one line, as everything else that is wrong.
fn say(error: &clap::Error) -> ExitCode {
    let helps = [
        ErrorKind::DisplayHelp,
        ErrorKind::DisplayVersion,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
    ];
    if helps.contains(&error.kind()) {
        // A closed pipe is nobody who reads.
        let _ = error.print();
        return if error.use_stderr() {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        };
    }
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    let line: Vec<_> = first.split_whitespace().collect();
    let line = line.join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    eprintln!("daymark: {line}; `daymark --help` says what there is");
    ExitCode::FAILURE
}
