"""Messages and interactions as JSON."""

from bot.sandbox.access import in_channel
from bot.sandbox.interactions import Interaction
from bot.sandbox.snowflakes import moment
from bot.sandbox.things import Json, Message, Poll, User
from bot.sandbox.views import basics, channels
from bot.sandbox.world import World

EPHEMERAL = 1 << 6
LOADING = 1 << 7
POINTING = {19, 21}
"""Replies, and what a thread begins with."""
ON_USER, ON_MESSAGE = 2, 3
INTERACTION_LIFE = 15 * 60.0


def message(world: World, it: Message, *, within: bool = False, viewer: int | None = None) -> Json:
    """A message with everything in it; `within` another one it does not show in turn what it replies to.

    `viewer` is whose own reactions are told from others'.
    """
    shown: Json = {
        "id": str(it.id),
        "channel_id": str(it.channel_id),
        "type": it.type,
        "author": basics.user(it.author),
        "content": it.content,
        "timestamp": basics.stamp(moment(it.id)),
        "edited_timestamp": basics.stamp(it.edited),
        "tts": False,
        "pinned": it.pinned is not None,
        "mention_everyone": it.mention_everyone,
        "mentions": [basics.user(world.users[user]) for user in it.mentions],
        "mention_roles": [str(role) for role in it.mention_roles],
        "attachments": it.attachments,
        "embeds": it.embeds,
        "components": it.components,
        "flags": it.flags,
    }
    return shown | _marks(it, viewer, within=within) | _about(world, it, within=within) | _origins(it)


def _marks(it: Message, viewer: int | None, *, within: bool) -> Json:
    """What others left on a message, and what only some have."""
    shown: Json = {}
    if it.reactions and not within:
        shown["reactions"] = [_reaction(emoji, who, viewer) for emoji, who in it.reactions.items()]
    if it.nonce is not None:
        shown["nonce"] = it.nonce
    if it.poll is not None:
        shown["poll"] = _poll(it.poll)
    return shown


def _about(world: World, it: Message, *, within: bool) -> Json:
    """What a message points at, and the thread that points at it."""
    shown: Json = {}
    if it.reference is not None:
        shown["message_reference"] = it.reference
    thread = (
        None if it.thread_id is None or it.guild_id is None else world.guilds[it.guild_id].threads.get(it.thread_id)
    )
    if thread is not None:
        shown["thread"] = channels.channel(thread)
    if it.type in POINTING and it.reference is not None and not within:
        answered = world.find_message(int(it.reference["message_id"]))
        shown["referenced_message"] = None if answered is None else message(world, answered, within=True)
    return shown


def _origins(it: Message) -> Json:
    """The application and the interaction a message came from."""
    shown: Json = {}
    if it.application_id is not None:
        shown["application_id"] = str(it.application_id)
    if it.webhook_id is not None:
        shown["webhook_id"] = str(it.webhook_id)
    if it.interaction is not None:
        shown["interaction_metadata"] = _origin(it.interaction, it)
    return shown


def _reaction(emoji: str, who: list[int], viewer: int | None) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "me": viewer in who,
    }


def _poll(it: Poll) -> Json:
    counts = [{"id": answer, "count": len(who), "me_voted": False} for answer, who in it.votes.items() if who]
    return {
        "question": it.question,
        "answers": [{"answer_id": number, "poll_media": media} for number, media in it.answers.items()],
        "expiry": basics.stamp(it.ends),
        "allow_multiselect": it.several,
        "layout_type": 1,
        "results": {"is_finalized": it.over, "answer_counts": counts},
    }


def _origin(it: Interaction, about: Message) -> Json:
    shown: Json = {
        "id": str(it.id),
        "type": it.type,
        "user": basics.user(it.user),
        "authorizing_integration_owners": {} if it.guild is None else _installers(it),
    }
    if it.type == 2:
        shown["name"] = it.data["name"]
        shown["command_type"] = it.data["type"]
        if it.data["type"] == ON_USER:
            shown["target_user"] = it.data["resolved"]["users"][it.data["target_id"]]
        if it.data["type"] == ON_MESSAGE:
            shown["target_message_id"] = it.data["target_id"]
    if it.type == 3 and it.message is not None:
        shown["interacted_message_id"] = str(it.message.id)
    if about is not it.original and it.original is not None:
        shown["original_response_message_id"] = str(it.original.id)
    if it.type == 5:
        shown["triggering_interaction_metadata"] = {**shown, "type": 2, "name": "modal", "command_type": 1}
    return shown


def _installers(it: Interaction) -> Json:
    """By whom the application is here: the guild, and the person if they have it for themselves."""
    guild = {} if it.guild is None or it.application.user.id not in it.guild.members else {"0": str(it.guild.id)}
    return guild | ({"1": str(it.user.id)} if it.user.id in it.application.installed else {})


def told(world: World, it: Message) -> Json:
    """A message as a gateway event carries it: with its guild, and with its author as a member there."""
    shown = message(world, it)
    shown.pop("reactions", None)  # they have events of their own
    if it.guild_id is not None:
        shown["guild_id"] = str(it.guild_id)
        author = world.guilds[it.guild_id].members.get(it.author.id)
        if author is not None:
            shown["member"] = basics.member(author, with_user=False)
    return shown


def without_words(shown: Json, bot_id: int) -> Json:
    """A guild's message for a bot without the intent for content: whole if it wrote it or is mentioned, else empty."""
    if str(bot_id) in {shown["author"]["id"], *(user["id"] for user in shown["mentions"])}:
        return shown
    hidden = {key: value for key, value in shown.items() if key != "poll"}
    if hidden.get("referenced_message"):
        hidden["referenced_message"] = without_words(hidden["referenced_message"], bot_id)
    return hidden | {"content": "", "embeds": [], "attachments": [], "components": []}


def interaction(world: World, it: Interaction) -> Json:
    """An interaction as its application receives it."""
    app_held = in_channel(world, it.channel, it.application.user)
    recipients: list[User] = [world.users[user] for user in it.channel.recipients if user != it.application.user.id]
    shown: Json = {
        "id": str(it.id),
        "application_id": str(it.application.id),
        "type": it.type,
        "data": it.data,
        "token": it.token,
        "version": 1,
        "channel_id": str(it.channel.id),
        "channel": channels.channel(it.channel, recipients=recipients),
        "app_permissions": str(int(app_held)),
        "locale": it.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 1024 * 1024,
    }
    if it.message is not None:
        shown["message"] = message(world, it.message)
    if it.guild is None:
        return shown | {
            "user": basics.user(it.user),
            "context": 1,
            "authorizing_integration_owners": {"0": "0"},
        }
    held = str(int(in_channel(world, it.channel, it.user)))
    shown["channel"] |= {"permissions": held}
    return shown | {
        "guild_id": str(it.guild.id),
        "guild": {"id": str(it.guild.id), "locale": it.guild.locale, "features": []},
        "guild_locale": it.guild.locale,
        "member": basics.member(it.guild.members[it.user.id]) | {"permissions": held},
        "context": 0,
        "authorizing_integration_owners": _installers(it),
    }
