// A first evening in steps: what to try next, and which of it has been done.

import { h, show } from "./dom.js";
import { markdown } from "./markdown.js";
import { icon } from "./icons.js";

export class Guide {
  constructor(place, stage) {
    this.place = place;
    this.stage = stage;
    this.steps = [];
    this.early = [];
    this.counts = JSON.parse(sessionStorage.getItem("guide") || "{}");
    this.isShown = true;
  }

  async load() {
    this.steps = await (await fetch("/window/guide.json")).json();
    const { early } = this;
    this.early = null;
    // Whoever was here before the page was loaded anew does not arrive again.
    if (!sessionStorage.getItem("guide")) early.forEach(([what, detail]) => this.happened(what, detail));
    this.draw();
  }

  // Something has happened: `what` it was, and more about it.
  happened(what, detail) {
    if (this.early) { this.early.push([what, detail]); return; }
    for (const { id, done } of this.steps) {
      if (done.some((one) => one.what === what && (!one.with || new RegExp(one.with).test(detail)))) this.counts[id] = (this.counts[id] ?? 0) + 1;
    }
    sessionStorage.setItem("guide", JSON.stringify(this.counts));
    this.draw();
  }

  isDone(step) { return (this.counts[step.id] ?? 0) >= (step.times ?? 1); }

  draw() {
    const { stage, steps, place } = this;
    place.hidden = !steps.length || !this.isShown;
    place.setAttribute("lang", stage.language);
    place.setAttribute("aria-label", stage.say("guide"));
    const next = steps.find((step) => !this.isDone(step));
    const done = steps.filter((step) => this.isDone(step)).length;
    const see = { screen: { me: {}, name: () => null, channel: () => null }, say: stage.say, locale: stage.language, type() {}, open() {} };
    show(place, h("header", null, h("h2", null, stage.say("guide"), h("span", { class: "small", role: "status" }, ` ${stage.say("steps_done", done, steps.length)}`)), h("button", { class: "icon", type: "button", "aria-label": stage.say("hide"), onclick: () => { this.isShown = false; this.draw(); } }, icon("close"))),
      h("ol", null, steps.map((step, at) => h("li", { "data-number": at + 1, class: this.isDone(step) ? "done" : step === next ? "next" : "", "data-step": step.id, "aria-current": step === next && "step" },
        h("h3", null, step.title[stage.language], this.isDone(step) && h("span", { class: "unseen" }, ` (${stage.say("step_done")})`)),
        h("div", { class: "words" }, markdown(step.text[stage.language], see))))));
  }
}
