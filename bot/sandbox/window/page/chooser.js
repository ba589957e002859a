// Who one would like to be: somebody new, in either language, or one of the people who are there.

import { h } from "./dom.js";
import { look, tell, Refused } from "./connection.js";
import { face } from "./message.js";
import { icon } from "./icons.js";

export function chooser(see) {
  if (!see.crowd) {
    look("/people").then((crowd) => { see.crowd = crowd; see.draw(); }).catch((error) => see.notice(error.message || see.say("lost")));
    return h("p", { class: "small closed" }, "…");
  }
  const { people, guilds } = see.crowd;
  const guild = guilds[0]?.id;
  const arrive = async (event) => {
    event.preventDefault();
    const { name, locale } = event.target.elements;
    try {
      const made = await tell(`/guilds/${guild}/people`, { name: name.value.trim() || see.say("default_name"), locale: locale.value });
      see.be(made.id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      see.notice(error.message || see.say("lost"));
    }
  };
  const closed = see.stage.panes.length > 1 && h("button", { class: "icon", type: "button", "aria-label": see.say("leave_pane"), onclick: () => see.stage.close(see) }, icon("close"));
  return h("section", { class: "chooser", "data-key": "chooser", "aria-label": see.say("welcome") },
    h("header", null, h("h2", null, see.say("welcome")), closed), h("p", null, see.say("welcome_hint")),
    h("form", { onsubmit: arrive, "data-own": true, "data-key": `new-${see.language}` },
      h("h3", null, see.say("new_person")),
      h("label", null, see.say("your_name"), h("input", { name: "name", maxlength: 32, placeholder: see.say("default_name"), autocomplete: "off" })),
      h("label", null, see.say("your_language"), h("select", { name: "locale" },
        h("option", { value: "en-US", selected: see.language === "en" }, see.say("english")), h("option", { value: "ja", selected: see.language === "ja" }, see.say("japanese")))),
      h("button", { class: "button primary", type: "submit" }, see.say("arrive"))),
    people.length > 0 && h("h3", null, see.say("or_be")),
    h("ul", { class: "crowd" }, people.map((one) => h("li", { "data-key": one.id }, h("button", { type: "button", class: "person", onclick: () => see.be(one.id) },
      face(one.id, one.name), h("span", { class: "name" }, one.name, h("span", { class: "small" }, [one.locale.startsWith("ja") ? "日本語" : "English", one.owner && see.say("owner")].filter(Boolean).join(" · "))))))));
}
