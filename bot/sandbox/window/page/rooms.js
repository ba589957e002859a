// Servers, channels and voice rooms, and the chat of the one that is open.

import { h } from "./dom.js";
import { face, message } from "./message.js";
import { inline } from "./markdown.js";
import { icon } from "./icons.js";
import { named } from "./moderate.js";

const TEXT = 0, DM = 1, VOICE = 2, CATEGORY = 4;
const SIGNS = { [TEXT]: "#", [DM]: "@", [VOICE]: "♪", 11: "↳", 12: "↳", 15: "☰" };

export function rail(see) {
  const guilds = see.screen.all("guild");
  const entry = (id, words, letter, channels) => {
    const pings = channels.reduce((sum, one) => sum + see.news(one.id).pings, 0);
    const label = pings ? `${words}, ${see.say("mentions", pings)}` : words;
    return h("li", null, h("button", { class: "server", type: "button", "aria-label": label, title: words, "aria-current": see.guild === id && "true", onclick: () => see.visit(id) },
      letter, pings > 0 && h("span", { class: "badge", "aria-hidden": "true" }, String(pings))));
  };
  return h("nav", { class: "rail", "aria-label": see.say("servers") }, h("ul", null,
    entry(null, see.say("direct"), icon("mail"), see.screen.channels(null)),
    guilds.map((guild) => entry(guild.id, guild.name, [...guild.name][0], see.screen.channels(guild.id)))));
}

export function sidebar(see) {
  const guild = see.screen.one("guild", see.guild);
  const events = see.screen.all("event").filter((one) => one.guild_id === see.guild).length;
  return h("nav", { class: "side", "aria-label": see.say("channels") },
    h("header", null, h("h3", null, guild ? guild.name : see.say("direct")),
      guild && h("button", { class: "plain", type: "button", "data-act": "calendar", onclick: () => { see.sheet = "calendar"; see.draw(); } }, icon("calendar"), ` ${see.say("calendar")}${events ? ` (${events})` : ""}`)),
    h("div", { class: "channels" }, guild ? inGuild(see) : direct(see)),
    !(see.isNarrow && see.atChat) && see.microphone.bar());
}

function direct(see) {
  const channels = see.screen.channels(null);
  if (!channels.length) return h("p", { class: "small" }, see.say("no_direct"));
  return h("ul", null, channels.map((one) => channelRow(one, see)));
}

function inGuild(see) {
  const all = see.screen.channels(see.guild);
  const within = (parent) => all.filter((one) => one.type !== CATEGORY && one.parent_id === parent).sort((one, other) => Number(one.type === VOICE) - Number(other.type === VOICE));
  const known = new Set(all.map((one) => one.id));
  const lost = all.filter((one) => one.type !== CATEGORY && one.parent_id && !known.has(one.parent_id));
  return [
    h("ul", null, [...within(null), ...lost].map((one) => channelRow(one, see))),
    all.filter((one) => one.type === CATEGORY).map((group) => h("section", { "data-key": group.id, "aria-label": group.name },
      h("h4", null, group.name), h("ul", null, within(group.id).map((one) => channelRow(one, see))))),
  ];
}

