"""The account of an evening, from the sandbox's log and state: what may never have happened in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.core.community.settings import LANGUAGES
from tests.end_to_end.town import VOICE, Json, Place, says, tells

SAME = ("name", "type", "parent_id", "position", "permission_overwrites", "topic")
STAMP = re.compile(r"<t:(\d+):R>")


@dataclass
class Account:
    """What the log tells of one server, line by line."""

    place: Place
    lobbies: frozenset[str]
    created: dict[str, Json] = field(default_factory=dict[str, "Json"])
    """The channels that were made, by id: known from the answer, which may get lost, or from what was told later."""
    posts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    wrongs: list[str] = field(default_factory=list[str])
    _was: dict[str, str | None] = field(default_factory=dict[str, str | None])
    _is: dict[str, str | None] = field(default_factory=dict[str, str | None])
    _just_moved: set[str] = field(default_factory=set[str])
    _end: float = 0.0

    def read(self) -> Account:
        """Go through the whole log."""
        readers = {"told": self._told, "voice": self._voice, "rest": self._rest, "control": self._control}
        for line in self.place.town.log():
            if line["what"] in readers:
                readers[line["what"]](line)
        return self

    def _told(self, line: Json) -> None:
        told: Json = line["d"]
        if line["guild"] != self.place.id:
            return
        if line["event"] == "CHANNEL_CREATE" and told["id"] not in self.place.founded:
            self.created[told["id"]] = told
        elif line["event"] in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} and told["author"].get("bot"):
            if line["event"] == "MESSAGE_CREATE":
                self.posts.append((told["channel_id"], told["content"]))
            self._check_end(line["t"], told["channel_id"], told["content"])

    def _check_end(self, at: float, channel_id: str, content: str) -> None:
        under_way = any(
            says(content, language, f"announcement.{how}") for language in LANGUAGES for how in ("open", "late")
        )
        if under_way and channel_id == self.place.home and (stamp := STAMP.search(content)):
            self._end = float(stamp[1])
        if any(tells(content, language, "goodbye.time") for language in LANGUAGES) and at < self._end:
            self.wrongs.append(f"the goodbye came {self._end - at} s early")

    def _voice(self, line: Json) -> None:
        if line["guild"] == self.place.id:
            user = line["user"]
            self._was[user], self._is[user] = self._is.get(user), line["channel"]
            self._just_moved.add(user)

    def _control(self, _line: Json) -> None:
        self._just_moved.clear()

    def _rest(self, line: Json) -> None:
        steps = str(line["path"]).split("/")
        if (line["method"], line["path"], line["status"]) == ("POST", f"/guilds/{self.place.id}/channels", 201):
            self.created[line["answer"]["id"]] = line["answer"]
        moved = line["route"] == "/guilds/{guild_id}/members/{user_id}" and line["status"] == 200
        if moved and steps[2] == self.place.id:
            self._moved(steps[4], line["body"]["channel_id"])
        foreign = steps[1] == "channels" and steps[2] in self.place.founded and "messages" not in steps
        if foreign and line["method"] != "GET":
            self.wrongs.append(f"{line['method']} {line['path']} touches a channel that is not ours")
        self._just_moved.clear()

    def _moved(self, user: str, target: str | None) -> None:
        """The move has had its effect just now, unless they were there already; from our rooms also to nowhere."""
        source = (self._was if user in self._just_moved else self._is).get(user)
        own = self.lobbies | self.created.keys()
        if source not in own or (target not in own and (target is not None or source not in self.created)):
            self.wrongs.append(f"{user} was moved from {source} to {target}")


def twice(things: Iterable[object]) -> list[object]:
    """What is there more than once."""
    return [thing for thing, count in Counter(things).items() if count > 1]


def wrongs(place: Place, *, deleted: Iterable[str] = (), mixers: int = 1, lobbies: Iterable[str] = ()) -> Iterator[str]:
    """Everything that is not as it must be after an evening.

    `deleted` are channels that the admin took away, `lobbies` those beside the usual one that people gathered in.
    """
    account = Account(place, frozenset({place.lobby, *lobbies})).read()
    yield from account.wrongs
    yield from (f"left behind: {channel['name']}" for channel in place.ours())
    rooms = [(c["parent_id"], c["name"]) for c in account.created.values() if c["type"] == VOICE]
    yield from (f"made twice: {room}" for room in twice(rooms))
    categories = [c for c in account.created.values() if c["type"] != VOICE]
    if len(categories) > mixers:
        yield f"{len(categories)} categories were made for {mixers} mixers"
    yield from (f"said twice: {post}" for post in twice(account.posts))
    now = {c["id"]: c for c in place.channels()}
    for id, before in place.founded.items():
        if id not in deleted and {k: before.get(k) for k in SAME} != {k: now.get(id, {}).get(k) for k in SAME}:
            yield f"{before['name']} is not as it was: {now.get(id)}"


def check(place: Place, *, deleted: Iterable[str] = (), mixers: int = 1, lobbies: Iterable[str] = ()) -> None:
    """Assert that an evening left everything as it should be; see `wrongs`."""
    found = list(wrongs(place, deleted=deleted, mixers=mixers, lobbies=lobbies))
    assert not found, "\n".join(found)
