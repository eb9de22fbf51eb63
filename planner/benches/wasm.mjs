// Times the planner in wasm: node planner/benches/wasm.mjs MODULE PLAN [QUESTION…]
//
// MODULE is wasm-bindgen's output for Node of the example `wasm`, PLAN what `cargo bench … -- cpm-plan` printed, and
// each QUESTION what `level-question` or `simulate-question` did.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";

const [module, plan, ...questions] = process.argv.slice(2);
const { Held, Job } = createRequire(import.meta.url)(resolve(module));

const timed = (times, what) => {
  const all = [];
  for (let i = 0; i < times; i++) {
    const begin = performance.now();
    what(i);
    all.push(performance.now() - begin);
  }
  all.sort((a, b) => a - b);
  return { best: all[0].toFixed(3), median: all[times >> 1].toFixed(3), worst: all[times - 1].toFixed(3) };
};

const held = new Held(readFileSync(plan, "utf8"));
const full = timed(60, () => held.full());
// A stride that visits tasks all over the plan.
const edit = timed(200, (i) => held.edit((i * 7919) % 10000, 60 * (1 + ((i * 31) % 80))));
console.log(JSON.stringify({ measure: "cpm in wasm", full_ms: full, edit_ms: edit }));

// Reading the question is not part of the answer; checking and writing the answer is.
for (const file of questions) {
  const question = readFileSync(file, "utf8");
  const jobs = [];
  const read = timed(9, () => jobs.push(new Job(question)));
  let answer;
  const answered = timed(9, (i) => {
    while ((answer = jobs[i].step()) === undefined);
  });
  const good = answer.startsWith('{"answer":');
  console.log(JSON.stringify({ measure: `${basename(file)} in wasm`, read_ms: read, answer_ms: answered, good }));
}
