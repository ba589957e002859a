"""First answers to interactions."""

from bot.sandbox.actions import interactions as doing
from bot.sandbox.actions import messages
from bot.sandbox.interactions import Interaction, Modal
from bot.sandbox.rest import sending
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import form, unknown
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.modals import check_modal
from bot.sandbox.rules.options import check_suggestions
from bot.sandbox.things import Json, Message
from bot.sandbox.views import messages as views

routes = Routes()
DATA = ("data",)


@routes("POST", "/interactions/{interaction_id}/{token}/callback", open_to_all=True, forms=True)
def answer_interaction(call: Call) -> Answer:
    """The one first answer, within three seconds."""
    interaction = call.world.exchanges.by_token(call.params["token"])
    if interaction is None or interaction.id != call.id("interaction_id"):
        raise unknown("interaction")
    kind = Fields(call.body).whole("type", 1, 12, required=True) or 0
    part = Fields(call.body).part("data")
    data: Json = {} if part is None else part.body
    doing.check_first_answer(call.world, interaction, kind)
    message = _ANSWERS[kind](call, interaction, data)
    doing.answered(call.world, interaction, kind)
    if call.query.get("with_response", "").lower() not in {"1", "true"}:
        return Answer(204)
    return Answer(200, _callback(call, interaction, kind, message))


def _message(call: Call, interaction: Interaction, data: Json) -> Message:
    sending.check_new(data, call.uploads, DATA)
    doing.check_may_show(call.world, interaction, data, files=bool(call.uploads))
    private = doing.is_private(call.world, interaction, int(data.get("flags") or 0))
    message = doing.compose(call.world, interaction, data, private=private)
    sending.attach(call, message, data)
    interaction.original = message
    doing.show(call.world, interaction, message, "message")
    return message


def _deferred(call: Call, interaction: Interaction, data: Json) -> Message:
    flags = Fields(data, DATA).whole("flags", 0, 2**31 - 1) or 0
    if flags & ~views.EPHEMERAL:
        raise form((*DATA, "flags"), "BASE_TYPE_CHOICES", "A deferred answer can only be made ephemeral.")
    message = doing.compose(call.world, interaction, {}, private=doing.is_private(call.world, interaction, flags))
    message.flags |= views.LOADING
    interaction.original = message
    doing.show(call.world, interaction, message, "deferred")
    return message


def _deferred_update(call: Call, interaction: Interaction, data: Json) -> Message | None:
    del data
    interaction.original = interaction.message
    doing.record(call.world, interaction, "deferred update")
    return interaction.message


def _update(call: Call, interaction: Interaction, data: Json) -> Message | None:
    message = interaction.message
    assert message is not None, "the kind of answer was checked"
    sending.check_edit(message, data, call.uploads, DATA)
    doing.check_may_show(call.world, interaction, data, files=bool(call.uploads))
    messages.fill(call.world, interaction.channel, message, data, ping_roles=False)
    sending.attach(call, message, data)
    interaction.original = message
    doing.changed(call.world, interaction, message, "update")
    return message


def _choices(call: Call, interaction: Interaction, data: Json) -> None:
    check_suggestions(Fields(data, DATA), doing.focused(interaction))
    interaction.choices = list(data["choices"])
    doing.record(call.world, interaction, "choices", None, choices=interaction.choices)


def _modal(call: Call, interaction: Interaction, data: Json) -> None:
    check_modal(data, DATA)
    interaction.modal = Modal(interaction, {**data, "components": messages.numbered(data["components"])})
    doing.record(call.world, interaction, "modal", None, modal=interaction.modal.data)


_ANSWERS = {
    doing.MESSAGE: _message,
    doing.DEFERRED: _deferred,
    doing.DEFERRED_UPDATE: _deferred_update,
    doing.UPDATE: _update,
    doing.CHOICES: _choices,
    doing.MODAL: _modal,
}


def _callback(call: Call, interaction: Interaction, kind: int, message: Message | None) -> Json:
    told: Json = {"id": str(interaction.id), "type": interaction.type}
    if kind not in {doing.CHOICES, doing.MODAL} and message is not None:
        told |= {
            "response_message_id": str(message.id),
            "response_message_loading": kind == doing.DEFERRED,
            "response_message_ephemeral": message.audience is not None,
        }
    if kind not in {doing.MESSAGE, doing.UPDATE} or message is None:
        return {"interaction": told}
    return {"interaction": told, "resource": {"type": kind, "message": views.message(call.world, message)}}
