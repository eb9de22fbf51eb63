//! The program as an operator meets it: by its commands, its settings and its one-line refusals. The built binary, with
//! folders of its own.

mod running;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use clap::CommandFactory;
use server::settings::Cli;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_daymark");

/// No setting of whoever runs the tests reaches the program.
fn daymark() -> Command {
    clean(Command::new(BINARY))
}

fn clean(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DAYMARK_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// What it printed, of a run that went well.
fn went_well(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that says why it did not.
fn refusal(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{command:?}: {output:?}");
    one_line(&output)
}

fn one_line(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 1, "one line, not: {said}");
    assert!(lines[0].starts_with("daymark: "), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    lines[0].to_owned()
}

#[test]
fn every_command_and_setting_says_what_it_is_for() {
    let cli = Cli::command();
    cli.clone().debug_assert();
    let names: Vec<_> = cli.get_subcommands().map(|c| c.get_name()).collect();
    for name in [
        "serve",
        "migrate",
        "import",
        "user",
        "verify",
        "backup",
        "restore",
        "erase",
        "workspace",
    ] {
        assert!(names.contains(&name), "no command {name}: {names:?}");
    }
    fn walk(command: &clap::Command) {
        let name = command.get_name();
        let about = command.get_about().map(ToString::to_string);
        let about = about.unwrap_or_default();
        assert!(about.len() > 10, "{name} says nothing of itself");
        for argument in command.get_arguments() {
            // What clap adds says so itself.
            if ["help", "version"].contains(&argument.get_id().as_str()) {
                continue;
            }
            let positional = argument.is_positional() && !argument.get_id().as_str().is_empty();
            let help = argument.get_help().map(ToString::to_string);
            assert!(
                positional || help.is_some_and(|help| help.len() > 10),
                "{name}: {} says nothing of itself",
                argument.get_id()
            );
        }
        for under in command.get_subcommands() {
            walk(under);
        }
    }
    walk(&cli);
    // Settings can be given in the environment too, which the help tells.
    let serve = cli.find_subcommand("serve").unwrap();
    for argument in serve.get_arguments() {
        let id = argument.get_id().as_str();
        if argument.get_long().is_some() && id != "help" {
            let env = argument.get_env().unwrap_or_default().to_string_lossy();
            let expected = format!("DAYMARK_{}", id.to_uppercase());
            assert_eq!(env, expected);
        }
    }
}

#[test]
fn what_is_written_about_the_program_is_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cli = Cli::command();
    let subcommands: Vec<_> = cli.get_subcommands().collect();
    let settings: Vec<_> = subcommands
        .iter()
        .flat_map(|command| command.get_arguments())
        .chain(cli.get_arguments())
        .filter_map(|argument| argument.get_env()?.to_str())
        .collect();
    let (mut named, mut run) = (0, 0);
    for file in ["README.md", "Containerfile", "packaging/daymark.service"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        for rest in text.split("DAYMARK_").skip(1) {
            let end = rest.find(|c: char| !c.is_ascii_uppercase() && c != '_');
            let setting = format!("DAYMARK_{}", &rest[..end.unwrap_or(rest.len())]);
            assert!(
                settings.contains(&setting.as_str()),
                "{file} names {setting}"
            );
            named += 1;
        }
        for line in text.lines() {
            for rest in line.split("daymark ").skip(1) {
                // As far as the code goes in a sentence, and without what a shell leaves out.
                let rest = rest.split(['`', '#']).next().unwrap_or_default();
                let words: Vec<_> = rest.split_whitespace().collect();
                let Some(first) = words.first() else { continue };
                if subcommands.iter().any(|c| c.get_name() == *first) {
                    let words = ["daymark"].into_iter().chain(words.iter().copied());
                    // Help is no error.
                    let parsed = cli.clone().try_get_matches_from(words);
                    let wrong = parsed.err().filter(clap::Error::use_stderr);
                    assert!(wrong.is_none(), "{file}: {line}: {wrong:?}");
                    run += 1;
                }
            }
        }
    }
    assert!(named > 10 && run > 10, "{named} settings, {run} commands");
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let config = at("daymark.toml");
    let toml = format!("data = \"{}\"\n", at("by-file").display());
    std::fs::write(&config, toml).unwrap();
    let made = |name: &str| at(name).join("daymark.db").is_file();

    let mut command = daymark();
    command.arg("migrate").arg("--config").arg(&config);
    assert_eq!(went_well(&mut command), "The database is up to date.\n");
    assert!(made("by-file"));

    command.env("DAYMARK_DATA", at("by-environment"));
    went_well(&mut command);
    assert!(made("by-environment"));

    command.arg("--data").arg(at("by-flag"));
    went_well(&mut command);
    assert!(made("by-flag"));

    // The file itself can be named in the environment.
    std::fs::remove_dir_all(at("by-file")).unwrap();
    went_well(daymark().arg("migrate").env("DAYMARK_CONFIG", &config));
    assert!(made("by-file"));
}

#[test]
fn a_wrong_setting_is_one_line() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("daymark.toml");
    let with_file = |text: &str| {
        std::fs::write(&config, text).unwrap();
        let mut command = daymark();
        command.arg("serve").arg("--config").arg(&config);
        command.current_dir(folder.path());
        refusal(&mut command)
    };
    for (text, part) in [
        ("adr = \"127.0.0.1:1\"", "unknown field `adr`"),
        ("addr = \"everywhere\"", "addr"),
        ("url = \"daymark.example.org\"", "must begin with http"),
        ("database = \"mysql://x\"", "must begin with postgres://"),
        ("url = \"https://\"", "host and port alone"),
        ("url = \"https://a.example/b\"", "host and port alone"),
        ("log = \"info,,,===\"", "what is to be logged"),
        ("log = \"inof\"", "`inof` is no level"),
        ("log = \"info,store\"", "`store=debug`"),
        ("smtp = \"smtp://x\"", "--mail-from"),
        (
            "smtp = \"nonsense\"\nmail-from = \"a@example.org\"",
            "the mail server",
        ),
        (
            "smtp = \"smtp://x\"\nmail-from = \"nonsense\"",
            "mail can come from",
        ),
        ("mail-from = \"a@example.org\"", "--smtp"),
        ("metrics = \"0.0.0.0:9464\"", "--metrics-token"),
        ("bucket = \"files\"", "s3://NAME"),
        ("bucket = \"s3://files\"", "--bucket-secret"),
        ("metrics-token = \"short\"", "sixteen characters"),
    ] {
        let line = with_file(text);
        assert!(line.contains(part), "{text}: {line}");
    }
    let line = with_file("# one\nurl = \"http://a.example\"\nlog-json = 3\n");
    assert!(line.contains("line 3"), "{line}");
    for (args, part) in [
        (
            &["serve", "--addr", "everywhere"][..],
            "invalid value 'everywhere'",
        ),
        (
            &["serve", "--colour", "green"],
            "unexpected argument '--colour'",
        ),
        (&["paint"], "unrecognized subcommand 'paint'"),
        (&["erase", "workspace", "north"], "required arguments"),
    ] {
        let line = refusal(daymark().args(args));
        assert!(line.contains(part) && line.contains("--help"), "{line}");
    }
    // Who does not serve needs no half of what serving needs, whose other half stands in its environment.
    let text = "metrics = \"0.0.0.0:9464\"\nsmtp = \"smtp://x\"\n";
    std::fs::write(&config, text).unwrap();
    let mut command = daymark();
    command.arg("migrate").arg("--config").arg(&config);
    went_well(command.arg("--data").arg(folder.path().join("data")));
    for (variable, value) in [("DAYMARK_DEMO", "maybe"), ("DAYMARK_BEHIND_PROXY", "2")] {
        let line = refusal(daymark().arg("serve").env(variable, value));
        assert!(line.contains(value), "{line}");
    }
    let line = refusal(daymark().arg("serve").env("DAYMARK_METRICS", "9464"));
    assert!(line.contains("invalid value '9464'"), "{line}");
    let absent = folder.path().join("absent.toml");
    let line = refusal(daymark().arg("migrate").arg("--config").arg(&absent));
    assert!(line.contains("cannot be read"), "{line}");
    // A folder that cannot be made, as a file is in its place.
    let line = refusal(daymark().arg("migrate").arg("--data").arg(&config));
    assert!(line.contains("cannot be made"), "{line}");
    // Nor one that is no database, or lies where none can be.
    let there = folder.path().join("there");
    std::fs::create_dir(&there).unwrap();
    let file = there.join("daymark.db");
    let migrate = || {
        let mut command = daymark();
        command.arg("migrate").arg("--data").arg(&there);
        refusal(&mut command)
    };
    std::fs::write(&file, "Dear diary, ".repeat(1000)).unwrap();
    let line = migrate();
    let path = file.display().to_string();
    assert!(line.contains(&format!("{path} is no database")), "{line}");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let line = migrate();
    assert!(
        line.contains(&path) && line.contains("must be able to write"),
        "{line}"
    );
    let nowhere = "postgres://nobody@127.0.0.1:9/none";
    let line = refusal(daymark().args(["migrate", "--database", nowhere]));
    assert!(line.contains("does not answer"), "{line}");
    let line = refusal(daymark().args(["migrate", "--database", "postgres://a:b:c@@"]));
    assert!(line.contains("cannot be read"), "{line}");
}

