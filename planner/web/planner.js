// Asks the planner's worker. Knows no page.
//
//     const planner = new Planner(() => new Worker("/planner/worker.js", { type: "module" }));
//     const asked = planner.ask({ schedule: {…} }, (progress) => show(progress));
//     stop.onclick = () => asked.cancel();
//     const { answer, cancelled } = await asked.answer;
//
// `answer` is `{answer: …}` or `{error: "…"}`. A search that is cancelled answers with the best it has. A question that
// is worked out in one go cannot listen: after `grace` milliseconds its worker is ended, the others are asked again of a
// new one, and it is answered with an error.
export class Planner {
  #make;
  #grace;
  #worker = null;
  #open = new Map();
  #ids = 0;

  constructor(make, grace = 150) {
    this.#make = make;
    this.#grace = grace;
  }

  ask(question, progress = () => {}) {
    const id = ++this.#ids;
    const answer = new Promise((resolve) => this.#open.set(id, { question, progress, resolve }));
    this.#post({ id, question });
    return { answer, cancel: () => this.#cancel(id) };
  }

  // Ends the worker; open questions stay open until the next one is asked.
  close() {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #post(message) {
    if (!this.#worker) {
      this.#worker = this.#make();
      this.#worker.onmessage = ({ data }) => this.#hear(data);
    }
    this.#worker.postMessage(message);
  }

  #hear({ id, progress, answer, cancelled = false }) {
    const asked = this.#open.get(id);
    if (!asked) return;
    if (progress) {
      asked.progress(progress);
      return;
    }
    this.#open.delete(id);
    asked.resolve({ answer: JSON.parse(answer), cancelled });
  }

  #cancel(id) {
    if (!this.#open.has(id)) return;
    this.#post({ id, cancel: true });
    setTimeout(() => {
      if (!this.#open.has(id)) return;
      this.close();
      this.#hear({ id, answer: JSON.stringify({ error: "it was stopped" }), cancelled: true });
      for (const [other, { question }] of this.#open) this.#post({ id: other, question });
    }, this.#grace);
  }
}
