// What one person sees, put together from the parts that the sandbox sends.

export class Screen {
  constructor() {
    this.parts = new Map();
    this.kinds = new Map();
    this.told = 0;
    this.at = 0;
  }

  // Take a change over; the kinds of parts that it touched.
  take({ put, drop, now }, afresh) {
    const touched = new Set();
    const gone = afresh ? [...this.parts.keys()].filter((key) => !(key in put)) : drop;
    for (const key of gone) {
      const [kind, id] = split(key);
      this.parts.delete(key);
      this.kinds.get(kind)?.delete(id);
      touched.add(kind);
    }
    for (const [key, part] of Object.entries(put)) {
      const [kind, id] = split(key);
      this.parts.set(key, part);
      if (!this.kinds.has(kind)) this.kinds.set(kind, new Map());
      this.kinds.get(kind).set(id, part);
      touched.add(kind);
    }
    this.told = now;
    this.at = performance.now();
    return touched;
  }

  // The sandbox's time in seconds.
  get now() { return this.told + (performance.now() - this.at) / 1000; }

  one(kind, id = "") { return this.kinds.get(kind)?.get(id) ?? null; }
  all(kind) { return [...(this.kinds.get(kind)?.values() ?? [])]; }

  get me() { return this.one("me") ?? { id: "", name: "", locale: "en-US" }; }
  get voice() { return this.one("voice"); }
  get sound() { return this.one("sound") ?? { speaking: [], cameras: [] }; }
  name(id) { return (this.one("names") ?? {})[id] ?? null; }
  channel(id) { return this.one("channel", id); }
  channels(guild) { return this.all("channel").filter((c) => c.guild === guild).sort(byPlace); }
  messages(channel) { return this.all("message").filter((m) => m.channel_id === channel).sort(byAge); }
  members(guild) { return this.one("guild", guild)?.members ?? []; }
}

export function byAge(one, other) {
  return one.id.length - other.id.length || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function byPlace(one, other) { return one.position - other.position || byAge(one, other); }

function split(key) {
  const at = key.indexOf("/");
  return [key.slice(0, at), key.slice(at + 1)];
}
