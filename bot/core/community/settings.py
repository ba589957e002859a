"""What a server has chosen, and who may host there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.community.hearing import heard
from bot.core.text import Phrase, Place, Role, Text, Value

LANGUAGES = ("en", "ja")
"""The languages that have a catalogue and a deck."""
FIELDS = (
    *("making", "sales", "office", "it", "design", "care", "teaching", "public", "law", "service", "building"),
    *("study", "home", "between", "other"),
)
"""Fields of work to choose from where a server has not named its own, by their names in the catalogue."""
SPOKEN = ("en", "ja", "zh", "ko", "es", "fr", "de", "pt", "vi", "id", "th", "tl", "hi", "it", "ru", "ar")
"""Languages that members can say they speak (ISO 639-1)."""
USUAL_ZONES = {"ja": "Asia/Tokyo"}
"""Where a language is spoken in one time zone only."""
ANNOUNCE_DAYS = (1, 2, 3, 5, 7, 10, 14)
"""How many days ahead an evening that repeats can be announced."""
REVEAL_HOURS = (12, 24, 48, 72)
"""How many hours after the end those who ticked each other can be told."""
HEARING = {"on": (True, 15, False), "tone": (True, 15, True), "gentle": (False, 15, False), "none": (False, 0, False)}
"""What can be chosen: whether ears listen, minutes between gentle questions in a room without one (0: none), and
whether a soft tone is heard with a question in a room that has one."""


class GuestQuestions(StrEnum):
    """What becomes of a question that a guest brings: put, put once a host has seen it, or not asked for at all."""

    SHOWN = "shown"
    HELD = "held"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """One server's settings; nothing needs to be set before the first mixer."""

    guild_id: int
    language: str = "en"
    host_role_id: int | None = None
    lobby_id: int | None = None
    listening: bool = True
    """Whether ears may come into rooms here; they hear that people talk, never what."""
    gentle_minutes: int = 15
    """In a room without an ear: minutes between two gentle questions, 0 for none."""
    time_zone: str = "UTC"
    """By its IANA name; in it are typed times meant."""
    fields: tuple[str, ...] = ()
    """What can be chosen as one's field of work; none for the catalogue's."""
    announce_days: int = 7
    """How many days ahead an evening that repeats is announced."""
    name_guests: bool = False
    """Whether an announcement says who comes."""
    announce_id: int | None = None
    """The channel for announcements."""
    board_id: int | None = None
    """The channel for hosts' boards; None for where a mixer was started."""
    reveal_hours: int = 24
    """How many hours after the end those who ticked each other are told."""
    guest_questions: GuestQuestions = GuestQuestions.SHOWN
    """What becomes of the questions that guests would like to ask the others."""
    tone: bool = False
    """Whether an ear plays a soft tone with a question."""
    tone_id: int | None = None
    """That tone on the server's soundboard, None while it is not there."""
    left_at: datetime | None = None
    """When the bot was removed from the server."""

    def described(self, *, ears: int = 1) -> Text:
        """What is chosen, for whoever sets it up; without `ears` none are promised."""
        chosen = (self.listening, self.gentle_minutes, self.tone)
        hearing = next((name for name, meaning in HEARING.items() if meaning == chosen), "on")
        values: dict[str, Value] = {
            "hosts": Role(self.host_role_id) if self.host_role_id else Phrase(("setup.hosts_default",)),
            "lobby": Place(self.lobby_id) if self.lobby_id else Phrase(("setup.lobby_default",)),
            "language": Phrase((f"language.{self.language}",)),
            "hearing": Phrase((f"hearing.{hearing}" if ears or not self.listening else "setup.deaf",)),
            "heard": heard(ears if self.listening else 0),
            "zone": self.zone,
            "announce": Place(self.announce_id) if self.announce_id else Phrase(("setup.announce_default",)),
            "ahead": ahead(self.announce_days),
            "place": Place(self.board_id) if self.board_id else Phrase(("setup.board_default",)),
            "names": Phrase((naming(self.name_guests),)),
            "hours": self.reveal_hours,
            "fields": Text("setup.fields_own", {"count": len(self.fields)})
            if self.fields
            else Phrase(("setup.fields_default",)),
        }
        return Text("setup.panel", values)

    @property
    def zone(self) -> str:
        """The time zone that typed times are read in; where none was chosen, the language tells something."""
        return USUAL_ZONES.get(self.language, self.time_zone) if self.time_zone == "UTC" else self.time_zone

    def may_host(self, role_ids: Collection[int], *, manages_events: bool) -> bool:
        """Hosts have the chosen role, or Discord's own Manage Events."""
        return manages_events or (self.host_role_id is not None and self.host_role_id in role_ids)


def ahead(days: int) -> Text:
    """A number of days ahead, in words."""
    return Text("setup.ahead_one") if days == 1 else Text("setup.ahead", {"days": days})


def naming(name_guests: bool) -> str:
    """The key of what an announcement says of those who come."""
    return "setup.names_on" if name_guests else "setup.names_off"


def language_for(locale: str | None) -> str:
    """The language of ours for one of Discord's locales."""
    language = (locale or "").split("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and from where."""

    user_id: int
    guild_id: int
    channel_id: int
    voice_id: int | None
    role_ids: frozenset[int]
    manages_events: bool
    """In the whole server, by their roles: what a single channel gives them counts for nothing."""
    language: str
    """The server's, as Discord knows it: what it posts in until it has chosen."""
    reads: str = "en"
    """Their own, which they are answered in."""
    manages_server: bool = False
    """Whether they may change the server's settings."""
    timed_out_until: datetime | None = None
    """Until when a moderator lets them into no voice channel (UTC); it may be over, None if never."""