#[test]
fn where_there_is_no_database_none_is_made() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("mistyped");
    for args in [
        &["verify"][..],
        &["user", "list"],
        &["erase", "person", "a@example.org"],
    ] {
        let line = refusal(daymark().args(args).arg("--data").arg(&data));
        assert!(line.contains("there is no database"), "{line}");
    }
    assert!(!data.exists());
}

#[test]
fn a_refusal_reads_as_on_a_page() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    went_well(daymark().arg("migrate").arg("--data").arg(data));
    let whom = ["erase", "person", "nobody@example.org"];
    let line = refusal(daymark().args(whom).arg("--data").arg(data));
    assert!(line.contains("no longer there"), "{line}");
    assert!(!line.contains("Absent"), "{line}");
}

#[test]
fn what_should_never_have_been_written_is_found_and_taken_out() {
    let shipped = Shipped::new();
    let mut command = shipped.serve();
    command.arg("--demo");
    let mut server = Running::start(command);
    server.port();
    server.stop();
    let events = |args: &[&str]| {
        let mut command = daymark();
        command.args(["erase", "events", "larkfield-studio"]);
        command.args(args).arg("--data").arg(shipped.at("data"));
        command
    };
    let owner = ["--as", "ruth@larkfield.example"];
    let words = ["--containing", "larkfield"];
    let found = went_well(&mut events(&[owner, words].concat()));
    let number = found.split('\t').next().unwrap().to_owned();
    let gone = ["--reason", "Not for the record", &number];
    assert!(went_well(&mut events(&[&owner[..], &gone].concat())).contains("are gone"));
    let left = went_well(&mut events(&[owner, words].concat()));
    assert!(
        !left
            .lines()
            .any(|line| line.starts_with(&format!("{number}\t")))
    );
    let mut verify = daymark();
    verify.arg("verify").arg("--data").arg(shipped.at("data"));
    assert!(went_well(&mut verify).contains("redacted"));
    let nobody = ["--as", "nobody@larkfield.example"];
    let line = refusal(&mut events(&[nobody, words].concat()));
    assert!(line.contains("no longer there"), "{line}");
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    went_well(daymark().arg("migrate").arg("--data").arg(data));
    let conn = rusqlite::Connection::open(data.join("daymark.db")).unwrap();
    let newer = "INSERT INTO _sqlx_migrations SELECT 9000, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations LIMIT 1";
    conn.execute_batch(newer).unwrap();
    for args in [&["migrate"][..], &["user", "list"], &["verify"]] {
        let line = refusal(daymark().args(args).arg("--data").arg(data));
        assert!(
            line.contains("newer Daymark") && line.contains("9000"),
            "{line}"
        );
    }
    let to = folder.path().join("backup");
    let line = refusal(
        daymark()
            .args(["backup", "--to"])
            .arg(&to)
            .arg("--data")
            .arg(data),
    );
    assert!(line.contains("9000"), "{line}");
    assert!(!to.exists());
}

