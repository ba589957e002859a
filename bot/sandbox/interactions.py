"""What people press, choose and fill in, as plain data."""

from dataclasses import dataclass, field

from bot.sandbox.things import Application, Channel, Guild, Json, Message, User


@dataclass(slots=True)
class Modal:
    """A form on somebody's screen, waiting to be sent."""

    interaction: "Interaction"
    data: Json
    open: bool = True


@dataclass(slots=True)
class Interaction:
    """One command, click, choice or form of a person, with every answer it got."""

    id: int
    token: str
    application: Application
    user: User
    channel: Channel
    guild: Guild | None
    type: int
    data: Json
    created: float
    expires: float
    locale: str
    message: Message | None = None
    answered: float | None = None
    answer_type: int | None = None
    failed: bool = False
    original: Message | None = None
    followups: dict[int, Message] = field(default_factory=dict[int, Message])
    choices: list[Json] | None = None
    modal: Modal | None = None
    answers: list[Json] = field(default_factory=list[Json])
