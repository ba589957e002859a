// discord.js, the most used library of another language.

import { createRequire } from "node:module";
import { COMMANDS, FACTS, Heard, answerTo, command, order, person, run, same } from "./play.mjs";

const require = createRequire(`${process.env.MODULES}/`);
const { ActionRowBuilder, ButtonBuilder, Client, Events, GatewayIntentBits, MessageFlags, ModalBuilder } = require("discord.js");
const { TextInputBuilder } = require("discord.js");

const bot = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMembers,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.GuildMessageReactions,
  ],
  rest: { api: FACTS.api.replace("/v10", "") },
});
const heard = new Heard();
bot.once(Events.ClientReady, () => heard.put("ready", true));
bot.on(Events.ShardResume, () => heard.put("resumed", true));
bot.on(Events.GuildMemberAdd, (member) => heard.put("member", member.user.username));
bot.on(Events.ChannelCreate, (channel) => heard.put("channel", channel.name));
bot.on(Events.MessageReactionAdd, (reaction, user) => user.id === FACTS.person && heard.put("reaction", reaction.emoji.name));
bot.on("error", (error) => console.error(error));
bot.on(Events.InteractionCreate, async (it) => {
  const flags = MessageFlags.Ephemeral;
  if (it.isModalSubmit()) {
    heard.put("form", it.fields.getTextInputValue("topic"));
    await it.reply({ content: "Thank you", flags });
  } else if (it.isButton()) {
    await it.update({ content: "Pressed" });
  } else if (it.commandName === "hello") {
    await it.reply({ content: "Hello!", flags });
  } else if (it.commandName === "later") {
    await it.deferReply({ flags });
    await it.editReply("Hello, later");
  } else if (it.commandName === "form") {
    const field = new TextInputBuilder().setCustomId("topic").setLabel("Topic").setStyle(1);
    const row = new ActionRowBuilder().addComponents(field);
    await it.showModal(new ModalBuilder().setCustomId("asked").setTitle("Asked").addComponents(row));
  }
});
const guild = () => bot.guilds.cache.get(FACTS.guild_id);
const channel = () => bot.channels.cache.get(FACTS.channel);

await run({
  "logs in": async () => {
    await bot.login(FACTS.token);
    await heard.next("ready");
    same(guild().name, "Engawa Club");
  },
  "answers a command": async () => {
    await bot.application.commands.set(COMMANDS);
    same((await answerTo(await command("hello"), "message")).message.content, "Hello!");
  },
  "answers later": async () => same((await answerTo(await command("later"), "edit")).message.content, "Hello, later"),
  "is pressed": async () => {
    const button = new ButtonBuilder().setCustomId("press").setLabel("Press").setStyle(1);
    const sent = await channel().send({ content: "Not yet", components: [new ActionRowBuilder().addComponents(button)] });
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
    const files = [{ attachment: Buffer.from("tea"), name: "tea.txt" }];
    const sent = await channel().send({ content: "Here", files, embeds: [{ title: "Tea" }] });
    same(await (await fetch(sent.attachments.first().url)).text(), "tea");
    same((await channel().messages.fetch({ message: sent.id, force: true })).embeds[0].title, "Tea");
  },
  reacts: async () => {
    const sent = await channel().send("Tea?");
    await sent.react("🍵");
    await person("react", { message_id: sent.id, emoji: "🍵" });
    same(await heard.next("reaction"), "🍵");
    same((await channel().messages.fetch({ message: sent.id, force: true })).reactions.cache.first().count, 2);
  },
  "keeps roles": async () => {
    const role = await guild().roles.create({ name: "Guide" });
    const member = await guild().members.fetch(FACTS.person);
    await member.roles.add(role);
    same((await guild().members.fetch({ user: FACTS.person, force: true })).roles.cache.has(role.id), true);
    await role.delete();
  },
  "waits out a 429": async () => {
    await order("POST", "/faults", { requests: { route: "POST /channels/*/messages", answer: 429, retry_after: 0.2 } });
    same((await channel().send("After a while")).content, "After a while");
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
await bot.destroy();
process.exit(0);
