"""Interactions from a person's click to the bot's last word on it."""

import asyncio

from bot.sandbox.access import in_channel, need_for_answer
from bot.sandbox.actions import messages
from bot.sandbox.interactions import Interaction
from bot.sandbox.rules.errors import DiscordError, already_answered, unknown
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Application, Channel, Json, Message, User, objects
from bot.sandbox.views import messages as views
from bot.sandbox.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9


def begin(
    world: World,
    app: Application,
    person: User,
    channel: Channel,
    *,
    kind: int,
    data: Json,
    message: Message | None = None,
) -> Interaction:
    """Send an interaction to its application, which has three seconds."""
    now = world.clock()
    interaction = Interaction(
        world.new_id(),
        world.exchanges.new_token(),
        app,
        person,
        channel,
        world.guild_of(channel),
        kind,
        data,
        now,
        now + views.INTERACTION_LIFE,
        person.locale,
        message,
    )
    world.exchanges.add(interaction)
    told = views.interaction(world, interaction)
    world.tell("INTERACTION_CREATE", channel.guild_id, lambda who: told if who.id == app.id else None)
    asyncio.get_running_loop().call_later(world.patience, _give_up, world, interaction)
    return interaction


def _give_up(world: World, interaction: Interaction) -> None:
    if interaction.answered is None:
        interaction.failed = True
        world.note("interaction failed", {"id": str(interaction.id), "type": interaction.type})


def check_first_answer(world: World, interaction: Interaction, kind: int) -> None:
    """Refuse a late answer, a second one, or one of a kind that does not fit the question."""
    if interaction.answered is not None:
        raise already_answered()
    if interaction.failed or world.clock() - interaction.created > world.patience:
        interaction.failed = True
        raise unknown("interaction")
    on_message = interaction.type == COMPONENT or (interaction.type == SUBMIT and interaction.message is not None)
    fits = {
        MESSAGE: interaction.type != AUTOCOMPLETE,
        DEFERRED: interaction.type != AUTOCOMPLETE,
        # a form that came from a command has no message, and is taken note of all the same
        DEFERRED_UPDATE: on_message or interaction.type == SUBMIT,
        UPDATE: on_message,
        CHOICES: interaction.type == AUTOCOMPLETE,
        MODAL: interaction.type in {COMMAND, COMPONENT},
    }
    if not fits.get(kind, False):
        raise DiscordError(400, 50035, "Invalid Form Body", _wrong_type(kind))


def check_may_show(world: World, interaction: Interaction, body: Json, *, files: bool) -> None:
    """Refuse embeds and files where answers may not carry them."""
    wanted = Permission.EMBED_LINKS if body.get("embeds") else Permission(0)
    if files:
        wanted |= Permission.ATTACH_FILES
    need_for_answer(world, interaction.channel, interaction.application.user, wanted)


def focused(interaction: Interaction) -> Json:
    """The option that is being typed when suggestions are asked for."""
    waiting = list(objects(interaction.data, "options"))
    while waiting:
        option = waiting.pop()
        if option.get("focused"):
            return option
        waiting += objects(option, "options")
    raise unknown("interaction")


def _wrong_type(kind: int) -> Json:
    told = f"Interaction callback type {kind} does not fit this interaction."
    return {"type": {"_errors": [{"code": "INTERACTION_TYPE_INVALID", "message": told}]}}


def alive(world: World, interaction: Interaction) -> None:
    """Refuse the use of a token that is fifteen minutes old, or whose interaction was never answered."""
    if world.clock() > interaction.expires:
        raise DiscordError(401, 50027, "Invalid Webhook Token")
    if interaction.answered is None:
        raise unknown("webhook")


def answered(world: World, interaction: Interaction, kind: int) -> None:
    """The first answer is in."""
    interaction.answered = world.clock()
    interaction.answer_type = kind


def compose(world: World, interaction: Interaction, body: Json, *, private: bool) -> Message:
    """A message in answer to an interaction, not yet shown."""
    app, channel = interaction.application, interaction.channel
    message = messages.compose(world, channel, app.user, body, ping_roles=False)
    message.application_id = message.webhook_id = app.id
    message.interaction = interaction
    message.type = 20 if interaction.type == COMMAND else 0
    if private:
        message.flags |= views.EPHEMERAL
        message.audience = interaction.user.id
        message.mentions, message.mention_roles, message.mention_everyone = [], [], False
    return message


def is_private(world: World, interaction: Interaction, flags: int) -> bool:
    """Whether an answer is for one person alone: by its flag, or as the bot is not there and may not be loud."""
    guild, app = interaction.guild, interaction.application
    outside = guild is not None and app.user.id not in guild.members
    loud = Permission.USE_EXTERNAL_APPS in in_channel(world, interaction.channel, interaction.user)
    return bool(flags & views.EPHEMERAL) or (outside and not loud)


def show(world: World, interaction: Interaction, message: Message, what: str) -> None:
    """Put an answer where its reader sees it and keep a record of it."""
    if message.audience is None:
        messages.post(world, interaction.channel, message)
    else:
        world.exchanges.show(message)
    record(world, interaction, what, message)


def changed(world: World, interaction: Interaction, message: Message, what: str) -> None:
    """An answer was edited."""
    messages.updated(world, interaction.channel, message)
    record(world, interaction, what, message)


def record(world: World, interaction: Interaction, what: str, message: Message | None = None, **more: object) -> None:
    """Remember an answer with its time."""
    said = None if message is None else views.message(world, message)
    interaction.answers.append({"at": world.clock(), "kind": what, "message": said, **more})


def forget(world: World, interaction: Interaction, message: Message) -> None:
    """An answer was deleted."""
    if interaction.original is message:
        interaction.original = None
    interaction.followups.pop(message.id, None)
    if message.audience is not None:
        world.exchanges.hide(message)
    else:
        messages.delete(world, interaction.channel, message)
    interaction.answers.append({"at": world.clock(), "kind": "delete", "message": {"id": str(message.id)}})
