//! `daymark`.

// The types of views nest deeply.
#![recursion_limit = "512"]

use clap::Parser;
use server::settings::{Cli, Command};
use server::{boot, commands, exchange};

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
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
                Command::Restore { from } => commands::restore(&settings, &from).await,
                Command::Import(import) => exchange::import(&settings, import).await,
                Command::Erase(erase) => commands::erase(&settings, erase).await,
            }
        })
    });
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            // One line: what is wrong, and its causes after it.
            eprintln!("daymark: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
