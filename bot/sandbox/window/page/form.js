// A form (modal) as it lies open before somebody: any field that Discord's labels can hold.

import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { offers } from "./controls.js";
import { ask } from "./connection.js";
import { icon } from "./icons.js";

let made = 0;

export function form(it, see, close) {
  const readers = [];
  const body = it.components.map((part) => row(part, see, readers));
  const failed = h("p", { class: "failed", role: "alert" });
  const send = async (event) => {
    event.preventDefault();
    const fields = {};
    for (const { id, read } of readers) {
      const value = await read();
      if (value !== undefined) fields[id] = value;
    }
    failed.textContent = "";
    if (await see.act("modal", { interaction_id: it.interaction_id, fields }, (why) => { failed.textContent = why; })) close();
  };
  const title = `form-${made += 1}`;
  const escape = (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } };
  return h("form", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": title, onsubmit: send, onkeydown: escape },
    h("header", null, h("h2", { id: title }, it.title), h("button", { class: "icon", type: "button", "aria-label": see.say("close"), onclick: close }, icon("close"))),
    h("div", { class: "fields" }, body, failed),
    h("footer", null, h("button", { class: "button secondary", type: "button", onclick: close }, see.say("cancel")),
      h("button", { class: "button primary", type: "submit" }, see.say("submit"))));
}

function row(part, see, readers) {
  if (part.type === 10) return h("div", { class: "words" }, markdown(part.content, see));
  const child = part.component ?? part.components[0];
  const id = `field-${made += 1}`;
  const label = part.label ?? child.label;
  const required = child.required !== false;
  const { element, read, group } = (FIELDS[child.type] ?? chosen)(child, id, see, required);
  readers.push({ id: child.custom_id, read });
  const words = [label, required && h("span", { class: "must", "aria-hidden": "true" }, " *"), !required && h("span", { class: "small" }, ` ${see.say("optional")}`)];
  const about = part.description && h("p", { class: "small", id: `${id}-about` }, part.description);
  if (group) return h("fieldset", { class: "field" }, h("legend", null, words), about, element);
  if (about) element.setAttribute("aria-describedby", `${id}-about`);
  return h("div", { class: "field" }, h("label", { for: id }, words), about, element);
}

function text(child, id, see, required) {
  const facts = { id, placeholder: child.placeholder, required, maxlength: child.max_length ?? 4000, minlength: child.min_length };
  const element = child.style === 2 ? h("textarea", { ...facts, rows: 4 }) : h("input", { ...facts, type: "text" });
  element.value = child.value ?? "";
  return { element, read: () => element.value };
}

function ticks(kind) {
  return (child, id, see, required) => {
    const options = offers(child, see);
    const boxes = options.map((o) => h("input", { type: kind, name: id, value: o.value, checked: o.default, required: kind === "radio" && required }));
    const element = h("div", { class: "ticks" }, options.map((o, at) => h("label", { class: "tick" }, boxes[at], h("span", null, o.shown ?? o.label, o.description && h("span", { class: "small" }, ` ${o.description}`)))));
    const values = () => boxes.filter((box) => box.checked).map((box) => box.value);
    return { element, group: true, read: () => (kind === "radio" ? values()[0] : values()) };
  };
}

function checkbox(child, id) {
  const element = h("input", { type: "checkbox", id, checked: child.default });
  return { element, read: () => element.checked };
}

// A menu in a form: one choice from a list, or several by ticks.
function chosen(child, id, see, required) {
  const least = child.min_values ?? 1;
  if ((child.max_values ?? 1) > 1) return ticks("checkbox")(child, id, see, required);
  const options = offers(child, see);
  const none = !options.some((o) => o.default);
  const element = h("select", { id, required: required && least > 0 },
    h("option", { value: "", selected: none }, child.placeholder || see.say("choose")),
    options.map((o) => h("option", { value: o.value, selected: o.default }, o.description ? `${o.shown} — ${o.description}` : o.shown)));
  return { element, read: () => (element.value ? [element.value] : []) };
}

function upload(child, id, see, required) {
  const element = h("input", { type: "file", id, required, multiple: (child.max_values ?? 1) > 1 });
  const read = () => Promise.all([...element.files].map((file) => handIn(file, see)));
  return { element, read };
}

// Lay a file ready; its id.
export async function handIn(file, see) {
  const data = new FormData();
  data.append("file", file, file.name);
  return (await ask("POST", `/people/${see.screen.me.id}/files`, data)).id;
}

const FIELDS = { 4: text, 19: upload, 21: ticks("radio"), 22: ticks("checkbox"), 23: checkbox };
