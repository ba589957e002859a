"""What is to be said, as a catalogue key and values, and whether what somebody typed shows anything.

How it is said belongs to the catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Literal, NewType, TypeAlias
from unicodedata import category


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (UTC) that each reader sees in their own time zone; `relative` counts down by itself."""

    at: datetime
    relative: bool = False
    full: bool = False
    """With its date."""


@dataclass(frozen=True, slots=True)
class People:
    """Members by id, shown as their names without a ping."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A channel by id, shown as a link that opens it."""

    id: int


@dataclass(frozen=True, slots=True)
class Role:
    """A role by id, shown as its name without a ping."""

    id: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the deck by its id, with the evening's common ground put in."""

    id: str
    common_ground: str = ""
    own: str = ""
    """The text of a community's own question, which is in no deck of ours."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A catalogue text inside another, such as a permission's name."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text inside another, shown as a quotation: set apart from what is said about it."""

    text: Text


@dataclass(frozen=True, slots=True)
class Link:
    """An address that was checked before (`core/planning/telling`), shown as it is."""

    url: str


# A plain str is text that some person typed: it is escaped wherever it is shown.
Value: TypeAlias = (
    "str | int | Moment | People | Place | Role | Question | Phrase | Text | Quoted | Link | tuple[Text, ...]"
)
"""Texts inside a text: one in its place, or several, a line each."""
InvitationButton = Literal["join", "cant", "what"]
"""Below an invitation."""
RoomButton = Literal["topic", "hush", "call", "unheard", "content", "ballot", "coming"]
"""About one room."""
QuietButton = Literal["quietly"]
"""Below a room's welcome, for what only the hosts are to know."""
HostButton = Literal["broadcast", "more", "guests", "hand_over", "finish"]
"""Below the host's board."""
MendingButton = Literal["take_over", "relocate", "repost"]
"""Below what hosts are told because something is gone."""
AfterwardsButton = Literal["touch", "feedback", "keepsake"]
AgainButton = Literal["again", "always"]
"""Below the goodbye of a series."""
LeftoverButton = Literal["leftover"]
"""In a room that belongs to no evening any more."""
Button = Literal[
    InvitationButton,
    RoomButton,
    QuietButton,
    HostButton,
    MendingButton,
    AfterwardsButton,
    AgainButton,
    LeftoverButton,
]
"""What can be pressed below a post."""
SignupButton = Literal["show", "hide", "reminder", "no_reminder", "bring", "withdraw"]
StandingButton = Literal["stand", "stand_down"]
"""Whether somebody always comes to a series."""
HostAnswerButton = Literal["end", "cancel", "cancel_all", "undo", "begin", "wait"]
"""What a host is asked once more, and what can be taken back."""
PersonHand = Literal["add", "strike", "take_out", "let_back", "keep_out", "mute", "unmute", "move", "beside", "apart"]
"""What a host can do with one person; for the last three a room or another person is chosen."""
RoomHand = Literal["close_room"]
"""What a host can do with one room."""
EveningHand = Literal[
    "guest_list", "person", "place", "mix", "mix_now", "pair", "gather", "gather_still", "gather_on", "back", "deeds"
]
"""What a host can do with the whole evening; with the second and third somebody, or a room, is chosen first."""
Hand = Literal[PersonHand, RoomHand, EveningHand]
AboutGuests = Literal[Hand, "report", "readmit", "friend"]
"""All that is pressed or chosen about guests below an answer: a host's hands; whom a guest tells hosts about; who may
come again; and with whom somebody comes."""
ChoiceButton = Literal["face", "ticks", "heir", "let_show", "hand"]
"""What is chosen from: how it was, whom to stay in touch with, who hosts, which of the guests' questions may be put.
The last is about guests; which of those above it is stands behind it."""
AnswerButton = Literal[
    SignupButton, StandingButton, HostAnswerButton, ChoiceButton, "stay", "not_stay", "offer", "remark", "send_me"
]
"""What can be pressed, or chosen in a menu, below an answer that one person sees."""
Pressable = Literal[Button, AnswerButton]
FormKind = Literal["sign_up", "card", "notice", "word", "fields", "zone"]
"""What can be handed in."""
CustomId = NewType("CustomId", str)
"""What Discord sends back when something is pressed or handed in: its kind, and what it is about."""


def custom_id(kind: Pressable | FormKind, *about: str | int) -> CustomId:
    """The custom id of a button, a menu or a form; what it is about stands behind it, parted by colons."""
    return CustomId(":".join((kind, *map(str, about))))


