//! The planner for a browser or Node: `cargo build -p planner --example wasm --features wasm --target
//! wasm32-unknown-unknown --release`, then `wasm-bindgen --target nodejs` (or `web`).

#![cfg(target_family = "wasm")]

use planner::{
    ask::{Dates, Step},
    cpm::Network,
    plan::Plan,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// A question as JSON, the answer as JSON.
#[wasm_bindgen]
pub fn ask(question: &str) -> String {
    planner::ask::ask(question)
}

/// A question answered in steps: what a web worker runs (planner/web/worker.js).
#[wasm_bindgen]
pub struct Job {
    job: planner::ask::Job,
}

#[wasm_bindgen]
impl Job {
    #[wasm_bindgen(constructor)]
    pub fn new(question: &str) -> Job {
        Self {
            job: planner::ask::Job::new(question),
        }
    }

    /// The answer when it is there.
    pub fn step(&mut self) -> Option<String> {
        match self.job.step() {
            Step::Going(_) => None,
            Step::Done(answer) => Some(answer),
        }
    }

    /// How far it has come, as JSON.
    pub fn progress(&self) -> Result<String, String> {
        serde_json::to_string(&self.job.progress()).map_err(|error| error.to_string())
    }

    /// The answer with what is there.
    pub fn stop(&mut self) -> String {
        self.job.stop()
    }
}

/// A plan kept between edits, as a page that drags bars keeps it.
#[wasm_bindgen]
pub struct Held {
    network: Network,
}

#[wasm_bindgen]
impl Held {
    #[wasm_bindgen(constructor)]
    pub fn new(plan: &str) -> Result<Held, String> {
        let plan: Plan = serde_json::from_str(plan).map_err(|error| error.to_string())?;
        let network = Network::new(plan).map_err(|error| error.to_string())?;
        Ok(Self { network })
    }

    /// Both passes over the whole plan.
    pub fn full(&mut self) -> Result<(), String> {
        self.network
            .recompute_all()
            .map_err(|error| error.to_string())
    }

    /// Another duration for one task.
    pub fn edit(&mut self, task: u32, minutes: i32) -> Result<(), String> {
        let Some(row) = self.network.plan().tasks.get(task as usize) else {
            return Err(format!("task {task} is not there"));
        };
        let row = planner::plan::Task {
            duration: minutes,
            ..*row
        };
        self.network
            .edit(task, row)
            .map_err(|error| error.to_string())
    }

    pub fn dates(&self) -> Result<String, String> {
        let dates = Dates::try_from(&self.network).map_err(|error| error.to_string())?;
        serde_json::to_string(&dates).map_err(|error| error.to_string())
    }
}
