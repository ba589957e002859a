// What people leave on a message: reactions, and votes in a poll.

import { h } from "./dom.js";
import { relative } from "./times.js";

export function reactions(it, see) {
  return h("div", { class: "row" }, it.reactions.map((one) => h("button", {
    class: "reaction", type: "button", "aria-pressed": String(one.me), "data-key": one.emoji.name,
    onclick: () => see.act("react", { message_id: it.id, emoji: one.emoji.name, on: !one.me }),
  }, `${one.emoji.name} ${one.count}`)));
}

export function poll(it, see) {
  const { question, answers, results, expiry, allow_multiselect: several } = it.poll;
  const counts = new Map((results?.answer_counts ?? []).map((one) => [one.id, one.count]));
  const over = results?.is_finalized;
  const vote = (event) => {
    event.preventDefault();
    const chosen = [...event.target.elements].filter((one) => one.checked).map((one) => Number(one.value));
    see.act("vote", { message_id: it.id, answer_ids: chosen });
  };
  return h("form", { class: "embed", onsubmit: vote, "aria-label": question.text },
    h("p", { class: "title" }, question.text),
    h("div", { class: "ticks" }, answers.map(({ answer_id: id, poll_media: media }) => h("label", { class: "tick", "data-key": `answer${id}` },
      h("input", { type: several ? "checkbox" : "radio", name: `poll${it.id}`, value: id, disabled: over }),
      h("span", null, media.emoji ? `${media.emoji.name} ` : "", media.text ?? "", h("span", { class: "small" }, ` ${counts.get(id) ?? 0}`))))),
    h("div", { class: "row" }, !over && h("button", { class: "button primary", type: "submit" }, see.say("vote")),
      expiry && h("span", { class: "small" }, relative(Date.parse(expiry) / 1000, see.screen.now, see.locale))));
}
