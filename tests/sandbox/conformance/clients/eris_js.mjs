// Eris speaks TLS only: the sandbox's authority is in NODE_EXTRA_CA_CERTS.

import { createRequire } from "node:module";
import { Agent } from "node:https";
import { COMMANDS, FACTS, Heard, answerTo, command, order, person, run, same } from "./play.mjs";

const require = createRequire(`${process.env.MODULES}/`);
const eris = require("eris");

const api = new URL(FACTS.api);
const agent = new Agent();
agent.defaultPort = Number(api.port);
const bot = new eris.Client(`Bot ${FACTS.token}`, {
  intents: ["guilds", "guildMembers", "guildMessages", "guildMessageReactions"],
  restMode: true,
  rest: { agent, domain: api.hostname, baseURL: api.pathname },
});
const heard = new Heard();
const PRIVATE = 64;
bot.once("ready", () => heard.put("ready", true));
bot.on("shardResume", () => heard.put("resumed", true));
bot.on("guildMemberAdd", (_guild, member) => heard.put("member", member.username));
bot.on("channelCreate", (channel) => heard.put("channel", channel.name));
bot.on("messageReactionAdd", (_message, emoji, by) => by.id === FACTS.person && heard.put("reaction", emoji.name));
bot.on("error", (error) => console.error(error));
bot.on("interactionCreate", async (it) => {
  if (it.type === 5) {
    heard.put("form", it.data.components[0].components[0].value);
    await it.createMessage({ content: "Thank you", flags: PRIVATE });
  } else if (it.type === 3) {
    await it.editParent({ content: "Pressed" });
  } else if (it.data.name === "hello") {
    await it.createMessage({ content: "Hello!", flags: PRIVATE });
  } else if (it.data.name === "later") {
    await it.defer(PRIVATE);
    await it.editOriginalMessage({ content: "Hello, later" });
  } else if (it.data.name === "form") {
    const field = { type: 4, custom_id: "topic", label: "Topic", style: 1 };
    await it.createModal({ custom_id: "asked", title: "Asked", components: [{ type: 1, components: [field] }] });
  }
});
const send = (body, file) => bot.createMessage(FACTS.channel, body, file);

await run({
  "logs in": async () => {
    await bot.connect();
    await heard.next("ready");
    same(bot.guilds.get(FACTS.guild_id).name, "Engawa Club");
  },
  "answers a command": async () => {
    await bot.bulkEditCommands(COMMANDS);
    same((await answerTo(await command("hello"), "message")).message.content, "Hello!");
  },
  "answers later": async () => same((await answerTo(await command("later"), "edit")).message.content, "Hello, later"),
  "is pressed": async () => {
    const button = { type: 2, style: 1, label: "Press", custom_id: "press" };
    const sent = await send({ content: "Not yet", components: [{ type: 1, components: [button] }] });
    const begun = await person("click", { message_id: sent.id, label: "Press" });
    same((await answerTo(begun, "update")).message.content, "Pressed");
  },
  "reads a form": async () => {
    const begun = await command("form");
    await answerTo(begun, "modal");
    await person("modal", { interaction_id: begun.interaction_id, fields: { topic: "Gardens" } });
    same(await heard.next("form"), "Gardens");
  },
  "sends a file": async () => {
    const sent = await send({ content: "Here", embeds: [{ title: "Tea" }] }, { file: Buffer.from("tea"), name: "tea.txt" });
    same(await (await fetch(sent.attachments[0].url)).text(), "tea");
    same((await bot.getMessage(FACTS.channel, sent.id)).embeds[0].title, "Tea");
  },
  reacts: async () => {
    const sent = await send("Tea?");
    await bot.addMessageReaction(FACTS.channel, sent.id, "🍵");
    await person("react", { message_id: sent.id, emoji: "🍵" });
    same(await heard.next("reaction"), "🍵");
    same((await bot.getMessage(FACTS.channel, sent.id)).reactions["🍵"].count, 2);
  },
  "keeps roles": async () => {
    const role = await bot.createRole(FACTS.guild_id, { name: "Guide" });
    await bot.addGuildMemberRole(FACTS.guild_id, FACTS.person, role.id);
    same((await bot.getRESTGuildMember(FACTS.guild_id, FACTS.person)).roles.includes(role.id), true);
    await bot.deleteRole(FACTS.guild_id, role.id);
  },
  "waits out a 429": async () => {
    await order("POST", "/faults", { requests: { route: "POST /channels/*/messages", answer: 429, retry_after: 0.2 } });
    same((await send("After a while")).content, "After a while");
  },
  "hears of members": async () => {
    await order("POST", `/guilds/${FACTS.guild_id}/people`, { name: "Mei", locale: "ja" });
    same((await heard.next("member")).startsWith("mei"), true);
  },
  "comes back": async () => {
    await order("POST", "/faults", { gateway: "drop" });
    await order("POST", `/guilds/${FACTS.guild_id}/channels`, { name: "meanwhile", type: 0 });
    await heard.next("resumed");
    while ((await heard.next("channel")) !== "meanwhile");
  },
});
bot.disconnect({ reconnect: false });
process.exit(0);
