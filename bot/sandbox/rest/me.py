"""The bot itself, its application, and where the gateway is."""

from bot.sandbox.actions import direct, members
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import unknown
from bot.sandbox.rules.fields import Fields
from bot.sandbox.things import Json
from bot.sandbox.views import basics, channels

routes = Routes()
PAGE = 200
ADVISED = 1000
"""Guilds for each shard that Discord advises a bot to have."""


@routes("GET", "/users/@me")
def get_me(call: Call) -> Answer:
    """The bot's own user; discord.py logs in with this."""
    return Answer(200, basics.myself(call.app))


@routes("GET", "/users/@me/guilds")
def list_guilds(call: Call) -> Answer:
    """The guilds the bot is in, by id; no more than two hundred at once."""
    limit, before, after = call.whole("limit", PAGE, 1, PAGE), call.asked_id("before"), call.asked_id("after")
    mine = sorted((g for g in call.world.guilds.values() if call.bot.id in g.members), key=lambda guild: guild.id)
    mine = [g for g in mine if (before is None or g.id < before) and (after is None or g.id > after)]
    mine = mine[:limit] if before is None else mine[-limit:]
    shown: list[Json] = [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "features": [],
            "permissions": str(call.app.invite_permissions),
        }
        for guild in mine
    ]
    if call.asked_switch("with_counts"):
        for one, guild in zip(shown, mine, strict=True):
            one |= {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return Answer(200, shown)


@routes("POST", "/users/@me/channels")
def open_dm(call: Call) -> Answer:
    """The private channel with somebody."""
    recipient = Fields(call.body).snowflake("recipient_id", required=True)
    if recipient not in call.world.users:
        raise unknown("user")
    person = call.world.users[recipient]
    channel = direct.channel_between(call.world, call.bot, person)
    return Answer(200, channels.channel(channel, recipients=[person]))


@routes("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(call: Call) -> Answer:
    """The bot leaves a guild."""
    members.remove_bot(call.world, call.guild(), call.app)
    return Answer(204)


@routes("GET", "/users/{user_id}")
def get_user(call: Call) -> Answer:
    """Anybody's user."""
    found = call.world.users.get(call.id("user_id"))
    if found is None:
        raise unknown("user")
    return Answer(200, basics.user(found))


@routes("GET", "/oauth2/applications/@me")
def get_own_application(call: Call) -> Answer:
    """The application behind the token."""
    return Answer(200, basics.application(call.app))


@routes("GET", "/applications/@me")
def get_application(call: Call) -> Answer:
    """The application behind the token, by its newer path."""
    return Answer(200, basics.application(call.app))


@routes("GET", "/voice/regions")
@routes("GET", "/guilds/{guild_id}/regions")
def list_regions(_call: Call) -> Answer:
    """Where voice servers stand: on this machine."""
    here = {"id": "here", "name": "This machine", "custom": False, "deprecated": False, "optimal": True}
    return Answer(200, [here])


@routes("GET", "/gateway", open_to_all=True)
def get_gateway(call: Call) -> Answer:
    """Where the gateway listens."""
    return Answer(200, {"url": _url(call)})


@routes("GET", "/gateway/bot")
def get_gateway_bot(call: Call) -> Answer:
    """Where the gateway listens, and how a bot should connect."""
    app, starts = call.app, call.world.starts
    guilds = sum(call.bot.id in guild.members for guild in call.world.guilds.values())
    limit = {
        "total": app.session_starts,
        "remaining": max(0, app.session_starts - starts.used(app)),
        "reset_after": starts.resets_in(app),
        "max_concurrency": app.max_concurrency,
    }
    shards = app.shards or 1 + guilds // ADVISED
    return Answer(200, {"url": _url(call), "shards": shards, "session_start_limit": limit})


def _url(call: Call) -> str:
    return call.world.base_url.replace("http", "ws", 1) + "/gateway"
