"""Later answers to interactions, through the webhook that each interaction is for fifteen minutes."""

from bot.sandbox.actions import interactions as doing
from bot.sandbox.actions import messages
from bot.sandbox.interactions import Interaction
from bot.sandbox.rest import sending
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import unknown
from bot.sandbox.things import Json, Message
from bot.sandbox.views import messages as views

routes = Routes()
WEBHOOK = "/webhooks/{webhook_id}/{token}"


def _interaction(call: Call) -> Interaction:
    interaction = call.interaction()
    if interaction.application.id != call.id("webhook_id"):
        raise unknown("webhook")
    doing.alive(call.world, interaction)
    return interaction


@routes("POST", WEBHOOK, open_to_all=True, forms=True)
def follow_up(call: Call) -> Answer:
    """One more message; after a deferred answer the first one takes its place."""
    interaction, body = _interaction(call), call.body
    sending.check_new(body, call.uploads)
    doing.check_may_show(call.world, interaction, body, files=bool(call.uploads))
    original = interaction.original
    if original is not None and original.flags & views.LOADING:
        return _edit(call, interaction, original, body)
    private = doing.is_private(call.world, interaction, int(body.get("flags") or 0))
    message = doing.compose(call.world, interaction, body, private=private)
    message.type = 0
    if original is not None:
        message.reference = {"type": 0, "message_id": str(original.id), "channel_id": str(original.channel_id)}
    sending.attach(call, message, body)
    interaction.followups[message.id] = message
    doing.show(call.world, interaction, message, "followup")
    return Answer(200, views.message(call.world, message))


def _edit(call: Call, interaction: Interaction, message: Message, body: Json) -> Answer:
    messages.fill(call.world, interaction.channel, message, body, ping_roles=False)
    message.flags &= ~views.LOADING
    sending.attach(call, message, body)
    doing.changed(call.world, interaction, message, "edit")
    return Answer(200, views.message(call.world, message))


@routes("GET", WEBHOOK + "/messages/@original", open_to_all=True)
def get_original(call: Call) -> Answer:
    """The first answer."""
    return Answer(200, views.message(call.world, _original(call, _interaction(call))))


@routes("PATCH", WEBHOOK + "/messages/@original", open_to_all=True, forms=True)
def edit_original(call: Call) -> Answer:
    """Change the first answer, or fill in a deferred one."""
    interaction = _interaction(call)
    return _checked_edit(call, interaction, _original(call, interaction))


@routes("DELETE", WEBHOOK + "/messages/@original", open_to_all=True)
def delete_original(call: Call) -> Answer:
    """Take the first answer back."""
    interaction = _interaction(call)
    doing.forget(call.world, interaction, _original(call, interaction))
    return Answer(204)


@routes("GET", WEBHOOK + "/messages/{message_id}", open_to_all=True)
def get_followup(call: Call) -> Answer:
    """A later answer."""
    return Answer(200, views.message(call.world, _followup(call, _interaction(call))))


@routes("PATCH", WEBHOOK + "/messages/{message_id}", open_to_all=True, forms=True)
def edit_followup(call: Call) -> Answer:
    """Change a later answer."""
    interaction = _interaction(call)
    return _checked_edit(call, interaction, _followup(call, interaction))


@routes("DELETE", WEBHOOK + "/messages/{message_id}", open_to_all=True)
def delete_followup(call: Call) -> Answer:
    """Take a later answer back."""
    interaction = _interaction(call)
    doing.forget(call.world, interaction, _followup(call, interaction))
    return Answer(204)


def _checked_edit(call: Call, interaction: Interaction, message: Message) -> Answer:
    sending.check_edit(message, call.body, call.uploads)
    doing.check_may_show(call.world, interaction, call.body, files=bool(call.uploads))
    return _edit(call, interaction, message, call.body)


def _original(call: Call, interaction: Interaction) -> Message:
    if interaction.original is None:
        raise unknown("message")
    return _standing(call, interaction, interaction.original)


def _followup(call: Call, interaction: Interaction) -> Message:
    wanted = call.id("message_id")
    found = interaction.followups.get(wanted)
    if found is None and interaction.original is not None and interaction.original.id == wanted:
        found = interaction.original
    if found is None:
        raise unknown("message")
    return _standing(call, interaction, found)


def _standing(call: Call, interaction: Interaction, message: Message) -> Message:
    """An answer can have been deleted with or in its channel, or by a later interaction."""
    shown = interaction.channel.messages if message.audience is None else call.world.exchanges.ephemeral
    if message.id not in shown:
        raise unknown("message")
    return message
