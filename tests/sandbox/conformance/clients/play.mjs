// What every JavaScript client here does alike: it asks the sandbox for people's doings, and says how each check went.

export const FACTS = JSON.parse(process.env.SANDBOX);
const PATIENCE = 15000;
export const COMMANDS = [
  { name: "hello", description: "Say hello", type: 1 },
  { name: "later", description: "Say hello later", type: 1 },
  { name: "form", description: "Ask something", type: 1 },
];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** An order to the sandbox's control. */
export async function order(method, path, body) {
  const answer = await fetch(FACTS.control + path, {
    method,
    headers: { "Content-Type": "application/json" },
    ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message);
  return told;
}

/** Something that the person in the guild does. */
export const person = (what, body) => order("POST", `/people/${FACTS.person}/${what}`, body);
export const command = (name) => person("command", { channel_id: FACTS.channel, name });

/** The message or form that the bot answered with, waited for. */
export async function answerTo(begun, kind) {
  for (let turn = 0; turn < 300; turn++) {
    const { answers } = await order("GET", `/interactions/${begun.interaction_id}`);
    const found = answers.find((one) => one.kind === kind);
    if (found) return found;
    await pause(50);
  }
  throw new Error(`no answer of kind ${kind}`);
}

/** What is heard, kept until somebody waits for it. */
export class Heard {
  #kept = new Map();
  #waiting = new Map();
  put(name, value) {
    const waiting = this.#waiting.get(name)?.shift();
    if (waiting) waiting(value);
    else this.#kept.set(name, [...(this.#kept.get(name) ?? []), value]);
  }
  next(name) {
    const kept = this.#kept.get(name)?.shift();
    if (kept !== undefined) return Promise.resolve(kept);
    return new Promise((done) => this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), done]));
  }
}

/** Refuse what is not as wanted. */
export function same(found, wanted) {
  if (found !== wanted) throw new Error(`${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}

/** Each check in turn, and a line of JSON about it. */
export async function run(checks) {
  for (const [check, work] of Object.entries(checks)) {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error("took too long")), PATIENCE);
    });
    try {
      await Promise.race([work(), late]);
      console.log(JSON.stringify({ check, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ check, ok: false, why: String(error) }));
    }
    clearTimeout(timer);
  }
}
