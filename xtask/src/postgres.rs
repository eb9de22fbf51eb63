//! A PostgreSQL of our own for the tests: temporary folder, own port, gone afterwards.
//!
//! It is watched by a small shell that waits for the end of its stdin, a pipe this process
//! holds. However this process ends — well, by panic, Ctrl-C or `kill -9` — the pipe closes,
//! and the shell stops the server and removes the folder. No signal handler is needed.

use std::{
    env, fs,
    io::{Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{run, setup};

const USER: &str = "daymark";

/// The watcher: `$1` the program folder, `$2` the data, `$3` the port. SIGINT is PostgreSQL's
/// fast shutdown. Its connections are torn down even if a test left some open.
const WATCH: &str = r#"
"$1/postgres" -D "$2/db" -p "$3" -k "$2" -h 127.0.0.1 >"$2/log" 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
cd /
rm -rf "$2"
"#;

/// A running server. Dropping it stops it.
pub struct Server {
    watcher: Child,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Makes and starts one; `bin` is the folder with `initdb` and `postgres`.
    pub fn start(bin: &Path) -> Result<Self> {
        let account = Account::to_run_as()?;
        let port = free_port()?;
        let name = format!("daymark-pg-{}-{port}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).with_context(|| format!("Cannot make {}", folder.display()))?;
        account.give(&folder)?;

        let mut init = run::command(bin.join("initdb"));
        init.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        init.arg(format!("--username={USER}"))
            .arg("-D")
            .arg(folder.join("db"));
        run::read(account.apply(&mut init).current_dir(&folder))?;
        configure(&folder.join("db"))?;

        let mut watch = run::command("sh");
        watch
            .args(["-c", WATCH, "sh"])
            .arg(bin)
            .arg(&folder)
            .arg(port.to_string());
        watch.stdin(Stdio::piped()).current_dir(&folder);
        own_group(account.apply(&mut watch));
        let watcher = watch
            .spawn()
            .context("PostgreSQL's watcher could not be started")?;
        let mut server = Self {
            watcher,
            folder,
            port,
        };
        server.wait_until_ready(bin)?;
        Ok(server)
    }

    /// For `DAYMARK_TEST_POSTGRES`: a superuser, who may create a database per test.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, bin: &Path) -> Result<()> {
        let start = Instant::now();
        loop {
            let mut ask = run::command(bin.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            if run::works(&mut ask) {
                return Ok(());
            }
            if start.elapsed() > Duration::from_secs(30) {
                let said = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start in 30 s: {}", said.trim());
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        drop(self.watcher.wait());
        // Usually gone already; the watcher may lack the right to remove it from its parent.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Durability is switched off: a test may kill Daymark, never the machine.
fn configure(db: &Path) -> Result<()> {
    let file = db.join("postgresql.conf");
    let mut conf = fs::File::options()
        .append(true)
        .open(&file)
        .with_context(|| format!("Cannot write {}", file.display()))?;
    conf.write_all(
        b"\nfsync = off\nfull_page_writes = off\nmax_connections = 300\nshared_buffers = 128MB\n\
          log_min_messages = warning\n",
    )
    .context("Cannot configure PostgreSQL")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("No port is free")?;
    Ok(listener.local_addr().context("No port is free")?.port())
}

/// PostgreSQL refuses to run as root; root runs it as the account its package made.
enum Account {
    Own,
    Other { uid: u32, gid: u32 },
}

impl Account {
    fn to_run_as() -> Result<Self> {
        if !setup::is_root() {
            return Ok(Self::Own);
        }
        let mut accounts = String::new();
        fs::File::open("/etc/passwd")
            .and_then(|mut file| file.read_to_string(&mut accounts))
            .context("Cannot read /etc/passwd")?;
        let (uid, gid) = ids_of("postgres", &accounts).context(
            "PostgreSQL does not run as root, and there is no account `postgres` to run it as",
        )?;
        Ok(Self::Other { uid, gid })
    }

    #[cfg(unix)]
    fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        use std::os::unix::process::CommandExt;
        if let Self::Other { uid, gid } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    #[cfg(unix)]
    fn give(&self, folder: &Path) -> Result<()> {
        if let Self::Other { uid, gid } = self {
            std::os::unix::fs::chown(folder, Some(*uid), Some(*gid))
                .with_context(|| format!("Cannot hand over {}", folder.display()))?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
    }

    #[cfg(not(unix))]
    fn give(&self, _: &Path) -> Result<()> {
        Ok(())
    }
}

/// A group of its own: Ctrl-C at the terminal must not reach the watcher before it has work.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// User and group number of a line `name:x:uid:gid:…`.
fn ids_of(name: &str, accounts: &str) -> Option<(u32, u32)> {
    accounts.lines().find_map(|line| {
        let fields: Vec<_> = line.split(':').collect();
        match fields[..] {
            [found, _, uid, gid, ..] if found == name => {
                Some((uid.parse().ok()?, gid.parse().ok()?))
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    /// Needs PostgreSQL's programs; `ci` has them.
    #[test]
    fn a_server_starts_answers_and_is_gone_afterwards() {
        let Some(bin) = setup::postgresql_programs() else {
            assert!(!crate::place::is_ci(), "PostgreSQL's programs are missing");
            return;
        };
        let server = Server::start(&bin).unwrap();
        let (port, folder) = (server.port, server.folder.clone());
        assert!(server.url().contains(&format!(":{port}/")));
        TcpStream::connect(("127.0.0.1", port)).unwrap();
        drop(server);
        TcpStream::connect(("127.0.0.1", port)).unwrap_err();
        assert!(!folder.exists());
    }

    #[test]
    fn accounts_are_found_by_whole_name() {
        let text =
            "root:x:0:0:root:/:/bin/sh\npostgres2:x:9:9::/:\npostgres:x:105:113:x:/var:/bin/bash\n";
        assert_eq!(ids_of("postgres", text), Some((105, 113)));
        assert_eq!(ids_of("post", text), None);
    }
}