/// The program with what is shipped beside it.
struct Shipped {
    folder: TempDir,
}

impl Shipped {
    fn new() -> Self {
        // On the same disk as the binary: a link, since a build with debug symbols is large.
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let shipped = Self { folder };
        std::fs::hard_link(BINARY, shipped.program()).unwrap();
        let hashes = "js: a\nwasm: b\ncss: c\nsplit: d\n";
        std::fs::write(shipped.at("hash.txt"), hashes).unwrap();
        std::fs::create_dir_all(shipped.at("site/pkg")).unwrap();
        for file in ["daymark.a.js", "daymark.b.wasm", "daymark.c.css"] {
            std::fs::write(shipped.at("site/pkg").join(file), "").unwrap();
        }
        shipped
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self) -> PathBuf {
        self.at("daymark")
    }

    fn serve(&self) -> Command {
        let mut command = clean(Command::new(self.program()));
        command.args(["serve", "--addr", "127.0.0.1:0", "--data"]);
        command.arg(self.at("data"));
        command
    }
}

#[test]
fn a_missing_site_is_refused() {
    let shipped = Shipped::new();
    let nowhere = shipped.at("nowhere");
    let line = refusal(shipped.serve().arg("--site").arg(&nowhere));
    assert!(
        line.contains("site folder") && line.contains("nowhere"),
        "{line}"
    );
    let wasm = shipped.at("site/pkg/daymark.b.wasm");
    std::fs::rename(wasm, shipped.at("site/pkg/daymark.x.wasm")).unwrap();
    let line = refusal(&mut shipped.serve());
    assert!(line.contains("of another build"), "{line}");
    std::fs::remove_file(shipped.at("hash.txt")).unwrap();
    let line = refusal(&mut shipped.serve());
    assert!(line.contains("hash.txt is missing"), "{line}");
    assert!(!shipped.at("data").exists(), "nothing was made");
}

