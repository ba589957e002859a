// One person's Discord: it knows what they see and does what they do. How it looks is in rooms.js and message.js.

import { h, show } from "./dom.js";
import { ask, follow, tell, Refused } from "./connection.js";
import { Screen, byAge } from "./screen.js";
import { Composer } from "./composer.js";
import { Microphone } from "./voice.js";
import { calendar } from "./calendar.js";
import { chooser } from "./chooser.js";
import { form } from "./form.js";
import { hand } from "./moderate.js";
import { chat, rail, sidebar } from "./rooms.js";
import { count } from "./times.js";
import { languageOf, say } from "./words.js";
import { icon } from "./icons.js";

const BOTTOM = 80;

export class Pane {
  constructor(stage) {
    this.stage = stage;
    this.element = h("section", { class: "pane", tabindex: -1 });
    this.element.addEventListener("pointerdown", () => stage.activate(this), true);
    new ResizeObserver(() => this.draw()).observe(this.element);
    this.element.addEventListener("focusin", () => stage.activate(this));
    this.screen = new Screen();
    this.composer = new Composer(this);
    this.microphone = new Microphone(this);
    this.failures = new Set();
    this.hidden = new Set();
    this.begun = new Map();
    this.waiting = new Map();
    this.read = new Map();
    this.forms = new Set();
    this.narrow = false;
    this.guild = this.open_ = null;
    this.say = (key, ...values) => say(this.language, key, ...values);
  }

  get language() { return this.person ? languageOf(this.screen.me.locale) : this.stage.language; }
  get locale() { return this.screen.me.locale; }
  get channel() { return this.screen.channel(this.open_); }

  // -- somebody comes, and what changes for them

  be(person) {
    this.end?.();
    this.person = person;
    this.end = follow(person, (change, afresh) => this.changed(change, afresh), (lost) => { this.lost = lost; this.draw(); });
    this.stage.remember();
    this.happened("arrived");
  }

  close() {
    this.end?.();
    this.element.remove();
  }

  changed(change, afresh) {
    const before = this.screen.voice?.channel_id ?? null;
    const isFirst = !this.screen.told;
    const touched = this.screen.take(change, afresh);
    const after = this.screen.voice?.channel_id ?? null;
    if (isFirst) this.settle();
    if (before !== after && !isFirst) this.moved(before, after);
    if (!this.channel) this.open(after ?? this.first());
    if (isFirst) this.atChat = false;
    for (const [id, { state, choices }] of this.screen.kinds.get("interaction") ?? []) {
      if (state !== "waiting" || choices) { this.waiting.get(id)?.({ state, choices }); this.waiting.delete(id); }
    }
    if (!isFirst && ["message", "voice", "event"].some((kind) => touched.has(kind))) this.stage.sawSomething();
    if (touched.size) this.draw();
    if (touched.has("me") || touched.has("channel")) this.refresh();
    if (touched.has("me") || touched.has("clock")) this.stage.draw();
  }

  // The composer is the person's own while they type: it is drawn anew only for another language or right.
  refresh() {
    const drawn = JSON.stringify([this.screen.me.locale, this.open_, this.channel?.can_write]);
    if (drawn !== this.drawn) { this.drawn = drawn; this.composer.begin(); }
  }

  // What was there before counts as read.
  settle() {
    this.guild ??= this.screen.all("guild")[0]?.id ?? null;
    for (const channel of this.screen.all("channel")) this.read.set(channel.id, this.screen.messages(channel.id).at(-1)?.id ?? "0");
    for (const one of this.screen.all("interaction")) this.begun.delete(one.id);
  }

  moved(before, after) {
    if (!after) this.microphone.hungUp();
    if (after && this.going !== after) {
      this.happened("moved");
      if (this.open_ === before) this.open(after);
    }
    this.going = null;
  }

  first() { return this.screen.channels(this.guild).find((one) => one.type === 0)?.id ?? null; }

  // -- what they do