def hand_id(what: AboutGuests, *about: str | int) -> CustomId:
    """The custom id of what is about guests; behind the id of the evening a room's number or a person's id, if any."""
    return custom_id("hand", what, *about)


@dataclass(frozen=True, slots=True)
class Text:
    """A catalogue key with its values and the buttons below it."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict[str, "Value"], hash=False)
    buttons: tuple[Button, ...] = ()
    place: int = 0
    """The number of the room that the buttons are about, 0 for none."""
    pings: tuple[int, ...] = ()
    """Members who are really pinged; nobody else ever is but those with one of the `roles`."""
    roles: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """Equal for equal texts, across restarts; tells whether a post shows what it should."""
        shown = repr((self.key, sorted(self.values.items()), self.buttons, self.place))
        return blake2b(shown.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Offer:
    """A question to the person who asked: texts, and buttons by label key and custom id, the first one recommended."""

    texts: tuple[Text, ...]
    choices: tuple[tuple[str, CustomId], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a menu; the label is a name that somebody chose, shown as it is."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Texts for the person who asked, with things to press or tick that work after a restart, and for days.

    `buttons` are label keys with their custom ids. Of `options` any number can be ticked.
    """

    texts: tuple[Text, ...]
    buttons: tuple[tuple[str, CustomId], ...] = ()
    custom_id: CustomId = CustomId("")
    hint: str = ""
    """The key of what stands in the menu before anything is ticked."""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A menu of which one thing is chosen; without `options`, one of everybody in the server."""

    custom_id: CustomId
    hint: str
    """The key of what stands in it before anything is chosen."""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """Texts for the person who asked, with at most three menus and at most ten buttons; it works after a restart."""

    texts: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    buttons: tuple[tuple[str, CustomId], ...] = ()
    """Label keys with their custom ids."""


@dataclass(frozen=True, slots=True)
class Members:
    """Texts for the person who asked, and everybody in the server to choose one from; it works after a restart."""

    texts: tuple[Text, ...]
    custom_id: CustomId
    hint: str
    """The key of what stands in the menu before anybody is chosen."""


@dataclass(frozen=True, slots=True)
class Illustrated:
    """Texts with a picture (a PNG), if there is one, and what it shows, for those who cannot see it."""

    texts: tuple[Text, ...]
    picture: bytes | None
    alt: Text | None


Answer = Text | tuple[Text, ...] | Offer | Menu | Panel | Members | Illustrated
"""What somebody is told who asked for something."""


class Refusal(Exception):
    """Something that cannot be done, with the catalogue text that says kindly what to do instead."""

    def __init__(self, key: str, **values: Value) -> None:
        super().__init__(key)
        self.text = Text(f"refusal.{key}", values)


BLANKS = frozenset(
    "\u034f\u115f\u1160\u2800\u3164\uffa0" + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0x180B, 0x1810))))
)
"""Letters, marks and symbols that show nothing: fillers, the empty Braille cell, variation selectors."""


def shows(sign: str) -> bool:
    """Whether a typed character shows anything at all; spaces do not."""
    return category(sign)[0] not in {"C", "Z"} and sign not in BLANKS


_UNSEEN = {"Cc", "Cf", "Cs"}
"""The kinds of characters that show nothing; among them the marks that turn the direction of the text after them."""
_JOINERS = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
"""Unseen too, but they hold Persian letters, families and flags together."""


def plain(typed: str) -> str:
    """What somebody typed, without line breaks and unseen characters, for where Discord reads no markdown."""
    kept = (c for c in typed if c.isspace() or category(c) not in _UNSEEN or c in _JOINERS)
    return " ".join("".join(kept).split())


def shows_anything(typed: str) -> bool:
    """Whether anything is to be seen of a typed text, so that a title or a name is never empty to the eye."""
    return any(map(shows, typed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Something told once outside of any mixer's posts: directly to the member `to`, or else in a channel."""

    key: str
    """The same key always gives the same nonce."""
    language: str
    texts: tuple[Text, ...]
    """One line or more each; too long for one message, they are sent as several, split between lines."""
    guild_id: int
    to: int = 0
    channel_id: int = 0
    picture: bytes | None = None
    """A PNG shown with it, and what it shows, for those who cannot see it."""
    alt: Text | None = None
    about: str = ""
    """What the buttons below it are about."""
