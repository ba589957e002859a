// Discord's markdown as elements. Nothing is ever put in as HTML.

import { h } from "./dom.js";
import { timestamp } from "./times.js";

const INLINE = [
  [/^\\([^\sA-Za-z0-9])/, (m) => m[1]],
  [/^``(.+?)``(?!`)/s, (m) => h("code", null, m[1].trim())],
  [/^`([^`]+)`/, (m) => h("code", null, m[1])],
  [/^\*\*(.+?)\*\*(?!\*)/s, (m, see) => h("strong", null, inline(m[1], see))],
  [/^__(.+?)__(?!_)/s, (m, see) => h("u", null, inline(m[1], see))],
  [/^~~(.+?)~~/s, (m, see) => h("s", null, inline(m[1], see))],
  [/^\|\|(.+?)\|\|/s, (m, see) => spoiler(inline(m[1], see), see)],
  [/^\*([^\s*](?:[^*]*[^\s*])?)\*(?!\*)/s, (m, see) => h("em", null, inline(m[1], see))],
  [/^_([^_]+)_(?![A-Za-z0-9_])/s, (m, see) => h("em", null, inline(m[1], see))],
  [/^<t:(-?\d+)(?::([tTdDfFRsS]))?>/, (m, see) => timestamp(Number(m[1]), m[2] || "f", see)],
  [/^<@!?(\d+)>/, (m, see) => h("span", { class: m[1] === see.screen.me.id ? "mention me" : "mention" }, `@${see.screen.name(m[1]) ?? see.say("unknown_user")}`)],
  [/^<@&(\d+)>/, (m, see) => h("span", { class: "mention" }, `@${see.screen.name(m[1]) ?? see.say("unknown_role")}`)],
  [/^<#(\d+)>/, (m, see) => place(m[1], see)],
  [/^<\/([^:>]+):\d+>/, (m, see) => h("button", { class: "mention", type: "button", onclick: () => see.type(`/${m[1]}`) }, `/${m[1]}`)],
  [/^<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
  [/^@(everyone|here)\b/, (m) => h("span", { class: "mention" }, m[0])],
  [/^\[([^\]]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: "[^"]*")?\)/, (m, see) => link(m[2], inline(m[1], see))],
  [/^<(https?:\/\/[^\s>]+)>/, (m) => link(m[1], m[1])],
  [/^https?:\/\/[^\s<]+[^\s<.,:;"'\])!?。、）」]/, (m) => link(m[0], m[0])],
];

function link(address, ...inside) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function place(id, see) {
  const channel = see.screen.channel(id);
  if (!channel) return h("span", { class: "mention" }, `# ${see.say("no_access")}`);
  return h("button", { class: "mention", type: "button", onclick: () => see.open(id) }, `${channel.type === 2 ? "♪ " : "# "}${channel.name}`);
}

function spoiler(inside, see) {
  const hidden = h("button", { class: "spoiler", type: "button", "data-own": true, "aria-label": see.say("spoiler") }, h("span", null, inside));
  hidden.onclick = () => { hidden.classList.add("shown"); hidden.removeAttribute("aria-label"); };
  return hidden;
}

// One line's worth of text as nodes; `see` is the pane that shows it.
export function inline(text, see) {
  const nodes = [];
  let plain = "";
  const flush = () => { if (plain) nodes.push(plain); plain = ""; };
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const inWord = /[A-Za-z0-9]$/.test(plain) && rest[0] === "_";
    const [rule, found] = inWord ? [] : first(rest);
    if (rule) {
      const made = rule[1](found, see);
      if (typeof made === "string") plain += made;
      else { flush(); nodes.push(made); }
      at += found[0].length;
    } else {
      const next = rest.slice(1).search(/[\\`*_~|<@[]|https?:/);
      const length = next < 0 ? rest.length : next + 1;
      plain += rest.slice(0, length);
      at += length;
    }
  }
  flush();
  return nodes;
}

function first(rest) {
  for (const rule of INLINE) {
    const found = rule[0].exec(rest);
    if (found) return [rule, found];
  }
  return [];
}

// A whole text: code blocks, quotations, headings, lists and lines.
export function markdown(text, see) {
  const blocks = [];
  for (const [number, piece] of text.split(/```/).entries()) {
    if (number % 2) blocks.push(h("pre", null, h("code", null, piece.replace(/^[\w+-]*\n/, "").replace(/\n$/, ""))));
    else blocks.push(...lines(number ? piece.replace(/^\n/, "") : piece, see));
  }
  return blocks;
}

function lines(text, see) {
  const blocks = [];
  const all = text.split("\n");
  for (let at = 0; at < all.length; at += 1) {
    const line = all[at];
    if (line.startsWith(">>> ")) {
      blocks.push(h("blockquote", null, lines([line.slice(4), ...all.slice(at + 1)].join("\n"), see)));
      break;
    }
    if (/^> /.test(line) || line === ">") {
      const quoted = gather(all, at, /^>( |$)/);
      blocks.push(h("blockquote", null, lines(quoted.map((each) => each.slice(2)).join("\n"), see)));
      at += quoted.length - 1;
    } else if (/^\s*([-*]|\d+\.) /.test(line)) {
      const items = gather(all, at, /^\s*([-*]|\d+\.) /);
      const numbered = /^\s*\d/.test(line);
      const start = numbered ? { start: /\d+/.exec(line)[0] } : null;
      blocks.push(h(numbered ? "ol" : "ul", start, items.map((item) => h("li", null, inline(item.replace(/^\s*([-*]|\d+\.) /, ""), see)))));
      at += items.length - 1;
    } else if (/^#{1,3} /.test(line)) {
      const depth = /^#+/.exec(line)[0].length;
      blocks.push(h("p", { class: `heading h${depth}`, role: "heading", "aria-level": depth + 3 }, inline(line.slice(depth + 1), see)));
    } else if (line.startsWith("-# ")) {
      blocks.push(h("p", { class: "small" }, inline(line.slice(3), see)));
    } else if (line !== "" || (at > 0 && at < all.length - 1)) {
      blocks.push(h("p", line === "" ? { class: "empty" } : null, inline(line, see)));
    }
  }
  return blocks;
}

function gather(all, from, fits) {
  const found = [];
  for (let at = from; at < all.length && fits.test(all[at]); at += 1) found.push(all[at]);
  return found;
}
