"""Where the tour is played: an evening of the tests with the real words, and the screens that are kept of it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import discord

from bot.core.community.settings import Asker, Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.reconcile.acts import OpenRoom
from bot.core.text import Answer, Refusal, RoomButton, Text
from bot.ui.catalogue import Messages
from tests.engine.planning.planned import run_to
from tests.evening import GUESTS, GUILD, HOST, Evening
from tests.fake_venue import Message
from tests.tour.phone import Phone

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
MEMBERS, HOSTS, STRANGER = 700, 701, 150
PEOPLE = (HOST, *GUESTS, 107, 108, 109)


@cache
def script() -> dict[str, Any]:
    """The order of the tour, and its own words."""
    return tomllib.loads((Path(__file__).parent / "script.toml").read_text("utf-8"))


class Tonight(Evening):
    """An evening of the tests, told by the real catalogue."""

    def __init__(self) -> None:
        super().__init__(words=Messages())

    @property
    def mixer(self) -> Mixer:
        """The first one, whatever has been announced since because it repeats."""
        return next(iter(self.store.mixers.values()))


class Stage:
    """One language's server with its people, and every screen that was kept, by its name in the script."""

    def __init__(self, language: str) -> None:
        self.language, self.screens = language, dict[str, str]()
        self.phone = Phone(language, self.example("zone"), self._name, lambda: self.evening.now)
        self.people = dict(zip(PEOPLE, cast("list[str]", self.example("people")), strict=True))
        self.clear()

    def clear(self, **settings: Any) -> None:
        """The same server on a Monday on which nothing has happened yet."""
        self.evening = evening = Tonight()
        evening.now = MONDAY
        chosen: dict[str, Any] = {"lobby_id": evening.lobby, "language": self.language, "host_role_id": HOSTS}
        zone = self.example("zone")
        evening.store.communities[GUILD] = Community(guild_id=GUILD, time_zone=zone, **chosen | settings)
        server = evening.venue.servers[GUILD]
        server.names |= self.people
        server.roles |= dict.fromkeys(PEOPLE, frozenset({MEMBERS}))

    def example(self, name: str) -> Any:
        """What people type here, and what things are called."""
        return script()["example"][name][self.language]

    def word(self, key: str) -> str:
        """Something that the catalogue has as an example, too."""
        return Messages().render(self.language, Text(key))

    def caller(self, user: int = HOST, *, channel_id: int | None = None) -> Asker:
        """Somebody who asks, and reads the language of the server."""
        roles = frozenset[int]() if user == STRANGER else frozenset({MEMBERS})
        who = self.evening.caller(user, channel_id=channel_id)
        return replace(who, role_ids=roles, language=self.language, reads=self.language)

    # What is kept.

    def keep(self, name: str, screen: str) -> None:
        """Keep a screen. Raises ValueError if there is one of that name."""
        if name in self.screens:
            raise ValueError(f"{name} is shown twice")
        self.screens[name] = screen

    def posted(self, prefix: str, number: int = 0) -> Message:
        """The newest post under such a key, of that room; the first one where a number is left out."""
        id = self.evening.mixer.id
        posts = [m for m in self.evening.venue.messages if m.key.startswith(prefix) and m.mixer_id == id]
        return [m for m in posts if not number or m.key.endswith(f":{number}")][-1]

    def post(self, name: str, prefix: str, number: int = 0, *, key: str = "") -> None:
        """Keep what the newest such post shows now; with `key` it must be that text."""
        text = self.posted(prefix, number).texts[-1]
        assert not key or text.key == key, f"{name} is {text.key}"
        self.keep(name, self.phone.post(text))

    def answer(self, name: str, answer: Answer) -> Answer:
        """Keep what somebody was answered."""
        self.keep(name, self.phone.answer(answer))
        return answer

    def letter(self, name: str, kind: str) -> None:
        """Keep the newest letter of that kind."""
        letter = next(one for _, one in reversed(self.evening.venue.letters) if kind in one.key)
        assert letter.language == self.language
        alt = f"\n\n🖼 *{self.phone.said(letter.alt)}*" if letter.alt else ""
        self.keep(name, self.phone.screen("\n".join(map(self.phone.said, letter.texts)) + alt))

    def form(self, name: str, form: discord.ui.Modal) -> None:
        """Keep a form."""
        self.keep(name, self.phone.form(form))
        form.stop()

    async def refused(self, name: str, asked: Any) -> None:
        """Keep the refusal that this ends in."""
        try:
            await asked
        except Refusal as refusal:
            self.answer(name, refusal.text)
            return
        raise AssertionError(f"{name} was not refused")

    # What happens.

    async def until(self, at: datetime, *, seconds: float = 1) -> None:
        """Let time pass until just after an instant."""
        await run_to(self.evening, at + timedelta(seconds=seconds))

    async def pressed(self, user: int, button: RoomButton, number: int) -> Answer:
        """Somebody in a room presses a button there."""
        evening, id = self.evening, self.evening.mixer.id
        return await evening.ask(lambda _: evening.roomside.press(self.caller(user), button, id, number))

    def _name(self, sign: str, id: int) -> str:
        if sign == "#":
            return self._place(id)
        if sign == "@&":
            return "@" + {MEMBERS: self.example("role"), HOSTS: self.example("hosts")}[id]
        return f"@{self.people[id]}"

    def _place(self, id: int) -> str:
        """As Discord shows it: a voice channel with a loudspeaker."""
        evening = self.evening
        if id == evening.home:
            return f"#{self.example('home')}"
        if id == evening.lobby:
            return f"🔊 {self.example('lobby')}"
        act = evening.venue.created[id][1]
        assert isinstance(act, OpenRoom)
        return f"🔊 {act.name}"
