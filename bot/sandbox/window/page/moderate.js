// A moderator's hand on a name: what this person may do to another, which the sandbox has said, and nothing else.

import { h } from "./dom.js";
import { timestamp } from "./times.js";
import { icon } from "./icons.js";

const VOICE = 2;
const LENGTHS = [[1, "minute", 60], [5, "minute", 60], [10, "minute", 60], [1, "hour", 3600], [1, "day", 86400], [1, "week", 604800]];

const found = (id, see) => see.screen.members(see.guild).find((one) => one.id === id);

// Somebody's name: a button where there is anything to do about them.
export function named(id, name, see) {
  if (!found(id, see)?.may) return name;
  const open = () => { see.sheet = { about: id }; see.draw(); };
  return h("button", { class: "who", type: "button", "aria-haspopup": "dialog", "aria-label": see.say("moderate", name), title: see.say("moderate", name), onclick: open }, name);
}

// The sheet about somebody; null once there is nothing to do, as when they are gone.
export function hand(id, see, close) {
  const them = found(id, see);
  if (!them?.may) return null;
  const name = see.screen.name(id) ?? "?";
  const may = (order) => them.may.includes(order);
  const order = (body) => see.act("moderate", { user_id: id, guild_id: see.guild, ...body });
  const escape = (event) => { if (event.key === "Escape") close(); };
  return h("section", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": see.say("moderate", name), "data-key": `about${id}`, onkeydown: escape },
    h("header", null, h("h2", null, name), h("button", { class: "icon", type: "button", "aria-label": see.say("close"), onclick: close }, icon("close"))),
    h("div", { class: "fields" },
      may("channel_id") && seat(id, see, order),
      (may("mute") || may("deaf")) && h("div", { class: "row" },
        may("mute") && toggle("server_mute", them.mute, see, () => order({ mute: !them.mute })),
        may("deaf") && toggle("server_deafen", them.deaf, see, () => order({ deaf: !them.deaf }))),
      may("timeout_s") && rest(them, see, order),
      (may("kick") || may("ban")) && h("div", { class: "row" }, ["kick", "ban"].filter(may).map((what) => gone(what, name, see, order)))));
}

function seat(id, see, order) {
  const rooms = see.screen.channels(see.guild).filter((one) => one.type === VOICE && one.can_connect && !one.people.includes(id));
  const move = (event) => { event.preventDefault(); order({ channel_id: event.target.elements.room.value }); };
  return h("form", { class: "row", "data-key": "seat", onsubmit: move },
    rooms.length > 0 && [h("label", null, see.say("move_to"), " ", h("select", { name: "room" }, rooms.map((one) => h("option", { value: one.id, "data-key": one.id }, one.name)))),
      h("button", { class: "button secondary", type: "submit" }, see.say("move"))],
    h("button", { class: "button secondary", type: "button", onclick: () => order({ channel_id: null }) }, see.say("put_out")));
}

function toggle(key, on, see, onclick) {
  return h("button", { class: `button ${on ? "success" : "secondary"}`, type: "button", "aria-pressed": String(on), onclick }, on && "✓ ", see.say(key));
}

function rest(them, see, order) {
  if (them.timeout && them.timeout > see.screen.now) {
    return h("div", { class: "row", "data-key": "rest" }, h("p", null, `${see.say("timed_out")} `, timestamp(them.timeout, "R", see)),
      h("button", { class: "button secondary", type: "button", onclick: () => order({ timeout_s: 0 }) }, see.say("end_time_out")));
  }
  const shown = (count, unit) => new Intl.NumberFormat(see.locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
  const begin = (event) => { event.preventDefault(); order({ timeout_s: Number(event.target.elements.length_.value) }); };
  return h("form", { class: "row", "data-key": "unrest", onsubmit: begin },
    h("label", null, see.say("time_out_for"), " ", h("select", { name: "length_" }, LENGTHS.map(([count, unit, each]) => h("option", { value: String(count * each) }, shown(count, unit))))),
    h("button", { class: "button secondary", type: "submit" }, see.say("time_out")));
}

// What cannot be taken back is asked for twice.
function gone(what, name, see, order) {
  const sure = see.sheet.sure === what;
  const press = () => {
    if (sure) order({ [what]: true });
    see.sheet.sure = sure ? null : what;
    see.draw();
  };
  return h("button", { class: "button danger", type: "button", "data-act": what, "aria-live": "polite", onclick: press }, see.say(sure ? `sure_${what}` : what, name));
}
