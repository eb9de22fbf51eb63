// The planner in a dedicated web worker: it works in steps of some milliseconds and listens in between.
//
// In:  {id, question}    a question of `planner::ask`, as an object or as JSON
//      {id, cancel}      the answer with what is there, please
// Out: {id, progress}    {done, of, best, bound}, some times a second; of one question at a time, in the order asked
//      {id, answer}      what `planner::ask` answers, as JSON; `cancelled` is true when it was cut short
//
// The answer does not depend on when the worker listens: the same steps are taken in the same order.
import init, { Job } from "./wasm.js";

const LISTEN = 40; // milliseconds of work between two looks at what came in
const TELL = 100; // milliseconds between two messages of progress

const waiting = [];
const ready = init();
let now = null;

self.onmessage = async ({ data }) => {
  if (data.cancel) {
    cancel(data.id);
    return;
  }
  waiting.push(data);
  await ready;
  if (!now) next();
};

function next() {
  now = null;
  const asked = waiting.shift();
  if (!asked) return;
  const text = typeof asked.question === "string" ? asked.question : JSON.stringify(asked.question);
  now = { id: asked.id, job: new Job(text), told: -Infinity };
  setTimeout(work, 0, now);
}

// A timer and not a message to oneself: those are all heard before one from outside where an engine reads a port in one go
// (Node). The four milliseconds that a timer takes at least are a tenth.
function work(mine) {
  if (mine !== now) return;
  const begin = performance.now();
  let at = begin;
  let answer;
  do {
    answer = now.job.step();
    at = performance.now();
  } while (answer === undefined && at - begin < LISTEN);
  if (answer !== undefined) {
    say({ answer });
    return;
  }
  if (at - now.told >= TELL) {
    now.told = at;
    self.postMessage({ id: now.id, progress: JSON.parse(now.job.progress()) });
  }
  setTimeout(work, 0, mine);
}

function say(what) {
  self.postMessage({ id: now.id, ...what });
  now.job.free();
  next();
}

function cancel(id) {
  if (now?.id === id) {
    say({ answer: now.job.stop(), cancelled: true });
    return;
  }
  const at = waiting.findIndex((asked) => asked.id === id);
  if (at < 0) return;
  waiting.splice(at, 1);
  self.postMessage({ id, answer: JSON.stringify({ error: "it was stopped before it began" }), cancelled: true });
}
