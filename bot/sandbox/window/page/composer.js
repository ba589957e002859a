// The line in which people write, and give commands with suggestions and options in their language.

import { h, show } from "./dom.js";
import { look, tell, Refused } from "./connection.js";
import { handIn } from "./form.js";
import { nameOf } from "./controls.js";
import { icon } from "./icons.js";

let made = 0;
const MOST = 12, PAUSE = 150;
const INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, FILE = 11;

export class Composer {
  constructor(see) {
    this.see = see;
    this.offered = [];
    this.found = [];
    this.at = 0;
    this.list = `commands-${made += 1}`;
  }

  // Where it is drawn, by itself alone.
  mount(element) {
    if (this.element === element) return;
    this.element = element;
    element.onkeydown = (event) => { if (event.key === "Escape" && this.command) { this.begin(); this.input.focus(); } };
    this.begin();
  }

  // For another channel or person, from the beginning.
  begin() {
    this.command = null;
    this.found = [];
    this.draw();
  }

  // Put words into the line, as a command that is mentioned does when it is pressed.
  async type(words) {
    this.begin();
    this.input.value = words;
    this.input.focus();
    await this.typed();
  }

  draw() {
    const { see } = this;
    const channel = see.channel;
    if (!channel || !this.element) return undefined;
    if (!channel.can_write) return this.element.replaceChildren(h("p", { class: "small closed" }, see.say("cannot_write")));
    if (this.command) return this.element.replaceChildren(this.options());
    const label = see.say("write_in", see.channelName(channel));
    this.input = h("textarea", {
      rows: 1, "aria-label": label, title: label, placeholder: see.say("write"), role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list,
      oninput: () => this.typed(), onkeydown: (event) => this.key(event),
    });
    this.suggestions = h("ul", { id: this.list, role: "listbox", "aria-label": see.say("commands"), class: "suggestions", hidden: true });
    const file = h("input", { type: "file", hidden: true, onchange: () => this.attach(file) });
    return this.element.replaceChildren(this.suggestions, h("div", { class: "line" },
      h("button", { class: "icon", type: "button", "aria-label": see.say("file"), title: see.say("file"), onclick: () => file.click() }, icon("plus")), file,
      this.input, h("button", { class: "icon send", type: "button", "aria-label": see.say("send"), title: see.say("send"), onclick: () => this.send() }, icon("send"))));
  }

  // -- commands

  async typed() {
    const { input } = this;
    input.rows = Math.min(6, input.value.split("\n").length);
    if (!input.value.startsWith("/")) return this.offer([]);
    try {
      this.offered = await look(`/people/${this.see.screen.me.id}/commands?channel_id=${this.see.channel.id}`);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.offered = [];
    }
    if (input !== this.input || !input.value.startsWith("/")) return this.offer([]);
    const typed = input.value.slice(1).toLowerCase();
    const fits = (one) => [one.shown, one.name].some((name) => name.toLowerCase().includes(typed) || typed.startsWith(`${name.toLowerCase()} `));
    const starts = (one) => Number(![one.shown, one.name].some((name) => name.toLowerCase().startsWith(typed)));
    return this.offer(this.offered.filter(fits).sort((one, other) => starts(one) - starts(other)).slice(0, MOST), true);
  }

  offer(found, asked = false) {
    this.found = found;
    this.at = 0;
    this.suggest(asked);
  }

