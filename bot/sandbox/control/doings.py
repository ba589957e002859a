"""What simulated people are told to do."""

from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.interactions import Interaction
from bot.sandbox.people import commands, drawer, marks, presses, talk
from bot.sandbox.people.eyes import channel_seen, guild_of, message_seen
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json
from bot.sandbox.views import channels
from bot.sandbox.views import messages as views
from bot.sandbox.world import number

routes = ControlRoutes()


def _begun(interaction: Interaction) -> Json:
    return {"interaction_id": str(interaction.id)}


@routes("POST", "/people/{user_id}/command")
def command(order: Order) -> Json:
    """A slash command."""
    body = order.body
    options: Json = body.get("options") or {}
    return _begun(commands.run(order.world, order.person(), int(body["channel_id"]), str(body["name"]), options))


@routes("POST", "/people/{user_id}/menu")
def menu(order: Order) -> Json:
    """A command from the menu on somebody (`user_id`) or on a message (`message_id`)."""
    world, who, body = order.world, order.person(), order.body
    if "message_id" in body:
        channel, target = message_seen(world, who, int(body["message_id"]))
    else:
        channel = channel_seen(world, who, int(body["channel_id"]))
        target = world.member(guild_of(world, channel), int(body["user_id"]))
    return _begun(commands.use(world, who, channel.id, str(body["name"]), target))


@routes("POST", "/people/{user_id}/react")
def react(order: Order) -> Json:
    """An emoji under a message, or with `on` false no longer."""
    body, on = order.body, bool(order.body.get("on", True))
    message = marks.react(order.world, order.person(), int(body["message_id"]), str(body["emoji"]), on=on)
    return views.message(order.world, message, viewer=order.person().id)


@routes("POST", "/people/{user_id}/autocomplete")
def autocomplete(order: Order) -> Json:
    """Suggestions for an option that is being typed."""
    body = order.body
    options: Json = body.get("options") or {}
    channel, name, focused = int(body["channel_id"]), str(body["name"]), str(body["focused"])
    return _begun(commands.complete(order.world, order.person(), channel, name, options, focused=focused))


@routes("POST", "/people/{user_id}/click")
def click(order: Order) -> Json:
    """A button."""
    body = order.body
    custom_id, label = body.get("custom_id"), body.get("label")
    return _begun(presses.click(order.world, order.person(), int(body["message_id"]), custom_id=custom_id, label=label))


@routes("POST", "/people/{user_id}/select")
def select(order: Order) -> Json:
    """A menu."""
    body = order.body
    return _begun(
        presses.select(order.world, order.person(), int(body["message_id"]), str(body["custom_id"]), body["values"])
    )


@routes("POST", "/people/{user_id}/modal")
def modal(order: Order) -> Json:
    """A form."""
    body = order.body
    return _begun(presses.submit(order.world, order.person(), int(body["interaction_id"]), body.get("fields") or {}))


@routes("POST", "/people/{user_id}/message")
def message(order: Order) -> Json:
    """Something written."""
    body = order.body
    written = talk.write(
        order.world,
        order.person(),
        int(body["channel_id"]),
        str(body.get("content") or ""),
        body.get("attachments") or [],
        replies_to=number(body.get("reply_to")),
    )
    return views.message(order.world, written)


@routes("POST", "/people/{user_id}/vote")
def vote(order: Order) -> Json:
    """For these answers of a poll; none takes the vote back."""
    wanted: list[int] = order.body["answer_ids"]
    return views.message(order.world, marks.vote(order.world, order.person(), int(order.body["message_id"]), wanted))


@routes("POST", "/people/{user_id}/files")
def upload(order: Order) -> Json:
    """A file laid ready to be handed in: as a form's only file, or as text or base64 in JSON."""
    who, uploads = order.person(), order.uploads
    if len(uploads) > 1:
        raise DiscordError(400, 0, "one file at a time, please")
    given = uploads[0] if uploads else drawer.unpacked(order.body)
    return drawer.lay(order.world, who, given).shown


@routes("POST", "/people/{user_id}/voice")
def voice(order: Order) -> Json:
    """Join, switch, leave or mute; without `channel_id` only the mute changes."""
    world, body, who = order.world, order.body, order.person()
    channel_id = number(body.get("channel_id"))
    here = next((guild for guild in world.guilds.values() if who.id in guild.voice), None)
    if "channel_id" not in body:
        channel_id = None if here is None else here.voice[who.id].channel_id
    guild = here if channel_id is None else world.guild_of(world.channel(channel_id))
    if guild is None or who.id not in guild.members:
        raise DiscordError(403, 0, f"{who.global_name} is not in voice, or not in that guild")
    talk.sit(world, who, guild, channel_id, mute=body.get("self_mute"), deaf=body.get("self_deaf"))
    return channels.voice_state(guild.id, guild.members[who.id], guild.voice.get(who.id), with_member=False)


@routes("POST", "/people/{user_id}/speak")
def speak(order: Order) -> Json:
    """Transmit: from given intervals, a recording's times, an invented conversation, noise, an open microphone."""
    return order.voice.speak(order.person().id, order.body)
