// Times the critical path in wasm: node planner/benches/wasm.mjs MODULE PLAN
//
// MODULE is wasm-bindgen's output for Node of the example `wasm`, PLAN what `cargo bench … -- cpm-plan` printed.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [module, plan] = process.argv.slice(2);
const { Held } = createRequire(import.meta.url)(resolve(module));
const held = new Held(readFileSync(plan, "utf8"));

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

const full = timed(60, () => held.full());
// A stride that visits tasks all over the plan.
const edit = timed(200, (i) => held.edit((i * 7919) % 10000, 60 * (1 + ((i * 31) % 80))));
console.log(JSON.stringify({ measure: "cpm in wasm", full_ms: full, edit_ms: edit }));
