"""A whole small Discord for the tests: sandbox and bot as processes, servers, people, and a clock to put forward."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from bot.core.community import language_for
from bot.messages import words
from tests.end_to_end.processes import PATIENCE, Nursery, until
from tests.end_to_end.quick_time import QuickTime

Json = dict[str, Any]
PACE = 10.0
TEXT, VOICE, CATEGORY = 0, 2, 4
ONLY_THEY_SEE = 64


def says(content: str, language: str, key: str) -> bool:
    """Whether a text is that of the catalogue, whatever values are in it."""
    parts = re.split(r"\{\w+\}", words(language)[key])
    return re.fullmatch(".*?".join(map(re.escape, parts)), content, re.DOTALL) is not None


@dataclass
class Answer:
    """What came back on a command, a press or a choice."""

    content: str
    language: str
    flags: int
    message_id: str | None
    components: list[Json]

    def says(self, key: str) -> bool:
        """Whether it is this text, in the language of whoever asked, for their eyes only."""
        return says(self.content, self.language, key) and bool(self.flags & ONLY_THEY_SEE)


@dataclass
class Town:
    """One sandbox and one bot."""

    folder: Path
    pace: float = PACE
    bot_pid: int | None = None
    deaths: int = 0
    _read: int = 0
    _lines: list[Json] = field(default_factory=list["Json"], repr=False)

    def __post_init__(self) -> None:
        self.time = QuickTime.make(self.folder / "clock", self.pace)
        self.nursery = Nursery()
        self._common: Json = {"clock": str(self.folder / "clock"), "settings": {}}
        out, log = self.folder / "sandbox.out", str(self.folder / "sandbox.jsonl")
        out.touch()
        err = str(self.folder / "sandbox.err")
        self.nursery.ask("sandbox", **self._common, out=str(out), err=err, log=log)
        until(lambda: "\n" in out.read_text(), "the sandbox starts")
        self.facts: Json = json.loads(out.read_text())
        url = urlsplit(str(self.facts["control"]))
        self._http = http.client.HTTPConnection(str(url.hostname), url.port, timeout=PATIENCE)

    # -- processes

    def settings(self) -> dict[str, str]:
        """The bot's settings; every address is the sandbox's."""
        return {
            "ENGAWA_TOKEN": self.facts["token"],
            "ENGAWA_API_URL": self.facts["api"],
            "ENGAWA_GATEWAY_URL": self.facts["gateway"],
            "ENGAWA_CA_FILE": self.facts["ca"] or "",
            "ENGAWA_DATABASE_URL": f"sqlite+aiosqlite:///{self.folder / 'bot.db'}",
        }

    def start_bot(self, *, wait: bool = True) -> None:
        """Start the bot if it is not there, and wait until people can use it."""
        if self.bot_pid is None:
            out = str(self.folder / "bot.err")
            settings = self.settings()
            self.bot_pid = self.nursery.ask("bot", **(self._common | {"settings": settings}), out=out, err=out)
        if wait:
            until(self._bot_is_ready, "the bot is connected and has told its commands")

    def _bot_is_ready(self) -> bool:
        state = self.ask("GET", "/state?guild_id=0")
        return bool(state["applications"][0]["commands"]) and any(s["connected"] for s in state["sessions"])

    def kill_bot(self) -> None:
        """kill -9."""
        assert self.bot_pid is not None
        assert self.nursery.ask("kill", pid=self.bot_pid) == -9
        self.bot_pid = None
        self.deaths += 1

    def stop_bot(self) -> int:
        """Ask the bot to stop; its exit code."""
        assert self.bot_pid is not None
        code, self.bot_pid = self.nursery.ask("stop", pid=self.bot_pid), None
        return code

    def close(self) -> None:
        """End everything."""
        self._http.close()
        self.nursery.close()

    @property
    def bot_user(self) -> str:
        """The bot's user id."""
        return str(self.ask("GET", "/state?guild_id=0")["applications"][0]["bot_id"])

    # -- the sandbox's control

    def ask(self, method: str, path: str, body: Json | None = None) -> Any:
        """An order that is obeyed."""
        status, answer = self._request(method, path, body)
        assert status == 200, f"{method} {path} {body}: {answer}"
        return answer

    def refused(self, method: str, path: str, body: Json | None = None) -> str:
        """An order that is refused; in what words."""
        status, answer = self._request(method, path, body)
        assert 400 <= status < 500, f"{method} {path} {body}: {answer}"
        return str(answer["message"])

    def _request(self, method: str, path: str, body: Json | None) -> tuple[int, Any]:
        given = None if body is None else json.dumps(body)
        self._http.request(method, f"/sandbox{path}", given, {"Content-Type": "application/json"})
        answer = self._http.getresponse()
        return answer.status, json.loads(answer.read())

    def fault(self, **faults: Any) -> Json:
        """Let something go wrong."""
        return self.ask("POST", "/faults", faults)

    def well(self) -> None:
        """Nothing goes wrong any more."""
        self.ask("DELETE", "/faults")

    # -- what happened

    def log(self) -> list[Json]:
        """Every line of the sandbox's log so far."""
        with (self.folder / "sandbox.jsonl").open("rb") as file:
            file.seek(self._read)
            fresh = file.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        self._lines += [json.loads(line) for line in whole.splitlines()]
        return self._lines

    def bot_says(self) -> str:
        """The bot's own log."""
        path = self.folder / "bot.err"
        return path.read_text() if path.exists() else ""

    def place(self, locale: str = "en-US", people: int = 6, languages: tuple[str, ...] = ("ja", "en-US")) -> Place:
        """A new server with its admin, the bot, and people in turn of these languages."""
        made = self.ask("POST", "/guilds", {"name": "Porch", "locale": locale, "owner": "Aki"})
        place = Place(self, str(made["id"]), str(made["owner_id"]), locale)
        place.founded = {str(c["id"]): c for c in place.state()["channels"]}
        for n in range(people):
            place.arrive(f"Guest {n}", languages[n % len(languages)])
        return place