#[test]
fn where_it_cannot_listen_nothing_is_made() {
    let shipped = Shipped::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let mut command = clean(Command::new(shipped.program()));
    command.args(["serve", "--demo", "--addr", &taken, "--data"]);
    let line = refusal(command.arg(shipped.at("data")));
    assert!(line.contains("cannot listen"), "{line}");
    let mut command = shipped.serve();
    let output = command.args(["--metrics", &taken]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(one_line(&output).contains("metrics"), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(!shipped.at("data").exists(), "something was made");
}

/// A server under way, killed if a test fails over it.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("it ended early").unwrap()
    }

    /// Everything up to its address, and the port.
    fn port(&mut self) -> (Vec<String>, u16) {
        let mut said = Vec::new();
        loop {
            let line = self.line();
            if let Some(port) = line.strip_prefix("Daymark is at http://localhost:") {
                return (said, port.parse().unwrap());
            }
            said.push(line);
        }
    }

    /// Told to stop, it ends by itself and well. Answers what it logged.
    fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.unwrap().success());
        let mut log = String::new();
        let mut errors = self.child.stderr.take().unwrap();
        errors.read_to_string(&mut log).unwrap();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}: {log}");
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(port: u16, path: &str) -> String {
    get_as(port, path, "")
}

fn get_as(port: u16, path: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\naccept: text/html\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_serves_says_the_way_in_and_stops_when_told() {
    let shipped = Shipped::new();
    let mut running = Running::start(shipped.serve());
    let (_, port) = running.port();
    let owner = running.line();
    let start = format!("Create the owner: http://localhost:{port}/start#");
    let code = owner
        .strip_prefix(&start)
        .unwrap_or_else(|| panic!("{owner}"));
    assert!(code.len() > 20, "{code}");
    for (path, status) in [("/health", "200"), ("/ready", "200"), ("/sign-in", "200")] {
        let answer = get(port, path);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    let log = running.stop();
    assert!(log.contains("answered"), "{log}");
    assert!(!log.contains(code), "the code is no log's business");
    // A second start makes another code: nobody has used the first.
    let mut running = Running::start(shipped.serve());
    running.port();
    assert_ne!(running.line(), owner);
    running.stop();
}

#[test]
fn an_address_in_use_is_refused() {
    let shipped = Shipped::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let mut command = clean(Command::new(shipped.program()));
    command.args(["serve", "--addr", &addr, "--data"]);
    command.arg(shipped.at("data"));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("cannot listen on {addr}")), "{said}");
}

