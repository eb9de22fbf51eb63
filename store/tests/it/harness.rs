//! Runs a test on each engine, with a database of its own that is gone afterwards.

use std::io::Write;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Once;

use futures::FutureExt;

use crate::world::{Engine, World};

/// Runs each named `async fn(World)` on both engines.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                crate::harness::run(crate::world::Engine::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                if let Some(engine) = crate::harness::postgres() {
                    crate::harness::run(engine, super::$name);
                }
            }
        }
    )+};
}

/// PostgreSQL, when there is one. Without it a test passes here, but never where all are meant to run.
pub fn postgres() -> Option<Engine> {
    static SAID: Once = Once::new();
    if let Ok(url) = std::env::var("DAYMARK_TEST_POSTGRES") {
        return Some(Engine::Postgres(url));
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "DAYMARK_TEST_POSTGRES is not set: in CI the store is tested on PostgreSQL too"
    );
    SAID.call_once(|| {
        // Not by `eprintln!`, whose output is kept back from a test that passes.
        let line = "\n!! DAYMARK_TEST_POSTGRES is not set: nothing is tested on PostgreSQL !!\n\n";
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    });
    None
}

pub fn run<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(World) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::new(engine).await;
        let rest = world.clone();
        let outcome = AssertUnwindSafe(test(world)).catch_unwind().await;
        rest.end().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}
