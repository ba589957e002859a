"""What an operator does in the developer portal, and people with an application of their own choice."""

from enum import IntFlag

from bot.sandbox.control.request import ControlRoutes, Order, bits_of
from bot.sandbox.gateway import intents
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
    """Privileged intents, and whether the owner has two-factor authentication."""
    app, body = _application(order), order.body
    if "privileged_intents" in body:
        app.privileged_intents = bits_of(Privileged, body["privileged_intents"]) & intents.PRIVILEGED
    app.owner_mfa = bool(body.get("owner_mfa", app.owner_mfa))
    return basics.application(app) | {"privileged_intents": app.privileged_intents, "owner_mfa": app.owner_mfa}


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