@dataclass
class Place:
    """One server."""

    town: Town
    id: str
    owner_id: str
    locale: str
    people: list[Person] = field(default_factory=list["Person"])
    founded: dict[str, Json] = field(default_factory=dict[str, Json])

    def __post_init__(self) -> None:
        self.admin = Person(self, self.owner_id, self.locale)

    def arrive(self, name: str, locale: str, roles: tuple[str, ...] = ()) -> Person:
        """Somebody joins the server."""
        body: Json = {"name": name, "locale": locale, "roles": list(roles)}
        person = Person(self, str(self.town.ask("POST", f"/guilds/{self.id}/people", body)["id"]), locale)
        self.people.append(person)
        return person

    def state(self) -> Json:
        """Everything about it."""
        return self.town.ask("GET", f"/state?guild_id={self.id}")["guilds"][0]

    def channels(self) -> list[Json]:
        """All its channels with their messages."""
        return cast("list[Json]", self.state()["channels"])

    def channel(self, name: str) -> str:
        """The id of a channel by name."""
        return next(str(c["id"]) for c in self.channels() if c["name"] == name)

    @property
    def home(self) -> str:
        """The text channel that mixers are started from."""
        return next(id for id, c in self.founded.items() if c["name"] == "general")

    @property
    def lobby(self) -> str:
        """The voice channel people gather in."""
        return next(id for id, c in self.founded.items() if c["name"] == "Lobby")

    def ours(self, state: Json | None = None) -> list[Json]:
        """The channels that were not there at first."""
        return [c for c in (state or self.state())["channels"] if c["id"] not in self.founded]

    def rooms(self, state: Json | None = None) -> list[Json]:
        """The voice rooms that were not there at first."""
        return [c for c in self.ours(state) if c["type"] == VOICE]

    def written(self, channel_id: str) -> list[Json]:
        """The bot's messages in a channel."""
        found = next((c for c in self.channels() if c["id"] == channel_id), None)
        return [m for m in found["messages"] if m["author"].get("bot")] if found else []

    def texts(self, channel_id: str) -> list[str]:
        """What the bot has written in a channel, as it stands now."""
        return [m["content"] for m in self.written(channel_id)]

    def where(self) -> dict[str, str]:
        """Who is in which voice channel, ears left out."""
        people = {self.owner_id, *(person.id for person in self.people)}
        return {s["user_id"]: s["channel_id"] for s in self.state()["voice_states"] if s["user_id"] in people}

    def seated(self) -> bool:
        """Whether the lobby has emptied into the rooms."""
        state = self.state()
        places = {s["channel_id"] for s in state["voice_states"]}
        return bool(places) and places <= {r["id"] for r in self.rooms(state)}

    def gather(self, *people: Person) -> None:
        """These, or all with their host, come into the lobby."""
        for person in people or (self.admin, *self.people):
            person.enter(self.lobby)

    def mixer(self, **options: Any) -> Answer:
        """Everyone gathers, and the admin starts a mixer."""
        self.gather()
        wish: Json = {"length": 30, **options}
        answer = self.admin.command("mixer start", **wish)
        assert answer.says("start.done"), answer
        return answer

    def add_channel(self, name: str, kind: int = VOICE, **more: Any) -> str:
        """An admin makes a channel, which is none of the bot's business."""
        made: Json = self.town.ask("POST", f"/guilds/{self.id}/channels", {"name": name, "type": kind, **more})
        self.founded |= {str(c["id"]): c for c in self.channels() if c["id"] == made["id"]}
        return str(made["id"])

    def hosts(self) -> str:
        """A role that may manage events."""
        role = self.town.ask("POST", f"/guilds/{self.id}/roles", {"name": "Hosts", "permissions": ["MANAGE_EVENTS"]})
        return str(role["id"])

    def delete(self, channel_id: str) -> None:
        """An admin deletes a channel."""
        self.town.ask("DELETE", f"/channels/{channel_id}")

    def over(self) -> bool:
        """Whether a goodbye stands where the evening was started, and nothing of ours is left."""
        keys = [f"goodbye.{why}" for why in ("time", "host", "cancelled", "slept", "rooms_gone")]
        state = self.state()
        texts = [m["content"] for c in state["channels"] if c["id"] == self.home for m in c["messages"]]
        said = any(says(text, lang, key) for text in texts for key in keys for lang in ("en", "ja"))
        return said and not self.ours(state)

    def wait_for_end(self) -> None:
        """Put the clock forward past the end and wait until all is tidy."""
        until(lambda: self.over() or self.stamps(), "an announcement tells the end")
        for stamp in self.stamps():
            self.town.time.jump(float(stamp) - self.town.time.seconds())
        until(self.over, "the evening is over and everything is tidy")

    def closes_at(self) -> float:
        """The end that the announcement tells."""
        return float(self.stamps()[0])

    def stamps(self) -> list[str]:
        """The ends told where mixers are started from."""
        return re.findall(r"<t:(\d+):R>", " ".join(self.texts(self.home)))

    def requests(self, method: str = "", route: str = "") -> Iterator[Json]:
        """The bot's requests about this server, oldest first; those about channels too."""
        ids: set[str] = {self.id, *self.founded}
        for line in self.town.log():
            if line["what"] == "told" and line["event"] == "CHANNEL_CREATE" and line["guild"] == self.id:
                ids.add(str(line["d"]["id"]))
            if line["what"] != "rest" or not line["method"].startswith(method) or route not in line["route"]:
                continue
            if ids & set(str(line["path"]).split("/")):
                yield line


