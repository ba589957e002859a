// Oceanic, of Eris' line.

import { createRequire } from "node:module";
import { COMMANDS, FACTS, Heard, answerTo, command, order, person, run, same } from "./play.mjs";

const require = createRequire(`${process.env.MODULES}/`);
const { Client } = require("oceanic.js");

const bot = new Client({
  auth: `Bot ${FACTS.token}`,
  rest: { baseURL: FACTS.api },
  gateway: { intents: ["GUILDS", "GUILD_MEMBERS", "GUILD_MESSAGES", "GUILD_MESSAGE_REACTIONS"] },
});
const heard = new Heard();
const PRIVATE = 64;
bot.once("ready", () => heard.put("ready", true));
bot.on("shardResume", () => heard.put("resumed", true));
bot.on("guildMemberAdd", (member) => heard.put("member", member.username));
bot.on("channelCreate", (channel) => heard.put("channel", channel.name));
bot.on("messageReactionAdd", (_message, by, reaction) => by.id === FACTS.person && heard.put("reaction", reaction.emoji.name));
bot.on("error", (error) => console.error(error));
bot.on("interactionCreate", async (it) => {
  if (it.type === 5) {
    heard.put("form", it.data.components.getTextInput("topic", true));
    await it.createMessage({ content: "Thank you", flags: PRIVATE });
  } else if (it.type === 3) {
    await it.editParent({ content: "Pressed" });
  } else if (it.data.name === "hello") {
    await it.createMessage({ content: "Hello!", flags: PRIVATE });
  } else if (it.data.name === "later") {
    await it.defer(PRIVATE);
    await it.editOriginal({ content: "Hello, later" });
  } else if (it.data.name === "form") {
    const field = { type: 4, customID: "topic", label: "Topic", style: 1 };
    await it.createModal({ customID: "asked", title: "Asked", components: [{ type: 1, components: [field] }] });
  }
});
const { channels, guilds, applications } = bot.rest;
const send = (body) => channels.createMessage(FACTS.channel, body);

await run({
  "logs in": async () => {
    await bot.connect();
    await heard.next("ready");
    same(bot.guilds.get(FACTS.guild_id).name, "Engawa Club");
  },
  "answers a command": async () => {
    await applications.bulkEditGlobalCommands(FACTS.application_id, COMMANDS);
    same((await answerTo(await command("hello"), "message")).message.content, "Hello!");
  },
  "answers later": async () => same((await answerTo(await command("later"), "edit")).message.content, "Hello, later"),
  "is pressed": async () => {
    const button = { type: 2, style: 1, label: "Press", customID: "press" };
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
    const files = [{ contents: Buffer.from("tea"), name: "tea.txt" }];
    const sent = await send({ content: "Here", files, embeds: [{ title: "Tea" }] });
    same(await (await fetch(sent.attachments.first().url)).text(), "tea");
    same((await channels.getMessage(FACTS.channel, sent.id)).embeds[0].title, "Tea");
  },
  reacts: async () => {
    const sent = await send({ content: "Tea?" });
    await channels.createReaction(FACTS.channel, sent.id, "🍵");
    await person("react", { message_id: sent.id, emoji: "🍵" });
    same(await heard.next("reaction"), "🍵");
    same((await channels.getMessage(FACTS.channel, sent.id)).reactions[0].count, 2);
  },
  "keeps roles": async () => {
    const role = await guilds.createRole(FACTS.guild_id, { name: "Guide" });
    await guilds.addMemberRole(FACTS.guild_id, FACTS.person, role.id);
    same((await guilds.getMember(FACTS.guild_id, FACTS.person)).roles.includes(role.id), true);
    await guilds.deleteRole(FACTS.guild_id, role.id);
  },
  "waits out a 429": async () => {
    await order("POST", "/faults", { requests: { route: "POST /channels/*/messages", answer: 429, retry_after: 0.2 } });
    same((await send({ content: "After a while" })).content, "After a while");
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
bot.disconnect();
process.exit(0);
