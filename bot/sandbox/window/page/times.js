// Timestamps as Discord shows them, in the person's language and the browser's time zone; relative ones count.

import { h } from "./dom.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export function timestamp(seconds, style, see) {
  const whole = written(seconds, "F", see.locale);
  const facts = { datetime: new Date(seconds * 1000).toISOString(), title: whole, "data-seconds": style === "R" && seconds };
  return h("time", facts, style === "R" ? relative(seconds, see.screen.now, see.locale) : written(seconds, style, see.locale));
}

export function written(seconds, style, locale) {
  return new Intl.DateTimeFormat(locale, STYLES[style]).format(seconds * 1000);
}

export function relative(seconds, now, locale) {
  const apart = seconds - now;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(apart) >= each) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale).format(Math.round(apart / length), unit);
}

// Bring what counts up to date.
export function count(place, now, locale) {
  for (const one of place.querySelectorAll("time[data-seconds]")) {
    const told = relative(Number(one.dataset.seconds), now, locale);
    if (one.textContent !== told) one.firstChild.nodeValue = told;
  }
}