  suggest(asked = false) {
    const { suggestions, input, found } = this;
    suggestions.hidden = !found.length && !asked;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) input.setAttribute("aria-activedescendant", `${this.list}-${this.at}`);
    else input.removeAttribute("aria-activedescendant");
    show(suggestions, found.length ? found.map((one, at) => h("li", {
      id: `${this.list}-${at}`, role: "option", "aria-selected": String(at === this.at), onpointerdown: (event) => { event.preventDefault(); this.pick(one); },
    }, h("strong", null, `/${one.shown}`), h("span", { class: "small" }, ` ${one.description}`), h("span", { class: "small app" }, one.application)))
      : h("li", { class: "small" }, this.see.say("no_command")));
    suggestions.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const { found } = this;
    if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      this.suggest();
    } else if (found.length && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) {
      event.preventDefault();
      this.pick(found[this.at]);
    } else if (event.key === "Escape") this.offer([]);
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  pick(command) {
    const typed = this.input.value.slice(1);
    const after = [command.shown, command.name].map((name) => (typed.startsWith(name) ? typed.slice(name.length) : null)).find((rest) => rest !== null) ?? "";
    this.given = Object.fromEntries([...after.matchAll(/(\S+?)[:：]\s*(.*?)(?=\s+\S+?[:：]|$)/gs)].map((m) => [m[1], m[2].trim()]));
    this.command = command;
    this.found = [];
    this.draw();
    (this.element.querySelector(".options :is(input, select)") ?? this.element.querySelector("[type=submit]")).focus();
  }

  options() {
    const { command, see } = this;
    const sorted = [...command.options].sort((one, other) => Number(Boolean(other.required)) - Number(Boolean(one.required)));
    const fields = sorted.map((option) => ({ option, ...this.field(option) }));
    const run = async (event) => {
      event.preventDefault();
      try {
        const options = {};
        for (const { option, read } of fields) {
          const value = await read();
          if (value !== undefined) options[option.name] = value;
        }
        if (await see.act("command", { channel_id: see.channel.id, name: command.name, options })) { this.begin(); this.input.focus(); }
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        see.notice(refused.message);
      }
    };
    return h("form", { class: "command", onsubmit: run, "aria-label": `/${command.shown}` },
      h("p", null, h("strong", null, `/${command.shown}`), " ", h("span", { class: "small" }, command.description)),
      h("div", { class: "options" }, fields.map(({ option, element, id, list }) => h("div", { class: "field" },
        h("label", { for: id }, option.shown, option.required ? h("span", { class: "must", "aria-hidden": "true" }, " *") : h("span", { class: "small" }, ` ${see.say("option_optional")}`)),
        element, list, h("p", { class: "small", id: `${id}-about` }, option.description)))),
      h("div", { class: "row" }, h("button", { class: "button primary", type: "submit" }, see.say("run")),
        h("button", { class: "button secondary", type: "button", onclick: () => { this.begin(); this.input.focus(); } }, see.say("cancel"))));
  }

  // One option's field: its element and how to read it; undefined is "not given".
  field(option) {
    const id = `option-${made += 1}`;
    const preset = this.given[option.shown] ?? this.given[option.name] ?? "";
    const facts = { id, required: option.required, "aria-describedby": `${id}-about`, "data-option": option.name };
    const listed = (choices, convert) => {
      const element = h("select", facts, h("option", { value: "" }, option.required ? this.see.say("choose") : "—"),
        choices.map((choice) => h("option", { value: String(choice.value), selected: choice.shown === preset }, choice.shown)));
      return { id, element, read: () => (element.value === "" ? undefined : convert(element.value)) };
    };
    if (option.choices.length) return listed(option.choices, (value) => option.choices.find((c) => String(c.value) === value).value);
    if (option.type === BOOLEAN) return listed([{ value: "true", shown: this.see.say("yes") }, { value: "false", shown: this.see.say("no") }], (value) => value === "true");
    if ([USER, CHANNEL, ROLE, MENTIONABLE].includes(option.type)) return listed(this.things(option), (value) => value);
    if (option.type === FILE) {
      const element = h("input", { ...facts, type: "file" });
      return { id, element, read: () => (element.files.length ? handIn(element.files[0], this.see) : undefined) };
    }
    const isNumber = option.type === INTEGER || option.type === NUMBER;
    const limits = isNumber ? { type: "number", min: option.min_value, max: option.max_value, step: option.type === NUMBER ? "any" : 1 }
      : { type: "text", minlength: option.min_length, maxlength: option.max_length };
    const element = h("input", { ...facts, ...limits, autocomplete: "off" });
    element.value = preset;
    const read = () => (element.value === "" ? undefined : isNumber ? Number(element.value) : element.dataset.value ?? element.value);
    return { id, element, read, list: option.autocomplete && this.suggesting(option, element, id) };
  }

  things(option) {
    const { see } = this;
    const channels = see.screen.channels(see.guild).filter((c) => !option.channel_types?.length || option.channel_types.includes(c.type)).map((c) => c.id);
    const people = see.screen.members(see.guild).map((each) => each.id);
    const roles = see.screen.one("guild", see.guild)?.roles ?? [];
    const ids = { [USER]: people, [CHANNEL]: channels, [ROLE]: roles, [MENTIONABLE]: [...people, ...roles] }[option.type];
    return ids.map((id) => ({ value: id, shown: nameOf(id, see) }));
  }

  // Suggestions while an option is typed, asked for after a pause.
  suggesting(option, element, id) {
    const { see, command } = this;
    const channel = see.channel.id;
    const list = h("ul", { id: `${id}-list`, role: "listbox", class: "suggestions", hidden: true, "aria-label": option.shown });
    let waiting = 0, choices = [], at = -1;
    const put = (choice) => {
      element.value = choice.name;
      element.dataset.value = choice.value;
      list.hidden = true;
      element.setAttribute("aria-expanded", "false");
    };
    const drawn = () => {
      list.hidden = !choices.length;
      element.setAttribute("aria-expanded", String(choices.length > 0));
      show(list, choices.map((choice, n) => h("li", { id: `${id}-list-${n}`, role: "option", "aria-selected": String(n === at), onpointerdown: (event) => { event.preventDefault(); put(choice); } }, choice.name)));
      if (at >= 0) element.setAttribute("aria-activedescendant", `${id}-list-${at}`);
      else element.removeAttribute("aria-activedescendant");
    };
    const asked = async () => {
      const mine = waiting += 1;
      await new Promise((done) => { setTimeout(done, PAUSE); });
      if (mine !== waiting) return;
      try {
        const begun = await tell(`/people/${see.screen.me.id}/autocomplete`, { channel_id: channel, name: command.name, options: { [option.name]: element.value }, focused: option.name });
        const told = await see.outcome(begun.interaction_id);
        if (mine === waiting && document.activeElement === element) { choices = told.choices ?? []; at = -1; drawn(); }
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
      }
    };
    const close = () => { waiting += 1; choices = []; drawn(); };
    element.setAttribute("role", "combobox");
    element.setAttribute("aria-controls", list.id);
    element.setAttribute("aria-expanded", "false");
    element.oninput = () => { delete element.dataset.value; asked(); };
    element.onfocus = asked;
    element.onblur = close;
    element.onkeydown = (event) => {
      if (list.hidden || event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        at = (at + (event.key === "ArrowDown" ? 1 : -1) + choices.length) % choices.length;
        drawn();
      } else if (event.key === "Enter" && at >= 0) { event.preventDefault(); put(choices[at]); }
      else if (event.key === "Escape") { event.stopPropagation(); close(); }
    };
    return list;
  }

  // -- words and files

  async send() {
    const content = this.mentioned(this.input.value.trim());
    if (content) await this.write({ content });
  }

  async attach(file) {
    const { see } = this;
    try {
      const ids = await Promise.all([...file.files].map((one) => handIn(one, see)));
      await this.write({ content: this.mentioned(this.input.value.trim()), attachments: ids.map((id) => ({ id })) });
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      see.notice(refused.message);
    }
  }

  async write(what) {
    const { see, input } = this;
    const before = input.value;
    input.value = "";
    input.rows = 1;
    if (!(await see.act("message", { channel_id: see.channel.id, ...what })) && !input.value) input.value = before;
  }

  // Names after an @ and channels after a # as Discord sends them.
  mentioned(words) {
    const { see } = this;
    const longest = (pairs) => pairs.filter(([name]) => name).sort((one, other) => other[0].length - one[0].length);
    const people = longest(see.screen.members(see.guild).map((each) => [see.screen.name(each.id), each.id]));
    const channels = longest(see.screen.channels(see.guild).map((each) => [each.name, each.id]));
    let told = words;
    for (const [name, id] of people) told = told.replaceAll(`@${name}`, `<@${id}>`);
    for (const [name, id] of channels) told = told.replaceAll(`#${name}`, `<#${id}>`);
    return told;
  }
}
