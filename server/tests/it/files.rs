//! Files of tasks: in by a form, out by an address, and nowhere else.

mod bucket;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, to_bytes};
use axum::http::{Method, StatusCode, header};
use domain::files::{AT_ONCE, LARGEST};
use domain::refusal::{Code, Refused};
use server::files::{Storage, copies, owner, tidy};
use server::router::router;
use store::Db;
use uuid::Uuid;

use crate::browser::Browser;
use crate::world::files::{add, fields, multipart, part, request, sent, shown};
use crate::world::{Who, World};

both!(
    a_file_goes_out_as_it_came_in,
    a_part_of_a_file_can_be_asked_for,
    nothing_that_runs_is_shown,
    whoever_may_not_add_leaves_nothing,
    what_is_no_file_is_refused_in_words,
    a_file_too_large_leaves_nothing,
    what_breaks_off_leaves_nothing,
    the_same_form_again_is_one_file,
    a_plain_form_leads_back_to_the_page,
    an_image_has_a_small_picture,
    a_workspace_keeps_so_much_and_no_more,
    what_belongs_to_nothing_is_tidied_away,
    another_database_removes_nothing,
    a_bucket_keeps_files_as_a_folder_does,
    a_backup_has_the_files_in_it,
    a_backup_says_which_files_it_lacks,
);

const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0x0, 0x0, 0x0, 0xd, 0x49, 0x48, 0x44, 0x52, 0x0,
    0x0, 0x0, 0x1, 0x0, 0x0, 0x0, 0x1, 0x8, 0x6, 0x0, 0x0, 0x0, 0x1f, 0x15, 0xc4, 0x89, 0x0, 0x0,
    0x0, 0xd, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8, 0xdf, 0x20, 0xf0, 0x1f, 0x0, 0x6,
    0xa0, 0x2, 0x8f, 0xc9, 0x32, 0x98, 0x6c, 0x0, 0x0, 0x0, 0x0, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

/// Bytes of every value, none of them a text.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 1u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(size).collect()
}

struct Got {
    status: StatusCode,
    headers: header::HeaderMap,
    bytes: Vec<u8>,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn get(browser: &Browser, path: &str, headers: &[(header::HeaderName, &str)]) -> Got {
    let mut request = browser.bare(Method::GET, path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let answer = browser.open(request.body(Body::empty()).unwrap()).await;
    let (parts, body) = answer.into_parts();
    Got {
        status: parts.status,
        headers: parts.headers,
        bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    }
}

fn address(world: &World, id: &str) -> String {
    format!("/{}/files/{id}/name", world.cast.north)
}

/// Everything that lies in the folder for files.
fn on_disk(world: &World) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut folders = vec![world.app().settings.data.join("files")];
    while let Some(folder) = folders.pop() {
        for one in std::fs::read_dir(folder).unwrap() {
            let path = one.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push(path);
            }
        }
    }
    all.sort();
    all
}