#[test]
fn people_are_listed_helped_and_erased_from_the_command_line() {
    let shipped = Shipped::new();
    let data = shipped.at("data");
    let on_data = |args: &[&str]| {
        let mut command = daymark();
        command.args(args).arg("--data").arg(&data);
        command
    };
    let mut running = Running::start(shipped.serve());
    let (_, port) = running.port();
    let owner = running.line();
    let code = owner.rsplit('#').next().unwrap();
    let body = format!(
        "form[code]={code}&form[workspace]=Northlight&form[name]=Olga+Berg&form[email]=olga%40northlight.test&form[password]=a+heron+on+the+weir"
    );
    let answer = post(port, "/do/account/create_owner", &body);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    running.stop();

    let list = went_well(&mut on_data(&["user", "list"]));
    assert_eq!(list, "olga@northlight.test\tOlga Berg\n");
    let reset = went_well(&mut on_data(&["user", "reset", "olga@northlight.test"]));
    assert!(reset.contains("/reset/new#"), "{reset}");
    let line = refusal(&mut on_data(&["user", "reset", "nobody@northlight.test"]));
    assert!(line.contains("nobody has the address"), "{line}");

    // Another workspace, of the same owner: its name in addresses is its own.
    let list = went_well(&mut on_data(&["workspace", "list"]));
    assert_eq!(list, "northlight\tNorthlight\t1\n");
    let create = |name, owner| on_data(&["workspace", "create", name, "--owner", owner]);
    let line = refusal(&mut create("Second", "nobody@northlight.test"));
    assert!(line.contains("nobody has the address"), "{line}");
    let line = refusal(&mut create(" ", "olga@northlight.test"));
    assert!(line.contains("name: This is needed."), "{line}");
    for slug in ["northlight-2", "northlight-3"] {
        let made = went_well(&mut create("Northlight", "Olga@Northlight.test"));
        assert!(made.ends_with(&format!("/{slug}\n")), "{made}");
    }
    let list = went_well(&mut on_data(&["workspace", "list"]));
    assert_eq!(
        list,
        "northlight\tNorthlight\t1\nnorthlight-2\tNorthlight\t1\nnorthlight-3\tNorthlight\t1\n"
    );
    let verified = went_well(&mut on_data(&["verify"]));
    assert!(
        verified.contains("northlight-3: whole, 1 events"),
        "{verified}"
    );
    for slug in ["northlight-2", "northlight-3"] {
        went_well(&mut on_data(&["erase", "workspace", slug, "--yes", slug]));
    }

    let verified = went_well(&mut on_data(&["verify"]));
    let head = verified.trim().rsplit(' ').next().unwrap();
    assert!(verified.starts_with("northlight: whole"), "{verified}");
    let verified = went_well(&mut on_data(&["verify", "--head", head]));
    assert!(verified.contains("is part of the chain"), "{verified}");
    let line = refusal(&mut on_data(&["verify", "--head", "northlight:1:00"]));
    assert!(line.contains("not part of this database"), "{line}");

    let kept = shipped.at("backup");
    let text = |path: &Path| path.display().to_string();
    let made = went_well(&mut on_data(&["backup", "--to", &text(&kept)]));
    assert!(made.contains("read again"), "{made}");
    let line = refusal(&mut on_data(&["backup", "--to", &text(&kept)]));
    assert!(line.contains("backup"), "{line}");
    let other = text(&shipped.at("restored"));
    let from = text(&kept);
    let restored = went_well(daymark().args(["restore", "--from", &from, "--data", &other]));
    assert!(restored.contains("northlight: whole"), "{restored}");
    let list = went_well(daymark().args(["user", "list", "--data", &other]));
    assert!(list.contains("olga@northlight.test"), "{list}");
    let line = refusal(daymark().args(["restore", "--from", &from, "--data", &other]));
    assert!(!line.is_empty());

    let slip = &["erase", "workspace", "northlight", "--yes", "northlite"];
    assert!(refusal(&mut on_data(slip)).contains("say it twice"));
    let sure = &["erase", "workspace", "northlight", "--yes", "northlight"];
    went_well(&mut on_data(sure));
    let verified = went_well(&mut on_data(&["verify"]));
    assert_eq!(verified, "There is no workspace yet.\n");
    // Whoever was nowhere else went with it.
    let line = refusal(&mut on_data(&["erase", "person", "olga@northlight.test"]));
    assert!(line.contains("not erased"), "{line}");
    assert_eq!(went_well(&mut on_data(&["user", "list"])), "");
}

