"""What goes wrong on order: requests, the gateway, permissions, the bot's very presence."""

from bot.sandbox.actions import members, roles
from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Application, Guild, Json
from bot.sandbox.voice import trouble as voice_trouble
from bot.sandbox.world import number

routes = ControlRoutes()


@routes("POST", "/faults")
def order_faults(order: Order) -> Json:
    """Any of the troubles below, several at once if wanted."""
    body = order.body
    strange = body.keys() - KNOWN.keys() - {"guild_id", "application_id"}
    if strange or not body:
        raise DiscordError(400, 0, f"faults are {', '.join(KNOWN)}; not {', '.join(sorted(strange)) or 'nothing'}")
    return {name: KNOWN[name](order) for name in KNOWN if name in body}


@routes("DELETE", "/faults")
def clear_faults(order: Order) -> Json:
    """All is as at the start: no faults wait, the gateway is quick, nothing gets lost on the way."""
    order.faults.clear()
    order.voice.clear()
    order.world.nature.restore()
    order.hub.delay = 0.0
    order.hub.refuse_resume = 0
    for session in order.hub.sessions.values():
        if session.wire is not None:
            session.wire.delay = 0.0
    return {}


def _requests(order: Order) -> Json:
    order.faults.order(order.body["requests"])
    return {"waiting": len(order.faults.waiting)}


def _gateway(order: Order) -> Json:
    wanted = order.body["gateway"]
    only = int(order.body["application_id"]) if "application_id" in order.body else None
    if wanted == "drop":
        return {"connections": order.hub.drop_all(resumable=True, application_id=only)}
    if wanted == "invalid_session":
        return {"connections": order.hub.drop_all(resumable=False, application_id=only)}
    if wanted == "reconnect":
        asked = [s for s in order.hub.sessions.values() if s.wire is not None and only in {None, s.application.id}]
        for session in asked:
            if session.wire is not None:
                session.wire.put(7, None)
        return {"connections": len(asked)}
    order.hub.delay = float(wanted["delay_ms"]) / 1000
    for session in order.hub.sessions.values():
        if session.wire is not None:
            session.wire.delay = order.hub.delay
    return {"delay_ms": wanted["delay_ms"]}


def _voice(order: Order) -> Json:
    bot = order.application().user.id if "application_id" in order.body else None
    return voice_trouble.order(order.voice, order.body["voice"], bot=bot, guild=number(order.body.get("guild_id")))


def _world(order: Order) -> Json:
    """Another world in these, by their names in worlds.py."""
    order.world.nature.change(**order.body["world"])
    return dict(order.body["world"])


def _guilds(order: Order, app: Application) -> list[Guild]:
    named = order.body.get("guild_id")
    return [g for g in order.world.guilds.values() if app.user.id in g.members and named in {None, str(g.id)}]


def _change_permission(order: Order, name: str, *, grant: bool) -> Json:
    """Take a permission from the bot's own role, and from everyone's but not from people; or give it back."""
    app, bit = order.application(), int(Permission[name])
    for guild in _guilds(order, app):
        if not grant and guild.roles[guild.id].permissions & bit:
            members.people_keep(order.world, guild, bit)
        for role in list(guild.roles.values()):
            own = role.bot_id == app.user.id
            before = role.permissions
            if grant and own:
                role.permissions |= bit
            elif not grant and (own or role.id == guild.id):
                role.permissions &= ~bit
            if role.permissions != before:
                roles.updated(order.world, guild, role)
    return {"permission": name, "held": grant}


def _revoke(order: Order) -> Json:
    return _change_permission(order, str(order.body["revoke"]["permission"]), grant=False)


def _grant(order: Order) -> Json:
    return _change_permission(order, str(order.body["grant"]["permission"]), grant=True)


def _kick(order: Order) -> Json:
    app = order.application()
    gone = _guilds(order, app)
    for guild in gone:
        members.remove_bot(order.world, guild, app)
    return {"guilds": len(gone)}


def _invite(order: Order) -> Json:
    app, named = order.application(), order.body.get("guild_id")
    missing = [g for g in order.world.guilds.values() if app.user.id not in g.members and named in {None, str(g.id)}]
    for guild in missing:
        members.invite_bot(order.world, guild, app)
        order.hub.joined(app, guild)
    return {"guilds": len(missing)}


def _outage(order: Order) -> Json:
    """Guilds vanish from the gateway for a while, as in an outage of Discord's, and come back."""
    on = bool(order.body["outage"])
    for app in order.world.applications.values():
        for guild in _guilds(order, app):
            order.hub.outage(app, guild, on=on)
    return {"outage": on}


KNOWN = {
    "requests": _requests,
    "gateway": _gateway,
    "voice": _voice,
    "revoke": _revoke,
    "grant": _grant,
    "kick_bot": _kick,
    "invite_bot": _invite,
    "outage": _outage,
    "world": _world,
}
