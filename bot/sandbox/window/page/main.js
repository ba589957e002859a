// The page: one pane for each person, and what concerns all of them.

import { h, show } from "./dom.js";
import { tell, Refused } from "./connection.js";
import { Guide } from "./guide.js";
import { Pane } from "./pane.js";
import { languageOf, say } from "./words.js";
import { icon } from "./icons.js";

const THEMES = ["light dark", "dark", "light"];
// A browser keeps six connections to one place, and each pane needs one.
const MOST = 5;
const NOTICE = 6000, SKIPS = 90, LOOK = 350, IDLE = 3;

class Stage {
  constructor() {
    const asked = new URLSearchParams(location.hash.slice(1));
    this.panes = [];
    this.language = asked.get("lang") || localStorage.getItem("language") || languageOf(navigator.language);
    this.theme = asked.get("theme") || localStorage.getItem("theme") || THEMES[0];
    this.say = (key, ...values) => say(this.language, key, ...values);
    this.guide = new Guide(document.getElementById("guide"), this);
    if (asked.get("guide") === "off") this.guide.isShown = false;
    const people = (asked.get("people") || "").split(",").filter(Boolean);
    if (people.length) people.forEach((person) => this.add(person));
    else this.add();
    this.guide.load();
    this.draw();
    setInterval(() => this.panes.forEach((pane) => pane.tick()), 500);
    document.addEventListener("keydown", (event) => { if (isTalkKey(event) && !event.repeat) { event.preventDefault(); this.active?.microphone.press(); } });
    document.addEventListener("keyup", (event) => { if (event.code === "KeyV") this.active?.microphone.release(); });
    window.addEventListener("blur", () => this.panes.forEach((pane) => pane.microphone.release()));
  }

  add(person) {
    const pane = new Pane(this);
    this.panes.push(pane);
    document.getElementById("panes").append(pane.element);
    if (person) pane.be(person);
    this.activate(pane);
    pane.draw();
    if (this.panes.length > 1) this.happened(pane, "pane");
  }

  close(pane) {
    pane.close();
    this.panes = this.panes.filter((one) => one !== pane);
    if (!this.panes.length) this.add();
    else this.activate(this.panes.at(-1));
    this.remember();
  }

  activate(pane) {
    if (this.active === pane) return;
    this.active = pane;
    this.panes.forEach((one) => one.draw());
    this.draw();
  }

  // Who is here stays in the address, so that the page can be loaded anew.
  remember() {
    const facts = new URLSearchParams(location.hash.slice(1));
    facts.set("people", this.panes.map((pane) => pane.person).filter(Boolean).join(","));
    history.replaceState(null, "", `#${facts}`);
  }

  happened(pane, what, detail = "") {
    this.guide.happened(what, detail);
    if (what === "arrived") this.draw();
  }

  notice(words) {
    const one = h("p", null, words, h("button", { class: "icon", type: "button", "aria-label": this.say("close"), onclick: () => one.remove() }, icon("close")));
    document.getElementById("notices").replaceChildren(one);
    setTimeout(() => one.remove(), NOTICE);
  }

  // Put the clock forward until somebody in a pane sees something happen.
  async skip() {
    this.isSkipping = true;
    this.draw();
    let seen = false, far = 0, idle = 0;
    this.sawSomething = () => { seen = true; };
    try {
      for (let tries = 0; tries < SKIPS && !seen; tries += 1) {
        const { skipped } = await tell("/clock", { skip: true });
        far += skipped;
        idle = skipped ? 0 : idle + 1;
        if (idle > IDLE) break;
        await new Promise((done) => { setTimeout(done, LOOK); });
      }
      this.notice(far ? this.say("skipped", length(far, this.language)) : this.say("nothing_due"));
      this.happened(null, "skipped");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.notice(error.message || this.say("lost"));
    }
    this.isSkipping = false;
    this.draw();
  }

  sawSomething() {}

  turn(what, value) {
    this[what] = value;
    localStorage.setItem(what, value);
    this.draw();
    this.guide.draw();
    this.panes.forEach((pane) => pane.draw());
  }

  draw() {
    document.documentElement.lang = this.language;
    document.documentElement.style.colorScheme = this.theme;
    document.title = this.say("window");
    const button = (words, onclick, facts) => h("button", { class: "button secondary", type: "button", onclick, ...facts }, words);
    const signed = (sign, key, onclick, facts) => button([icon(sign), h("span", { class: "word" }, ` ${this.say(key)}`)], onclick, { "aria-label": this.say(key), title: this.say(key), ...facts });
    const canSkip = this.panes.some((pane) => pane.screen.one("clock")?.can_skip);
    const other = this.language === "ja" ? "en" : "ja";
    show(document.getElementById("bar"), h("h1", null, this.say("window")),
      this.panes.length > 1 && h("div", { class: "tabs", role: "group" }, this.panes.map((pane) => h("button", { class: "button secondary", type: "button", "aria-pressed": String(pane === this.active), onclick: () => this.activate(pane) }, pane.person ? pane.screen.me.name || "…" : "?"))),
      h("div", { class: "row" },
        this.panes.length < MOST && signed("person", "another", () => this.add(), { "data-act": "another" }),
        canSkip && signed("skip", "skip", () => this.skip(), { "data-act": "skip", disabled: this.isSkipping, "aria-busy": this.isSkipping && "true" }),
        this.guide.steps.length > 0 && signed("steps", "guide", () => { this.guide.isShown = !this.guide.isShown; this.guide.draw(); this.draw(); }, { "aria-pressed": String(this.guide.isShown) }),
        button(icon("contrast"), () => this.turn("theme", THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]), { "aria-label": this.say("theme"), title: this.say("theme") }),
        button(this.say("language"), () => this.turn("language", other), { lang: other })));
  }
}

// So many seconds in words.
function length(seconds, language) {
  const [unit, count] = seconds < 90 ? ["second", seconds] : seconds < 5400 ? ["minute", seconds / 60] : ["hour", seconds / 3600];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(count);
}

function isTalkKey(event) {
  const { target } = event;
  const writes = target.matches?.("input, textarea, select, [contenteditable]");
  return event.code === "KeyV" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey;
}

window.stage = new Stage();