#[test]
fn a_demo_that_was_stopped_says_what_to_do() {
    let shipped = Shipped::new();
    let demo = || {
        let mut command = shipped.serve();
        command.arg("--demo");
        command
    };
    let mut running = Running::start(demo());
    assert!(running.line().contains("is made now"));
    let made = || {
        let db = rusqlite::Connection::open(shipped.at("data/daymark.db")).ok()?;
        let workspaces = db.query_row("SELECT COUNT(*) FROM workspace", [], |row| row.get(0));
        workspaces.ok().filter(|workspaces: &i64| *workspaces > 0)
    };
    while made().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(running);
    let line = refusal(&mut demo());
    let data = shipped.at("data").display().to_string();
    assert!(
        line.contains("stopped here") && line.contains(&data),
        "{line}"
    );
    // Without the word it starts: somebody may want to see how far it came.
    let mut running = Running::start(shipped.serve());
    running.port();
    running.stop();
}

fn post(port: u16, path: &str, body: &str) -> String {
    post_as(port, path, body, "")
}

/// With a cookie, when there is one.
fn post_as(port: u16, path: &str, body: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\naccept: application/json\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A mail server that takes everything and keeps it.
struct Post {
    port: u16,
    mails: std::sync::mpsc::Receiver<String>,
}

impl Post {
    fn open() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (keep, mails) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let keep = keep.clone();
                std::thread::spawn(move || take(stream, &keep));
            }
        });
        Self { port, mails }
    }

    fn next(&self) -> String {
        let patience = std::time::Duration::from_secs(20);
        self.mails.recv_timeout(patience).expect("no mail came")
    }
}