@dataclass
class Person:
    """A member with hands."""

    place: Place
    id: str
    locale: str

    @property
    def language(self) -> str:
        """In which of our languages they are answered."""
        return language_for(self.locale)

    def enter(self, channel_id: str | None) -> None:
        """Go into a voice channel, or out of voice."""
        self.place.town.ask("POST", f"/people/{self.id}/voice", {"channel_id": channel_id})

    def leave(self) -> None:
        """Hang up."""
        self.enter(None)

    def room(self) -> str | None:
        """The voice channel they are in."""
        return self.place.where().get(self.id)

    def command(self, name: str, channel_id: str | None = None, **options: Any) -> Answer:
        """Give a slash command and read the answer."""
        body: Json = {"channel_id": channel_id or self.place.home, "name": name, "options": options}
        return self._ask("command", body)

    def press(self, message_id: str, label: str) -> Answer:
        """Press a button and read the answer."""
        return self._ask("click", {"message_id": message_id, "label": label})

    def press_join(self, channel_id: str | None = None) -> Answer:
        """Press Join where it stands, by default under the announcement."""
        messages = self.place.written(channel_id or self.place.home)
        message = next(m for m in reversed(messages) if m["components"])
        return self.press(message["id"], message["components"][0]["components"][0]["label"])

    def choose(self, message_id: str, custom_id: str, *values: str) -> Answer:
        """Choose in a menu and read the answer."""
        return self._ask("select", {"message_id": message_id, "custom_id": custom_id, "values": list(values)})

    def screen(self) -> Json:
        """What they see now."""
        return self.place.town.ask("GET", f"/people/{self.id}/screen")

    def sees(self, channel_id: str) -> bool:
        """Whether a channel is on their screen."""
        return any(c["id"] == channel_id for guild in self.screen()["guilds"] for c in guild["channels"])

    def begin(self, name: str, **options: Any) -> str:
        """Give a slash command without waiting; the interaction's id."""
        body: Json = {"channel_id": self.place.home, "name": name, "options": options}
        return str(self.place.town.ask("POST", f"/people/{self.id}/command", body)["interaction_id"])

    def answer(self, interaction_id: str) -> Answer:
        """Read the answer."""
        path = f"/interactions/{interaction_id}"
        answers = until(lambda: self.place.town.ask("GET", path)["answers"], "an answer")
        message = answers[0]["message"]
        return Answer(
            message["content"], self.language, int(message["flags"]), message["id"], message.get("components") or []
        )

    def _ask(self, how: str, body: Json) -> Answer:
        return self.answer(str(self.place.town.ask("POST", f"/people/{self.id}/{how}", body)["interaction_id"]))
