"""What an operator does in the developer portal, and people with an application of their own choice."""

from enum import IntFlag

from bot.sandbox.control.request import ControlRoutes, Order, bits_of
from bot.sandbox.gateway import intents
from bot.sandbox.people.eyes import cannot
from bot.sandbox.rules.errors import unknown
from bot.sandbox.things import Application, Json
from bot.sandbox.views import basics

routes = ControlRoutes()


class Privileged(IntFlag):
    """The intents that an operator switches on by hand."""

    GUILD_MEMBERS = intents.MEMBERS
    GUILD_PRESENCES = intents.PRESENCES
    MESSAGE_CONTENT = intents.MESSAGE_CONTENT


@routes("PATCH", "/applications/{application_id}")
def edit_application(order: Order) -> Json:
    """Privileged intents, shards and how often it may identify, whether its owner has two-factor authentication."""
    app, body = _application(order), order.body
    if "privileged_intents" in body:
        app.privileged_intents = bits_of(Privileged, body["privileged_intents"]) & intents.PRIVILEGED
    app.owner_mfa = bool(body.get("owner_mfa", app.owner_mfa))
    counted = ("shards", "max_concurrency", "session_starts")
    counts = {name: int(body[name]) for name in counted if body.get(name) is not None}
    if any(count < 1 for count in counts.values()):
        raise cannot("shards, max_concurrency and session_starts are 1 or more")
    app.shards = counts.get("shards", None if "shards" in body else app.shards)
    app.max_concurrency = counts.get("max_concurrency", app.max_concurrency)
    app.session_starts = counts.get("session_starts", app.session_starts)
    return basics.application(app) | {
        name: getattr(app, name) for name in ("privileged_intents", "owner_mfa", *counted)
    }


@routes("POST", "/applications/{application_id}/token")
def renew_token(order: Order) -> Json:
    """A new token in place of the old one, which nobody knows any more; open sessions go on."""
    app = _application(order)
    order.world.renew_token(app)
    return {"token": app.token}


@routes("POST", "/people/{user_id}/install")
def install(order: Order) -> Json:
    """Somebody takes an application for themselves, in whatever server they are, or gives it up."""
    app, who = order.application(), order.person()
    (app.installed.add if order.body.get("installed", True) else app.installed.discard)(who.id)
    return basics.application(app)


def _application(order: Order) -> Application:
    found = order.world.applications.get(int(order.params["application_id"]))
    if found is None:
        raise unknown("application")
    return found