/// SMTP as far as a sender needs it.
fn take(stream: TcpStream, keep: &std::sync::mpsc::Sender<String>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    out.write_all(b"220 post.test ESMTP\r\n").ok()?;
    while let Some(line) = lines.next() {
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            "EHLO" => b"250-post.test\r\n250 8BITMIME\r\n",
            "DATA" => {
                out.write_all(b"354 go on\r\n").ok()?;
                let mail: Vec<_> = lines.by_ref().take_while(|line| line != ".").collect();
                keep.send(plain(&mail.join("\n"))).ok()?;
                b"250 kept\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        out.write_all(answer).ok()?;
    }
    Some(())
}

/// Without the soft line ends and escapes of quoted-printable, if that is what it is.
fn plain(mail: &str) -> String {
    let joined = mail.replace("=\n", "");
    joined.replace("=3D", "=")
}

#[test]
fn with_a_mail_server_invitations_and_codes_go_out_by_mail() {
    let (shipped, post_box) = (Shipped::new(), Post::open());
    let mut command = shipped.serve();
    command.args(["--smtp", &format!("smtp://127.0.0.1:{}", post_box.port)]);
    command.args(["--mail-from", "Daymark <daymark@northlight.test>"]);
    let mut running = Running::start(command);
    let (_, port) = running.port();
    let owner = running.line();
    let code = owner.rsplit('#').next().unwrap();
    let body = format!(
        "form[code]={code}&form[workspace]=Northlight&form[name]=Olga+Berg&form[email]=olga%40northlight.test&form[password]=a+heron+on+the+weir"
    );
    let answer = post(port, "/do/account/create_owner", &body);
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .and_then(|line| line.split(';').next())
        .unwrap_or_else(|| panic!("no cookie: {answer}"));
    let body = "form[workspace]=northlight&form[name]=Nia+Moss&form[email]=nia%40northlight.test&form[role]=member&_key=0190b2c4-7a10-7c3e-9a51-0123456789ab";
    let invited = post_as(port, "/do/people/invite", body, cookie);
    assert!(invited.starts_with("HTTP/1.1 200"), "{invited}");
    let mail = post_box.next();
    assert!(mail.contains("nia@northlight.test"), "{mail}");
    assert!(mail.contains("daymark@northlight.test"), "{mail}");
    let code = link(&mail, "/join#");
    assert!(!invited.contains(&code), "the inviter gets no link then");
    let body = format!("form[code]={code}&form[name]=Nia+Moss&form[password]=a+heron+on+the+bank");
    let joined = post(port, "/do/account/join", &body);
    assert!(joined.starts_with("HTTP/1.1 200"), "{joined}");

    // The same answer whether or not the address is known; mail to the one that is.
    let ask = |email: &str| {
        let answer = post(
            port,
            "/do/account/ask_reset",
            &format!("form[email]={email}"),
        );
        answer
            .split("\r\n\r\n")
            .nth(1)
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        ask("nobody%40northlight.test"),
        ask("nia%40northlight.test")
    );
    let mail = post_box.next();
    assert!(mail.contains("nia@northlight.test"), "{mail}");
    let code = link(&mail, "/reset/new#");
    let body = format!("form[code]={code}&form[password]=another+heron+on+the+bank");
    let set = post(port, "/do/account/reset", &body);
    assert!(set.starts_with("HTTP/1.1 200"), "{set}");
    let log = running.stop();
    for told in ["nia@", &code, "Nia"] {
        assert!(!log.contains(told), "{told} is in the log: {log}");
    }
}

#[test]
fn it_stops_while_mails_wait_and_none_of_them_is_lost() {
    // It takes the connection and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let shipped = Shipped::new();
    let mut command = shipped.serve();
    let smtp = format!("smtp://{}", silent.local_addr().unwrap());
    command.args(["--smtp", &smtp, "--mail-from", "daymark@northlight.test"]);
    let mut running = Running::start(command);
    let (_, port) = running.port();
    let owner = running.line();
    let code = owner.rsplit('#').next().unwrap();
    let body = format!(
        "form[code]={code}&form[workspace]=Northlight&form[name]=Olga+Berg&form[email]=olga%40northlight.test&form[password]=a+heron+on+the+weir"
    );
    post(port, "/do/account/create_owner", &body);
    for _ in 0..3 {
        let form = "form[email]=olga%40northlight.test";
        post(port, "/do/account/ask_reset", form);
    }
    let (_held, _) = silent.accept().unwrap();
    let begun = std::time::Instant::now();
    running.stop();
    let took = begun.elapsed();
    assert!(took < std::time::Duration::from_secs(10), "{took:?}");
    let db = rusqlite::Connection::open(shipped.at("data/daymark.db")).unwrap();
    let waiting =
        "SELECT COUNT(*) FROM job WHERE done_at IS NULL AND attempts = 0 AND claimed_until IS NULL";
    let waiting: i64 = db.query_row(waiting, [], |row| row.get(0)).unwrap();
    assert_eq!(waiting, 3);
}

/// The code of a link in a mail.
fn link(mail: &str, path: &str) -> String {
    let (_, rest) = mail
        .split_once(path)
        .unwrap_or_else(|| panic!("no {path} in {mail}"));
    let code = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    code.take(1).collect()
}
