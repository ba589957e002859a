// A message as people read it: who wrote it, its words, embeds, files, and everything that can be pressed.

import { h } from "./dom.js";
import { markdown, inline } from "./markdown.js";
import { controls } from "./controls.js";
import { poll, reactions } from "./marks.js";
import { written } from "./times.js";
import { icon } from "./icons.js";
import { named } from "./moderate.js";

const EPHEMERAL = 64, LOADING = 128, SILENT = 4096;
const TOGETHER = 420;

export const isPrivate = (message) => Boolean(message.flags & EPHEMERAL);

// A picture of somebody without a picture.
export function face(id, name, more = "") {
  const letter = [...(name || "?")][0];
  return h("span", { class: `face hue${Number(String(id).slice(-3)) % 8} ${more}`, "aria-hidden": "true" }, letter);
}

export function message(it, before, see) {
  const author = see.screen.name(it.author.id) ?? it.author.global_name ?? it.author.username;
  const at = Date.parse(it.timestamp) / 1000;
  const origin = it.interaction_metadata;
  const joined = before && !origin && before.author.id === it.author.id && isPrivate(before) === isPrivate(it)
    && at - Date.parse(before.timestamp) / 1000 < TOGETHER;
  const kinds = ["message", joined && "joined", isPrivate(it) && "private", it.pinged_you && "pings"];
  const attachments = it.attachments.filter((file) => !isUsed(it, file.filename));
  return h("div", { class: kinds.filter(Boolean).join(" "), "data-key": it.id, "data-message": it.id },
    origin && origin.type === 2 && asked(origin, see),
    it.referenced_message && answered(it.referenced_message, see),
    h("article", { "aria-label": `${author}, ${written(at, "t", see.locale)}` },
      !joined && face(it.author.id, author),
      h("div", { class: "said" },
        !joined && h("header", null,
          h("strong", null, named(it.author.id, author, see)), it.author.bot && h("span", { class: "tag" }, see.say("app")),
          it.flags & SILENT ? h("span", { class: "small", title: see.say("silent") }, icon("bell_off")) : null,
          h("time", { class: "small", datetime: it.timestamp, title: written(at, "F", see.locale) }, written(at, "t", see.locale))),
        it.flags & LOADING ? h("p", { class: "small waiting" }, see.say("thinking", author)) : null,
        words(it, see),
        attachments.map((file) => attached(file, see)),
        it.embeds.map((one) => embed(one, it, see)),
        parts(it.components, it, see),
        it.poll && poll(it, see),
        it.reactions?.length > 0 && reactions(it, see),
        see.failures.has(it.id) && h("p", { class: "failed", role: "status" }, see.say("failed")),
        isPrivate(it) && !(it.flags & LOADING) && h("footer", { class: "small" }, icon("eye"), ` ${see.say("only_you")} · `,
          h("button", { class: "plain", type: "button", onclick: () => see.dismiss(it.id) }, see.say("dismiss"))))));
}

function words(it, see) {
  const blocks = markdown(it.content, see);
  if (it.edited_timestamp && !(it.flags & LOADING)) (blocks.at(-1) ?? blocks[blocks.push(h("p")) - 1]).append(h("span", { class: "small" }, ` ${see.say("edited")}`));
  return h("div", { class: "words" }, blocks);
}

function asked(origin, see) {
  const who = see.screen.name(origin.user.id) ?? origin.user.username;
  return h("p", { class: "small asked" }, "↱ ", who, " ", see.say("used"), " ", h("span", { class: "mention" }, `/${origin.name}`));
}

function answered(other, see) {
  const who = see.screen.name(other.author.id) ?? other.author.username;
  return h("p", { class: "small asked" }, "↱ ", h("strong", null, who), " ", inline(other.content.split("\n")[0].slice(0, 120), see));
}

// Files lie on the sandbox, by whatever name this page knows it.
function near(address, it) {
  const name = /^attachment:\/\/(.+)$/.exec(address || "")?.[1];
  const found = name ? it.attachments.find((file) => file.filename === name)?.url : address;
  const url = found && URL.canParse(found) ? new URL(found) : null;
  return url && /^\/(ephemeral-)?attachments\//.test(url.pathname) ? url.pathname + url.search : null;
}

function isUsed(it, name) {
  return JSON.stringify([it.embeds, it.components]).includes(`"attachment://${name}"`);
}

function attached(file, see) {
  const address = near(file.url, { attachments: [] });
  if ((file.content_type || "").startsWith("image/") && address) return picture(address, file.description || file.filename);
  return h("a", { class: "file", href: address, download: file.filename }, icon("file"), ` ${file.filename}`, h("span", { class: "small" }, ` ${see.say("bytes", file.size)}`));
}

function picture(address, words) {
  return h("a", { class: "picture", href: address, target: "_blank", rel: "noopener" }, h("img", { src: address, alt: words || "", loading: "lazy" }));
}

function image(media, it, see) {
  const address = near(media.url, it);
  if (address) return picture(address, media.description);
  return h("a", { class: "file", href: media.url, target: "_blank", rel: "noopener noreferrer" }, icon("picture"), ` ${see.say("picture")}`);
}

const colour = (number) => (number || number === 0 ? `#${number.toString(16).padStart(6, "0")}` : null);

function embed(one, it, see) {
  const title = one.title && h("p", { class: "title" }, one.url ? h("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, inline(one.title, see)) : inline(one.title, see));
  return h("section", { class: "embed", color: colour(one.color) },
    one.author?.name && h("p", { class: "small" }, one.author.name), title,
    one.description && h("div", { class: "words" }, markdown(one.description, see)),
    one.fields?.length && h("dl", null, one.fields.map((field) => h("div", { class: field.inline ? "inline" : "" },
      h("dt", null, inline(field.name, see)), h("dd", null, markdown(field.value, see))))),
    one.image && image(one.image, it, see), one.thumbnail && image(one.thumbnail, it, see),
    one.footer && h("p", { class: "small" }, one.footer.text));
}

// Components of every kind that messages have; what can be pressed is in controls.js.
function parts(components, it, see) {
  return (components || []).map((one) => part(one, it, see));
}

function part(one, it, see) {
  switch (one.type) {
    case 1: return h("div", { class: "row" }, one.components.map((each) => controls(each, it, see)));
    case 2: return controls(one, it, see);
    case 9: return h("div", { class: "section" }, h("div", null, parts(one.components, it, see)), part(one.accessory, it, see));
    case 10: return h("div", { class: "words" }, markdown(one.content, see));
    case 11: return h("div", { class: "thumbnail" }, image({ ...one.media, description: one.description }, it, see));
    case 12: return h("div", { class: "gallery" }, one.items.map((each) => image({ ...each.media, description: each.description }, it, see)));
    case 13: return h("a", { class: "file", href: near(one.file.url, it), download: true }, icon("file"), ` ${one.file.url.replace("attachment://", "")}`);
    case 14: return h("hr", one.divider === false ? { class: "blank" } : null);
    case 17: return h("section", { class: "embed", color: colour(one.accent_color) }, parts(one.components, it, see));
    default: return h("p", { class: "small" }, see.say("unknown_part", one.type));
  }
}