function channelRow(channel, see) {
  const news = see.news(channel.id);
  const name = see.channelName(channel);
  const isOpen = see.open_ === channel.id;
  const told = news.pings ? `, ${see.say("mentions", news.pings)}` : news.any ? `, ${see.say("unread")}` : "";
  const badge = news.pings > 0 && h("span", { class: "badge", "aria-hidden": "true" }, String(news.pings));
  const kinds = `channel${isOpen ? " open" : ""}${news.any ? " unread" : ""}`;
  const threads = see.screen.channels(see.guild).filter((one) => [11, 12].includes(one.type) && one.parent_id === channel.id);
  const inner = threads.length ? h("ul", { class: "threads" }, threads.map((one) => channelRow(one, see))) : null;
  if (channel.type !== VOICE) {
    return h("li", { "data-key": channel.id }, h("button", { class: kinds, type: "button", "data-channel": channel.id, "aria-label": name + told, "aria-current": isOpen && "true", onclick: () => see.open(channel.id) },
      h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[channel.type] ?? "#"), h("span", { class: "name" }, name), badge), inner);
  }
  const full = channel.user_limit ? ` ${channel.people.length}/${channel.user_limit}` : "";
  const here = see.screen.voice?.channel_id === channel.id;
  return h("li", { "data-key": channel.id },
    h("div", { class: "voice-row" },
      h("button", { class: kinds, type: "button", "data-channel": channel.id, disabled: !channel.can_connect && !here, "aria-label": `${name}${full}, ${here ? see.say("joined") : see.say("join")}`, onclick: () => (here ? see.open(channel.id) : see.sit(channel.id)) },
        h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[VOICE]), h("span", { class: "name" }, name, full && h("span", { class: "small" }, full))),
      h("button", { class: "icon", type: "button", "aria-label": see.say("open_chat", name) + told, title: see.say("open_chat", name), onclick: () => see.open(channel.id) }, icon("chat"), badge)),
    channel.status && h("p", { class: "status" }, channel.status),
    channel.people.length > 0 && h("ul", { class: "seated", "aria-label": see.say("in_voice") }, channel.people.map((id) => seated(id, channel, see))));
}

// Somebody in a room: their ring shines while they speak.
function seated(id, channel, see) {
  const { speaking, cameras } = see.screen.sound;
  const name = see.screen.name(id) ?? "?";
  const isSpeaking = speaking.includes(id);
  const told = [isSpeaking && see.say("speaking"), channel.muted.includes(id) && see.say("muted"), cameras.includes(id) && see.say("camera")].filter(Boolean);
  return h("li", { class: isSpeaking ? "person speaking" : "person", "data-key": id, "data-person": id }, face(id, name),
    h("span", { class: "name" }, named(id, name, see), id === see.person && h("span", { class: "small" }, ` (${see.say("you")})`)),
    channel.muted.includes(id) && h("span", { "aria-hidden": "true" }, icon("mic_off")), cameras.includes(id) && h("span", { "aria-hidden": "true" }, icon("camera")),
    told.length > 0 && h("span", { class: "unseen" }, told.join(", ")));
}

export function chat(see) {
  const { channel } = see;
  if (!channel) return h("section", { class: "chat" });
  const name = see.channelName(channel);
  const here = see.screen.voice?.channel_id === channel.id;
  const written = see.messages(channel.id);
  return h("section", { class: "chat", "aria-label": name },
    h("header", null,
      h("button", { class: "icon back", type: "button", "aria-label": see.say("back"), onclick: () => { see.atChat = false; see.draw(); } }, "‹"),
      h("h3", null, h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[channel.type] ?? "#"), name),
      (channel.status || channel.topic) && h("p", { class: "small" }, inline(channel.status || channel.topic, see)),
      channel.type === VOICE && (here ? h("span", { class: "small live" }, see.say("joined"))
        : h("button", { class: "button success", type: "button", disabled: !channel.can_connect, onclick: () => see.sit(channel.id) }, see.say("join")))),
    channel.type === VOICE && h("ul", { class: "tiles", "aria-label": see.say("in_voice") }, channel.people.length
      ? channel.people.map((id) => seated(id, channel, see)) : h("li", { class: "small" }, see.say("nobody"))),
    h("div", { class: "messages", role: "log", "aria-label": see.say("messages", name), tabindex: 0, "data-key": `log${channel.id}` },
      written.length ? written.map((one, at) => message(one, written[at - 1], see)) : h("p", { class: "small" }, see.say("empty"))),
    see.isNarrow && see.atChat && see.microphone.bar(),
    h("div", { class: "composer", "data-own": true, "data-key": "composer" }));
}
