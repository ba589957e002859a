"""One room of three and the ear in it, on the evening's clock turned by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.community.settings import Community
from bot.core.lifecycle.parts import Asking, Room
from bot.core.listening.room_watch import CALM
from bot.core.text import RoomButton, Text
from tests.evening import GUESTS, GUILD, HOST, Evening
from tests.fakes import FakeLedger

PEOPLE = (HOST, *GUESTS[:2])
QUESTIONS = [
    f"What is your {thing}?" for thing in ("tea", "town", "tree", "song", "soup", "shoe", "hill", "hat", "job")
]


def seconds(number: float) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=number)


class WatchedLedger(FakeLedger):
    """Does something of the test's just while the next question is being chosen; or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] = lambda: None

    async def own_questions(self, guild_id: int) -> Any:
        self.meanwhile()
        return await super().own_questions(guild_id)


class Scene:
    """The evening, and short words for what happens in its first room."""

    def __init__(self, evening: Evening | None = None) -> None:
        self.ledger = WatchedLedger()
        self.evening = evening or Evening(ledger=self.ledger)

    @classmethod
    async def begun(
        cls, *, length: int = 60, ear: bool = True, people: tuple[int, ...] = PEOPLE, **settings: Any
    ) -> Scene:
        """A mixer has just begun, the greetings are over, and an ear hears the room if it may."""
        scene = cls()
        evening = scene.evening
        evening.store.communities[GUILD] = replace(Community(guild_id=GUILD, gentle_minutes=0), **settings)
        await evening.store.ledger.add_questions(GUILD, QUESTIONS)
        evening.gather(*people)
        await evening.start(length)
        await evening.run_for(seconds(CALM + 2))
        if ear:
            await scene.ear_comes()
        return scene

    @property
    def room(self) -> Room:
        """The first room, as the disk has it."""
        return self.evening.mixer.rooms[0]

    @property
    def channel(self) -> int:
        """The first room's channel."""
        assert self.room.channel_id
        return self.room.channel_id

    @property
    def asked(self) -> list[str]:
        """The questions posted in the first room after its welcome."""
        return [key for key in self.evening.posts("ask:") if key.endswith(":1")]

    @property
    def last(self) -> Asking:
        """The last question put."""
        return self.room.askings[-1]

    async def ear_comes(self) -> None:
        """The ear sent to the room hears it."""
        assert self.channel in self.evening.ears.posts[GUILD], "no ear was sent"
        self.evening.icebreaker.hears(self.channel, True, self.at)
        await self.evening.quiet()

    @property
    def at(self) -> float:
        """Now, in the ears' seconds."""
        return self.evening.now.timestamp()

    def heard(self, user: int, on: bool) -> None:
        """Somebody begins or ceases to transmit."""
        self.evening.icebreaker.heard(self.channel, user, on, self.at)

    async def say(self, user: int, length: float) -> None:
        """Somebody talks for so long."""
        self.heard(user, True)
        await self.wait(length)
        self.heard(user, False)

    async def talk(self, length: float, people: tuple[int, ...] = PEOPLE) -> None:
        """Lively talk: turns of five seconds."""
        for turn in range(int(length / 5)):
            await self.say(people[turn % len(people)], 5)

    async def wait(self, length: float) -> None:
        """Time passes."""
        await self.evening.run_for(seconds(length))

    async def until_asked(self, most: float = 120) -> None:
        """Silence, until the next question is there."""
        before = len(self.asked)
        for _ in range(int(most)):
            if len(self.asked) > before:
                return
            await self.wait(1)
        raise AssertionError(f"nobody was asked within {most} s")

    async def press(self, button: RoomButton, user: int = PEOPLE[1]) -> Text:
        """Somebody presses a button of the room."""
        evening = self.evening
        told = await evening.ask(lambda _: evening.roomside.press(evening.caller(user), button, evening.mixer.id, 1))
        assert isinstance(told, Text)
        return told
