// What somebody does in voice: talk as long as a key is held, hum, show a camera, be mute, leave.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const SLICE = 1.0, AGAIN = 600;

export class Microphone {
  constructor(see) {
    this.see = see;
    this.fan = this.camera = this.talking = false;
  }

  async press() {
    if (this.talking || !this.see.screen.voice) return;
    this.talking = true;
    this.see.draw();
    this.see.happened("spoke");
    while (this.talking && (await this.see.act("speak", { intervals: [[0, SLICE]] }))) {
      await new Promise((done) => { setTimeout(done, AGAIN); });
    }
  }

  async release() {
    if (!this.talking) return;
    this.talking = false;
    this.see.draw();
    await this.see.act("speak", { stop: true, open: this.fan, video: this.camera });
  }

  async turn(what) {
    this[what] = !this[what];
    this.see.draw();
    if (!(await this.see.act("speak", what === "fan" ? { open: this.fan } : { video: this.camera }))) this[what] = !this[what];
    this.see.draw();
  }

  // Whoever hangs up comes back with everything switched off.
  hungUp() { this.fan = this.camera = this.talking = false; }

  bar() {
    const { see } = this;
    const { voice } = see.screen;
    if (!voice) return null;
    const { say } = see;
    const held = (event) => { if (event.key === " " || event.key === "Enter") { event.preventDefault(); if (!event.repeat) this.press(); } };
    const freed = (event) => { if (event.key === " " || event.key === "Enter") this.release(); };
    const hold = h("button", {
      class: `button talk${this.talking ? " on" : ""}`, type: "button", "aria-pressed": String(this.talking), "data-act": "talk",
      onpointerdown: (event) => { event.target.setPointerCapture?.(event.pointerId); this.press(); }, onpointerup: () => this.release(), onpointercancel: () => this.release(), onkeydown: held, onkeyup: freed, onblur: () => this.release(),
      title: say("talk_hint"),
    }, say("talk"));
    const mute = voice.self_mute ? say("unmute") : say("mute");
    const toggle = (on, words, sign, onclick) => h("button", { class: `icon${on ? " on" : ""}`, type: "button", "aria-pressed": String(on), "aria-label": words, title: words, onclick }, sign);
    return h("section", { class: "voicebar", "aria-label": say("connected"), "data-key": "voicebar" },
      h("p", null, h("span", { class: "live" }, say("connected")), " · ", h("button", { class: "plain", type: "button", onclick: () => see.open(voice.channel_id) }, voice.channel)),
      h("div", { class: "row" }, hold,
        toggle(voice.self_mute, mute, icon(voice.self_mute ? "mic_off" : "mic"), () => see.act("voice", { self_mute: !voice.self_mute })),
        toggle(this.fan, say("fan"), icon("fan"), () => this.turn("fan")), toggle(this.camera, say("camera_off"), icon("camera"), () => this.turn("camera")),
        h("button", { class: "icon leave", type: "button", "aria-label": say("leave"), title: say("leave"), onclick: () => see.sit(null) }, icon("hang_up"))));
  }
}