  // Have the person do something; whether it was allowed. The bot's answer comes later, by itself.
  async act(deed, body, refused = this.notice) {
    let told;
    try {
      told = await tell(`/people/${this.person}/${deed}`, body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused(error.message || this.say("lost"));
      return false;
    }
    if (told.interaction_id) this.answer(told.interaction_id, deed, body);
    else if (deed !== "speak") this.happened(deed, body.channel_id ?? "");
    return true;
  }

  async answer(id, deed, body) {
    this.begun.set(id, body);
    this.failures.delete(body.message_id);
    this.draw();
    const { state } = await this.outcome(id);
    this.begun.delete(id);
    if (state !== "failed") this.happened(deed, body.name ?? body.custom_id ?? "");
    else if (body.message_id) this.failures.add(body.message_id);
    else this.notice(this.say("no_answer"));
    this.draw();
  }

  // How an interaction went, once that is known.
  outcome(id) {
    const known = this.screen.one("interaction", id);
    if (known && (known.state !== "waiting" || known.choices)) return Promise.resolve(known);
    return new Promise((done) => { this.waiting.set(id, done); });
  }

  isBusy(message, control) {
    return [...this.begun.values()].some((body) => body.message_id === message && body.custom_id === control);
  }

  async sit(channel) {
    this.going = channel;
    if (!(await this.act("voice", { channel_id: channel }))) this.going = null;
    else if (channel) this.open(channel);
  }

  // Their Discord in the other language, as in its settings.
  async speak() {
    try {
      await ask("PATCH", `/people/${this.person}`, { locale: this.language === "ja" ? "en-US" : "ja" });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.notice(error.message || this.say("lost"));
    }
  }

  open(channel) {
    if (!channel) return;
    this.open_ = channel;
    this.guild = this.screen.channel(channel)?.guild ?? this.guild;
    this.sheet = null;
    this.atChat = true;
    this.toEnd = true;
    this.refresh();
    this.draw();
  }

  visit(guild) {
    this.guild = guild;
    const inside = guild ? this.first() : this.screen.channels(null)[0]?.id;
    if (inside) this.open(inside);
    this.atChat = false;
    this.draw();
  }

  type(words) { this.composer.type(words); }
  dismiss(message) { this.hidden.add(message); this.draw(); }
  notice = (words) => this.stage.notice(words);
  happened(what, detail = "") { this.stage.happened(this, what, detail); }

  // -- how it looks

  channelName(channel) {
    if (channel.type === 1) return channel.recipients.filter((id) => id !== this.person).map((id) => this.screen.name(id)).join(", ");
    return channel.name;
  }

  messages(channel) { return this.screen.messages(channel).filter((one) => !this.hidden.has(one.id)); }

  // What somebody has not read in a channel: whether anything, and how much of it names them.
  news(channel) {
    const last = { id: this.read.get(channel) ?? "0" };
    const fresh = this.screen.messages(channel).filter((one) => byAge(one, last) > 0 && one.author.id !== this.person);
    return { any: fresh.length > 0, pings: fresh.filter((one) => one.pinged_you || this.screen.channel(channel)?.type === 1).length };
  }

  draw() {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => { this.due = false; this.paint(); });
  }

  paint() {
    const { element } = this;
    element.className = `pane${this.narrow ? " narrow" : ""}${this.atChat ? " at-chat" : ""}${this === this.stage.active ? " active" : ""}`;
    element.setAttribute("lang", this.language);
    element.setAttribute("aria-label", this.person ? this.screen.me.name : this.say("welcome"));
    if (!this.person || !this.screen.told) return show(element, this.person ? h("p", { class: "small closed" }, "…") : chooser(this));
    const list = element.querySelector(".messages");
    const atEnd = !list || list.scrollHeight - list.scrollTop - list.clientHeight < BOTTOM || this.toEnd;
    if (this.open_ && (this.atChat || !this.isNarrow)) this.read.set(this.open_, this.screen.messages(this.open_).at(-1)?.id ?? "0");
    const sheet = this.sheets();
    show(element, this.strip(), h("div", { class: "discord", inert: Boolean(sheet) }, rail(this), sidebar(this), chat(this)), sheet);
    this.composer.mount(element.querySelector(".composer"));
    this.focus(sheet);
    const now = element.querySelector(".messages");
    if (now && atEnd) now.scrollTop = now.scrollHeight;
    this.toEnd = false;
    return undefined;
  }

  get isNarrow() { return this.element.clientWidth <= 560; }

  // Whatever lies over everything else: a form that a bot has opened, or the calendar.
  sheets() {
    const open = this.screen.all("form").find((one) => !this.hidden.has(one.interaction_id));
    for (const id of this.forms) if (id !== open?.interaction_id) this.forms.delete(id);
    if (open) {
      const id = open.interaction_id;
      const veil = h("div", { class: "veil", "data-key": `form${id}`, "data-own": true });
      if (!this.forms.has(id)) veil.append(form(open, this, () => { this.hidden.add(id); this.draw(); }));
      this.forms.add(id);
      return veil;
    }
    const close = () => { this.sheet = null; this.draw(); };
    const sheet = this.sheet && (this.sheet === "calendar" ? calendar(this, close) : hand(this.sheet.about, this, close));
    if (!sheet) this.sheet = null;
    return sheet && h("div", { class: "veil", "data-key": "sheet" }, sheet);
  }

  // Whoever opens something is in it, and afterwards where they were.
  focus(sheet) {
    const lies = this.element.querySelector(".sheet");
    if (sheet && lies && this.lying !== lies) {
      this.before = document.activeElement;
      lies.querySelector(".fields :is(input, select, textarea, button)")?.focus();
      if (!lies.contains(document.activeElement)) lies.querySelector("button").focus();
    } else if (!sheet && this.lying && this.before?.isConnected) this.before.focus();
    this.lying = lies;
  }

  strip() {
    const button = (key, sign, onclick, pressed) => h("button", { class: "icon", type: "button", "aria-label": this.say(key), title: this.say(key), "aria-pressed": pressed === undefined ? null : String(pressed), onclick }, sign);
    return h("header", { class: "strip" },
      h("h2", null, this.screen.me.name),
      h("button", { class: "plain small", type: "button", title: this.say("switch_language"), onclick: () => this.speak() }, this.language === "ja" ? "日本語" : "English"),
      h("span", { class: "gap" }),
      this.lost && h("p", { class: "failed", role: "status" }, this.say("lost")),
      h("span", { class: "wide-only" }, button(this.narrow ? "wide" : "phone", icon("phone"), () => { this.narrow = !this.narrow; this.draw(); }, this.narrow)),
      button("leave_pane", icon("close"), () => this.stage.close(this)));
  }

  tick() { if (this.person) count(this.element, this.screen.now, this.locale); }
}
