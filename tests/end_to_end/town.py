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

from bot.core.community.settings import language_for
from bot.demo.quick_time import QuickTime
from tests.end_to_end.person import Answer, Json, Person, says, tells
from tests.end_to_end.processes import PATIENCE, Nursery, until
from tests.worlds import WORLD

PACE = 10.0
TEXT, VOICE, CATEGORY = 0, 2, 4


@dataclass
class Town:
    """One sandbox and one bot."""

    folder: Path
    pace: float = PACE
    database_url: str = ""
    """SQLite in the folder if it is not named."""
    world: str = WORLD
    more_settings: dict[str, str] = field(default_factory=dict[str, str])
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
        self.nursery.ask("sandbox", **self._common, out=str(out), err=err, log=log, world=self.world)
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
            "ENGAWA_DATABASE_URL": self.database_url or f"sqlite+aiosqlite:///{self.folder / 'bot.db'}",
        } | self.more_settings

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
        bot = state["applications"][0]
        here = any(s["connected"] and s["bot"] == bot["name"] for s in state["sessions"])
        return here and bool(bot["commands"])

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

    def refused_requests(self, since: int = 0) -> list[tuple[str, int, int]]:
        """The bot's requests that were refused, from a line of the log on: method and route, status, Discord's code."""
        rest = [line for line in self.log()[since:] if line["what"] == "rest" and line["status"] >= 400]
        return [(f"{line['method']} {line['route']}", line["status"], line["answer"].get("code", 0)) for line in rest]

    def go_to(self, instant: float) -> None:
        """Put the clock forward to an instant, which must be ahead."""
        assert instant > self.time.seconds(), "that has passed"
        self.time.jump(instant - self.time.seconds())

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

    def welcomes(self) -> list[str]:
        """The first text in each room."""
        return [room["messages"][0]["content"] for room in self.rooms() if room["messages"]]

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
        return self.role("Hosts", "MANAGE_EVENTS")

    def role(self, name: str, *permissions: str) -> str:
        """A new role."""
        return str(
            self.town.ask("POST", f"/guilds/{self.id}/roles", {"name": name, "permissions": list(permissions)})["id"]
        )

    def choose_lobby(self) -> None:
        """An admin names the lobby in the bot's settings."""
        panel = self.admin.command("engawa setup")
        self.admin.choose(str(panel.message_id), "setup:lobby", self.lobby)

    def events(self) -> list[Json]:
        """The calendar, with what was in it, oldest first."""
        state = self.state()
        found = [*state["past_scheduled_events"], *state["guild_scheduled_events"]]
        return sorted(found, key=lambda event: int(event["id"]))

    def cards(self) -> list[Json]:
        """The invitations that stand where mixers are announced, oldest first; with buttons or without."""
        language = language_for(self.locale)
        return [m for m in self.written(self.home) if tells(m["content"], language, "invitation.card")]

    def delete(self, channel_id: str) -> None:
        """An admin deletes a channel."""
        self.town.ask("DELETE", f"/channels/{channel_id}")

    def over(self) -> bool:
        """Whether a goodbye stands where the evening was started, and nothing of ours is left."""
        keys = [
            f"goodbye.{why}" for why in ("time", "host", "cancelled", "slept", "unopened", "no_lobby", "rooms_gone")
        ]
        keys.append("invitation.called_off")
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
