// A server's calendar, with who is interested.

import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { timestamp } from "./times.js";
import { icon } from "./icons.js";

const RUNNING = 2;

export function calendar(see, close) {
  const events = see.screen.all("event").filter((one) => one.guild_id === see.guild).sort((one, other) => Date.parse(one.scheduled_start_time) - Date.parse(other.scheduled_start_time));
  const escape = (event) => { if (event.key === "Escape") close(); };
  return h("section", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": see.say("calendar"), "data-key": "calendar", onkeydown: escape },
    h("header", null, h("h2", null, see.say("calendar")), h("button", { class: "icon", type: "button", "aria-label": see.say("close"), onclick: close }, icon("close"))),
    h("div", { class: "fields" }, events.length ? h("ul", { class: "events" }, events.map((one) => entry(one, see))) : h("p", { class: "small" }, see.say("no_events"))));
}

function entry(one, see) {
  const start = Date.parse(one.scheduled_start_time) / 1000;
  const where = see.screen.channel(one.channel_id);
  const change = () => see.act("interest", { event_id: one.id, interested: !one.interested });
  return h("li", { "data-key": one.id },
    h("p", { class: "small" }, one.status === RUNNING ? h("strong", { class: "live" }, see.say("running")) : [timestamp(start, "F", see), " · ", timestamp(start, "R", see)]),
    h("h3", null, one.name),
    where ? h("p", null, h("button", { class: "mention", type: "button", onclick: () => see.open(where.id) }, `♪ ${where.name}`)) : h("p", { class: "small" }, one.entity_metadata?.location ?? ""),
    one.description && h("div", { class: "words" }, markdown(one.description, see)),
    h("div", { class: "row" }, h("span", { class: "small" }, see.say("count", one.user_count)),
      h("button", { class: `button ${one.interested ? "success" : "secondary"}`, type: "button", "aria-pressed": String(one.interested), onclick: change }, one.interested ? `✓ ${see.say("is_interested")}` : see.say("interested"))));
}
