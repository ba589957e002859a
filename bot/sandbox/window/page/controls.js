// Buttons and menus under a message.

import { h } from "./dom.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary" };
const STRINGS = 3;

export function controls(one, it, see) {
  return one.type === 2 ? button(one, it, see) : menu(one, it, see);
}

const emoji = (one) => (one.emoji ? `${one.emoji.id ? `:${one.emoji.name}:` : one.emoji.name} ` : "");

function button(one, it, see) {
  const words = `${emoji(one)}${one.label ?? ""}`.trim();
  if (one.style === 5) {
    return h("a", { class: "button secondary", href: one.url, target: "_blank", rel: "noopener noreferrer" }, `${words} ↗`);
  }
  const busy = see.isBusy(it.id, one.custom_id);
  const facts = { class: `button ${STYLES[one.style] ?? "secondary"}`, type: "button", disabled: one.disabled, "aria-busy": busy && "true" };
  return h("button", { ...facts, onclick: () => see.act("click", { message_id: it.id, custom_id: one.custom_id }) }, words);
}

// What a menu offers: its own options, or people, roles and channels of the server.
export function offers(one, see) {
  if (one.options) return one.options.map((o) => ({ ...o, shown: `${emoji(o)}${o.label}` }));
  const chosen = new Set((one.default_values ?? []).map((each) => each.id));
  const guild = see.screen.one("guild", see.guild);
  const people = () => see.screen.members(see.guild).map((each) => each.id);
  const roles = () => (guild?.roles ?? []).filter((id) => id !== see.guild);
  const channels = () => see.screen.channels(see.guild).filter((c) => !one.channel_types?.length || one.channel_types.includes(c.type)).map((c) => c.id);
  const ids = { 5: people, 6: roles, 7: () => [...people(), ...roles()], 8: channels }[one.type]();
  return ids.map((id) => ({ value: id, shown: nameOf(id, see), default: chosen.has(id) }));
}

export function nameOf(id, see) {
  const channel = see.screen.channel(id);
  return channel ? `${channel.type === 2 ? "♪" : "#"} ${channel.name}` : see.screen.name(id) ?? id;
}

function menu(one, it, see) {
  const options = offers(one, see);
  const send = (values) => see.act("select", { message_id: it.id, custom_id: one.custom_id, values });
  const low = one.min_values ?? 1, high = one.max_values ?? 1;
  const label = one.placeholder || see.say("choose");
  const busy = see.isBusy(it.id, one.custom_id);
  if (high === 1 && low === 1) return single(one, options, label, send, busy);
  return several(one, options, label, send, { low, high, see, busy });
}

function single(one, options, label, send, busy) {
  const facts = { class: "menu", "aria-label": label, disabled: one.disabled, "aria-busy": busy && "true" };
  const choose = (event) => event.target.value && send([event.target.value]);
  const chosen = options.some((o) => o.default);
  return h("select", { ...facts, onchange: choose },
    h("option", { value: "", selected: !chosen, disabled: one.type === STRINGS && chosen }, label),
    options.map((o) => h("option", { value: o.value, selected: o.default }, o.description ? `${o.shown} — ${o.description}` : o.shown)));
}

// Several choices, or none: ticked, then sent together.
function several(one, options, label, send, { low, high, see, busy }) {
  const sent = (event) => {
    event.preventDefault();
    const values = [...event.target.elements].filter((each) => each.checked).map((each) => each.value);
    if (values.length < low || values.length > high) see.notice(see.say("how_many", low, high));
    else { send(values); event.target.closest("details").open = false; }
  };
  const chosen = options.filter((o) => o.default).map((o) => o.shown).join(", ");
  return h("details", { class: "menu", "aria-busy": busy && "true" },
    h("summary", { "aria-label": chosen ? `${label}: ${chosen}` : label }, chosen || label),
    h("form", { onsubmit: sent },
      h("div", { class: "ticks", role: "group", "aria-label": label }, options.map((o) => h("label", { class: "tick", "data-key": o.value },
        h("input", { type: "checkbox", value: o.value, checked: o.default }), h("span", null, o.shown, o.description && h("span", { class: "small" }, ` ${o.description}`))))),
      h("button", { class: "button primary", type: "submit", disabled: one.disabled }, see.say("done"))));
}