async fn a_file_goes_out_as_it_came_in(world: World) {
    let (mo, bytes) = (world.browser(Who::Mo), noise(3_000_000));
    let id = sent(&world, "Maß „a“.bin", &bytes).await;
    let encodings = [(header::ACCEPT_ENCODING, "gzip, br")];
    let got = get(&mo, &address(&world, &id), &encodings).await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(got.bytes == bytes, "{} bytes", got.bytes.len());
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-length", "3000000"),
        ("content-encoding", ""),
        ("accept-ranges", "bytes"),
        ("cache-control", "private, no-cache"),
        ("x-content-type-options", "nosniff"),
        (
            "content-disposition",
            "attachment; filename=\"Ma_ _a_.bin\"; filename*=UTF-8''Ma%C3%9F%20%E2%80%9Ea%E2%80%9C.bin",
        ),
    ] {
        assert_eq!(got.header(name), value, "{name}");
    }
    // Once more, with what the browser has kept.
    let kept = [(header::IF_NONE_MATCH, got.header("etag"))];
    let again = get(&mo, &address(&world, &id), &kept).await;
    assert_eq!(
        (again.status, again.bytes.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    // What is put away is there for nobody.
    let record = [("workspace", world.cast.north.as_str()), ("record", &id)];
    mo.done("/do/files/remove", &record).await;
    let gone = get(&mo, &address(&world, &id), &kept).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    mo.done("/do/platform/restore", &record).await;
    assert_eq!(
        get(&mo, &address(&world, &id), &[]).await.status,
        StatusCode::OK
    );
}

async fn a_part_of_a_file_can_be_asked_for(world: World) {
    let (mo, bytes) = (world.browser(Who::Mo), noise(300_000));
    let id = sent(&world, "part.bin", &bytes).await;
    let path = address(&world, &id);
    let tag = get(&mo, &path, &[]).await.header("etag").to_owned();
    for (range, from, to) in [
        ("bytes=0-0", 0, 0),
        ("bytes=200000-200099", 200_000, 200_099),
        ("bytes=-10", 299_990, 299_999),
    ] {
        let got = get(&mo, &path, &[(header::RANGE, range)]).await;
        assert_eq!(got.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert!(got.bytes == bytes[from..=to], "{range}");
        assert_eq!(
            got.header("content-range"),
            format!("bytes {from}-{to}/300000")
        );
    }
    let beyond = get(&mo, &path, &[(header::RANGE, "bytes=300000-")]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.header("content-range"), "bytes */300000");
    for (of, status) in [
        (tag.as_str(), StatusCode::PARTIAL_CONTENT),
        ("\"other\"", StatusCode::OK),
    ] {
        let asked = [(header::RANGE, "bytes=5-9"), (header::IF_RANGE, of)];
        assert_eq!(get(&mo, &path, &asked).await.status, status, "{of}");
    }
}

async fn nothing_that_runs_is_shown(world: World) {
    let mo = world.browser(Who::Mo);
    let files: [(&str, &[u8], &str, &str); 9] = [
        ("a.png", PNG, "image/png", "inline"),
        (
            "b.pdf",
            b"%PDF-1.7\n%<script>alert(1)</script>",
            "application/pdf",
            "inline",
        ),
        (
            "c.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "",
            "",
        ),
        ("d.png", b"<html><script>alert(1)</script></html>", "", ""),
        (
            "e.html",
            b"<!doctype html><script>alert(1)</script>",
            "",
            "",
        ),
        ("f.txt", b"alert(document.cookie)", "", ""),
        (
            "g.xml",
            b"<?xml-stylesheet href='#x' type='text/xsl'?><x/>",
            "",
            "",
        ),
        (
            "h.mht",
            b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>",
            "",
            "",
        ),
        ("i.wasm", b"\0asm\x01\0\0\0", "", ""),
    ];
    for (name, bytes, kind, how) in files {
        let got = get(&mo, &address(&world, &sent(&world, name, bytes).await), &[]).await;
        let (kind, how) = if kind.is_empty() {
            ("application/octet-stream", "attachment")
        } else {
            (kind, how)
        };
        assert_eq!(got.header("content-type"), kind, "{name}");
        let disposition = got.header("content-disposition");
        assert!(disposition.starts_with(how), "{name}: {disposition}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{name}");
        let policy = got.header("content-security-policy");
        for part in ["sandbox", "default-src 'none'"] {
            assert!(policy.contains(part), "{name}: {policy}");
        }
        assert!(!policy.contains("script"), "{name}: {policy}");
    }
}

async fn whoever_may_not_add_leaves_nothing(world: World) {
    let (cast, before) = (&world.cast, world.direct.dump());
    let file: &[(&str, &[u8])] = &[("a.txt", b"a")];
    for who in [Who::Faye, Who::Cora, Who::Otto, Who::Obi] {
        let browser = world.browser(who);
        let there = add(&browser, &cast.north, &cast.task, file).await;
        let absent = add(&browser, &cast.north, &Uuid::now_v7().to_string(), file).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND, "{who:?}");
        assert_eq!((there.status, there.body), (absent.status, absent.body));
    }
    let nobody = add(&world.nobody(), &cast.north, &cast.task, file).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert!(before == world.direct.dump());
    assert_eq!(on_disk(&world), Vec::<PathBuf>::new());
    // The file of a workspace is not there in another, nor a small picture.
    let id = sent(&world, "a.png", PNG).await;
    let faye = world.browser(Who::Faye);
    for path in [
        format!("/{}/files/{id}/a.png", cast.south),
        format!("/{}/thumbs/{id}", cast.south),
        format!("/{}/thumbs/{id}", cast.north),
    ] {
        assert_eq!(get(&faye, &path, &[]).await.status, StatusCode::NOT_FOUND);
    }
}

async fn what_is_no_file_is_refused_in_words(world: World) {
    let (mo, cast) = (world.browser(Who::Mo), &world.cast);
    let many = vec![("a.txt", &b"a"[..]); AT_ONCE + 1];
    let none: Vec<(&str, &[u8])> = vec![];
    for (files, code, arg) in [
        (none, Code::FileMissing, String::new()),
        (vec![("", &b""[..])], Code::FileMissing, String::new()),
        (
            vec![("a.txt", &b"a"[..]), ("b.txt", b"")],
            Code::FileNamedEmpty,
            "b.txt".to_owned(),
        ),
        (many, Code::FilesTooMany, AT_ONCE.to_string()),
    ] {
        let answer = add(&mo, &cast.north, &cast.task, &files).await;
        assert_eq!(answer.refused(), Refused::field_with("file", code, arg));
    }
    // A form without its key, and one that is none.
    let body = multipart(
        &fields("", &cast.north, &cast.task)[1..],
        &[("a.txt", b"a")],
    );
    let answer = mo.send(request(&mo, "application/json", body)).await;
    assert_eq!(answer.refused(), Refused::field("_key", Code::Missing));
    let answer = mo.send(request(&mo, "application/json", "no form")).await;
    assert!(answer.status.is_client_error(), "{answer:?}");
    assert_eq!(on_disk(&world), Vec::<PathBuf>::new());
    assert!(shown(&world, &mo).await.is_empty());
}

/// A form of which the file comes in many pieces.
fn in_pieces(world: &World, pieces: u64, piece: usize, end: bool) -> Body {
    let key = Uuid::now_v7().to_string();
    let mut head = multipart(&fields(&key, &world.cast.north, &world.cast.task), &[]);
    // Without its end.
    let end_at = head.len() - format!("\r\n--{}--\r\n", crate::world::files::BOUNDARY).len();
    head.truncate(end_at);
    head.extend(part("name=\"form[file]\"; filename=\"large.bin\""));
    let bytes = axum::body::Bytes::from(vec![7u8; piece]);
    let tail = format!("\r\n--{}--\r\n", crate::world::files::BOUNDARY);
    let all = std::iter::once(axum::body::Bytes::from(head))
        .chain(std::iter::repeat_n(bytes, pieces as usize))
        .chain(end.then(|| tail.into()))
        .map(Ok::<_, std::io::Error>);
    Body::from_stream(futures::stream::iter(all))
}

async fn a_file_too_large_leaves_nothing(world: World) {
    let mo = world.browser(Who::Mo);
    let piece = 1024 * 1024;
    let body = in_pieces(&world, LARGEST / piece as u64 + 1, piece, true);
    let answer = mo.send(request(&mo, "application/json", body)).await;
    let too_large = Refused::field_with("file", Code::FileNamedTooLarge, "large.bin");
    assert_eq!(answer.refused(), too_large);
    assert_eq!(on_disk(&world), Vec::<PathBuf>::new());
    // One that is just not.
    let body = in_pieces(&world, LARGEST / piece as u64, piece, true);
    let answer = mo.send(request(&mo, "application/json", body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let kept = on_disk(&world);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].metadata().unwrap().len(), LARGEST);
}

async fn what_breaks_off_leaves_nothing(world: World) {
    let mo = world.browser(Who::Mo);
    let body = in_pieces(&world, 3, 100_000, false);
    let answer = mo.send(request(&mo, "application/json", body)).await;
    let broken = Refused::field("file", Code::FileBrokenOff);
    assert_eq!(answer.refused(), broken);
    assert_eq!(on_disk(&world), Vec::<PathBuf>::new());
    assert!(shown(&world, &mo).await.is_empty());
}

async fn the_same_form_again_is_one_file(world: World) {
    let (mo, cast) = (world.browser(Who::Mo), &world.cast);
    let key = Uuid::now_v7().to_string();
    let send = async |bytes: &[u8]| {
        let body = multipart(&fields(&key, &cast.north, &cast.task), &[("a.txt", bytes)]);
        mo.send(request(&mo, "application/json", body)).await
    };
    let (once, again) = (send(b"one").await, send(b"one").await);
    assert_eq!((once.status, &once.body), (again.status, &again.body));
    assert_eq!(send(b"two").await.refused(), Refused::KeyReused);
    assert_eq!(on_disk(&world).len(), 1);
    assert_eq!(shown(&world, &mo).await.len(), 1);
}

async fn a_plain_form_leads_back_to_the_page(world: World) {
    let (mut mo, cast) = (world.browser(Who::Mo), &world.cast);
    let page = format!("/{}/t/{}", cast.north, "NGT-1");
    let files: [(&str, &[u8], &str); 2] = [
        ("Lamps & cables.txt", b"a", "Lamps &amp; cables.txt"),
        ("nothing.txt", b"", "“nothing.txt” is empty."),
    ];
    for (name, bytes, says) in files {
        let key = Uuid::now_v7().to_string();
        let body = multipart(&fields(&key, &cast.north, &cast.task), &[(name, bytes)]);
        let mut request = request(&mo, "text/html", body);
        let from = format!("{}{page}", crate::world::URL).parse().unwrap();
        request.headers_mut().insert(header::REFERER, from);
        let answer = mo.send(request).await;
        mo.keep(&answer);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let to = answer.header("location").to_owned();
        assert!(to.starts_with(&page), "{to}");
        let shown = mo.get(&to).await;
        assert!(shown.body.contains(says), "no {says}: {}", shown.body);
    }
}

async fn an_image_has_a_small_picture(world: World) {
    let mo = world.browser(Who::Mo);
    let id = sent(&world, "lamp.png", PNG).await;
    let path = format!("/{}/thumbs/{id}", world.cast.north);
    let got = get(&mo, &path, &[]).await;
    assert_eq!(
        (got.status, got.header("content-type")),
        (StatusCode::OK, "image/png")
    );
    assert!(got.header("content-security-policy").contains("sandbox"));
    assert_eq!(&got.bytes[..8], &PNG[..8]);
    let page = format!("/{}/t/{}", world.cast.north, "NGT-1");
    assert!(mo.get(&page).await.body.contains(&path));
    // What only says that it is one has none, and is kept all the same.
    let id = sent(&world, "broken.png", &PNG[..40]).await;
    let path = format!("/{}/thumbs/{id}", world.cast.north);
    assert_eq!(get(&mo, &path, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(!mo.get(&page).await.body.contains(&path));
    assert_eq!(get(&mo, &address(&world, &id), &[]).await.bytes, &PNG[..40]);
}

async fn a_workspace_keeps_so_much_and_no_more(world: World) {
    let cast = &world.cast;
    let small = Browser::new(world.router_with(|settings| settings.quota_gib = Some(0)));
    let mo = small.with_cookie("sid", cast.token(Who::Mo));
    let answer = add(&mo, &cast.north, &cast.task, &[("a.txt", b"a")]).await;
    let full = Refused::field_with("file", Code::NoRoom, "0");
    assert_eq!(answer.refused(), full);
    assert_eq!(on_disk(&world), Vec::<PathBuf>::new());
}

async fn what_belongs_to_nothing_is_tidied_away(world: World) {
    let id = sent(&world, "kept.png", PNG).await;
    let kept = on_disk(&world);
    assert_eq!(kept.len(), 2, "the file and its small picture");
    let files = world.app().settings.data.join("files");
    let home = kept[0].parent().unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(48 * 3600);
    let put = |path: PathBuf, old: bool| {
        std::fs::write(&path, "left over").unwrap();
        if old {
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        path
    };
    // Of a crash: before it had a name, and after; the young ones may be under way.
    put(files.join("arriving/old.part"), true);
    put(home.join(Uuid::now_v7().to_string()), true);
    put(home.join(format!("{}.thumb", Uuid::now_v7())), true);
    let mut stays = vec![
        put(files.join("arriving/young.part"), false),
        put(home.join(Uuid::now_v7().to_string()), false),
        put(home.join("not-ours.txt"), true),
    ];
    for path in &kept {
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    let storage = world.app().files;
    let tidied = tidy::tidy(&world.db, &world.duty, &storage).await.unwrap();
    assert_eq!((tidied.removed, tidied.foreign), (3, 0));
    stays.extend(kept);
    stays.push(files.join("owner"));
    stays.sort();
    assert_eq!(on_disk(&world), stays);
    assert_eq!(
        get(&world.browser(Who::Mo), &address(&world, &id), &[])
            .await
            .bytes,
        PNG
    );
}

async fn another_database_removes_nothing(world: World) {
    let id = sent(&world, "kept.png", PNG).await;
    let long_ago = SystemTime::now() - Duration::from_secs(48 * 3600);
    for path in on_disk(&world) {
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    let storage = world.app().files;
    let first = tidy::tidy(&world.db, &world.duty, &storage).await.unwrap();
    assert_eq!(first, tidy::Tidied::default());
    let there = on_disk(&world);
    let (other, duty) = Db::open(&world.empty().await).await.unwrap();
    let tidied = tidy::tidy(&other, &duty, &storage).await.unwrap();
    assert!(tidied.anothers, "{tidied:?}");
    let refused = owner::refuse_anothers(&other, &duty, &storage).await;
    let why = refused.unwrap_err().to_string();
    assert!(why.contains(&storage.place()), "{why}");
    // It can still be restored into: nothing was written to it.
    assert_eq!(store::files::called(&other, &duty).await.unwrap(), None);
    // Taken over, it removes what is left of its own workspaces, and these are none of them.
    owner::take(&other, &duty, &storage).await.unwrap();
    let tidied = tidy::tidy(&other, &duty, &storage).await.unwrap();
    assert_eq!((tidied.removed, tidied.foreign), (0, 2));
    assert_eq!(on_disk(&world), there);
    let tidied = tidy::tidy(&world.db, &world.duty, &storage).await.unwrap();
    assert!(tidied.anothers, "{tidied:?}");
    let mo = world.browser(Who::Mo);
    assert_eq!(get(&mo, &address(&world, &id), &[]).await.bytes, PNG);
    other.close().await;
}

async fn a_bucket_keeps_files_as_a_folder_does(world: World) {
    let bucket = bucket::Bucket::open().await;
    let mut app = world.app();
    let mut settings = (*app.settings).clone();
    settings.bucket = Some(bucket.settings());
    app.files = Storage::open(&settings).unwrap();
    app.settings = Arc::new(settings);
    let (storage, cast) = (app.files.clone(), &world.cast);
    let mo = Browser::new(router(app)).with_cookie("sid", cast.token(Who::Mo));
    // One in a piece, one in parts.
    let large = noise(20 * 1024 * 1024);
    let files: &[(&str, &[u8])] = &[("a.png", PNG), ("b.bin", &large)];
    let answer = add(&mo, &cast.north, &cast.task, files).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(on_disk(&world), Vec::<PathBuf>::new());
    assert_eq!(bucket.names().len(), 3, "two files and a small picture");
    let shown = shown(&world, &mo).await;
    for (id, name) in &shown {
        let bytes = files.iter().find(|(called, _)| called == name).unwrap().1;
        let got = get(&mo, &address(&world, id), &[]).await;
        assert!(got.status == StatusCode::OK && got.bytes == bytes, "{name}");
        let part = [(header::RANGE, "bytes=10-19")];
        let got = get(&mo, &address(&world, id), &part).await;
        assert_eq!(got.bytes, bytes[10..20], "{name}");
    }
    // What belongs to nothing goes, when it is old enough and of a workspace that is here.
    let home = bucket.names()[0].split('/').nth(2).unwrap().to_owned();
    assert!(Uuid::parse_str(&home).is_ok(), "{home}");
    for (home, old) in [
        (&home, true),
        (&home, false),
        (&Uuid::now_v7().to_string(), true),
    ] {
        bucket.leave(&format!("kept/here/{home}/{}", Uuid::now_v7()), old);
    }
    bucket.leave("kept/here/not-ours.txt", true);
    let tidied = tidy::tidy(&world.db, &world.duty, &storage).await.unwrap();
    assert_eq!((tidied.removed, tidied.foreign), (1, 1));
    storage.trial().await.unwrap();
    let names = bucket.names();
    assert_eq!(names.len(), 7, "{names:?}");
    assert!(names.contains(&"kept/here/owner".to_owned()), "{names:?}");
}

async fn a_backup_has_the_files_in_it(world: World) {
    let (picture, text) = (
        sent(&world, "a.png", PNG).await,
        sent(&world, "b.txt", b"text").await,
    );
    let folder = tempfile::TempDir::new().unwrap();
    let to = folder.path().join("backup");
    store::backup::make(&world.db, &world.duty, &to)
        .await
        .unwrap();
    let storage = world.app().files;
    let out = copies::out(&world.db, &world.duty, &storage, &to)
        .await
        .unwrap();
    assert_eq!(
        (out.files, out.bytes, out.lost),
        (2, PNG.len() as u64 + 4, 0)
    );
    // As on a new machine: nothing is there but the rows.
    let before = on_disk(&world);
    for path in &before {
        std::fs::remove_file(path).unwrap();
    }
    let back = copies::back(&world.db, &world.duty, &storage, &to)
        .await
        .unwrap();
    assert_eq!((back.files, back.lost), (2, 0));
    assert_eq!(on_disk(&world), before);
    let mo = world.browser(Who::Mo);
    for (id, bytes) in [(&picture, PNG), (&text, &b"text"[..])] {
        assert_eq!(get(&mo, &address(&world, id), &[]).await.bytes, bytes);
    }
    // What was altered in the backup is not taken for the file.
    let home = before[0].parent().unwrap().file_name().unwrap();
    std::fs::write(to.join("files").join(home).join(&text), "evil").unwrap();
    let back = copies::back(&world.db, &world.duty, &storage, &to)
        .await
        .unwrap();
    assert_eq!((back.lost, back.lost_before), (1, 0));
    assert_eq!(get(&mo, &address(&world, &text), &[]).await.bytes, b"text");
}

async fn a_backup_says_which_files_it_lacks(world: World) {
    for (name, bytes) in [("a.png", PNG), ("b.txt", b"text"), ("c.txt", b"more")] {
        sent(&world, name, bytes).await;
    }
    let storage = world.app().files;
    let folder = tempfile::TempDir::new().unwrap();
    let out = async |name: &str| {
        let to = folder.path().join(name);
        store::backup::make(&world.db, &world.duty, &to)
            .await
            .unwrap();
        (
            copies::out(&world.db, &world.duty, &storage, &to).await,
            to.join("files/lost.txt"),
        )
    };
    let (copied, lost) = out("whole").await;
    assert_eq!((copied.unwrap().lost, lost.exists()), (0, false));
    // One is gone, one was cut off, a small picture is gone.
    let there = on_disk(&world);
    let with = |bytes: &[u8]| {
        let is = |path: &&PathBuf| std::fs::read(path).is_ok_and(|there| there == bytes);
        there.iter().find(is).unwrap()
    };
    std::fs::write(with(b"more"), "mo").unwrap();
    std::fs::remove_file(with(b"text")).unwrap();
    let thumb = there.iter().find(|path| path.extension().is_some());
    std::fs::remove_file(thumb.unwrap()).unwrap();
    let (copied, lost) = out("without").await;
    let copied = copied.unwrap();
    assert_eq!((copied.files, copied.lost), (3, 3));
    let said = std::fs::read_to_string(lost).unwrap();
    assert_eq!(said.lines().count(), 3, "{said}");
    // A restore has what is there, and knows that the backup says so.
    let from = folder.path().join("without");
    let back = copies::back(&world.db, &world.duty, &storage, &from).await;
    let back = back.unwrap();
    assert_eq!((back.files, back.lost, back.lost_before), (3, 0, 3));
    // A place that does not answer is no file that was lost.
    let png = with(PNG);
    std::fs::remove_file(png).unwrap();
    std::fs::create_dir(png).unwrap();
    let (copied, _) = out("unread").await;
    let why = format!("{:#}", copied.unwrap_err());
    assert!(why.contains(&storage.place()), "{why}");
}
