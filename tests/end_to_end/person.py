"""People as the tests know them: what they press, type and fill in, what they see, and what they are answered."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.core.community.settings import language_for
from bot.ui.catalogue import texts
from tests.end_to_end.processes import until

if TYPE_CHECKING:
    from tests.end_to_end.town import Place

Json = dict[str, Any]
ONLY_THEY_SEE = 64


def says(content: str, language: str, key: str) -> bool:
    """Whether a text is that of the catalogue, whatever values are in it."""
    return re.fullmatch(_pattern(language, key), content, re.DOTALL) is not None


def tells(content: str, language: str, key: str) -> bool:
    """Whether a text is part of another."""
    return re.search(_pattern(language, key), content, re.DOTALL) is not None


def _pattern(language: str, key: str) -> str:
    return ".*?".join(map(re.escape, re.split(r"\{[^}]+\}", texts(language)[key])))


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

    def tells(self, *keys: str) -> bool:
        """Whether each of these texts is part of it, for their eyes only."""
        content = self.content.replace("\n> ", "\n")  # some of it may stand in a quotation
        return all(tells(content, self.language, key) for key in keys) and bool(self.flags & ONLY_THEY_SEE)

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button["label"] for row in self.components for button in row["components"]]


@dataclass
class Form:
    """A form that lies open before somebody."""

    person: Person
    interaction_id: str
    preset: Json
    """What stands in each field."""

    def hand_in(self, **fields: Any) -> Answer:
        """Fill in these fields and send it."""
        return self.person.hand_in(self.interaction_id, fields)


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

    def sure(self, name: str, **options: Any) -> Answer:
        """Give a slash command that asks once, and press its first button."""
        asked = self.command(name, **options)
        return self.press(str(asked.message_id), asked.labels[0])

    def file(self, name: str, content: bytes) -> str:
        """A file at hand, to be given to a command; its id."""
        body: Json = {"filename": name, "base64": base64.b64encode(content).decode()}
        return str(self.place.town.ask("POST", f"/people/{self.id}/files", body)["id"])

    def press(self, message_id: str, label: str) -> Answer:
        """Press a button and read the answer."""
        return self._ask("click", {"message_id": message_id, "label": label})

    def press_join(self, channel_id: str | None = None) -> Answer:
        """Press Join where it stands, by default under the announcement."""
        messages = self.place.written(channel_id or self.place.home)
        message = next(m for m in reversed(messages) if m["components"])
        return self.press(message["id"], message["components"][0]["components"][0]["label"])

    def open(self, message_id: str, label: str) -> Form:
        """Press a button that opens a form."""
        return self._form("click", {"message_id": message_id, "label": label})

    def open_by(self, command: str) -> Form:
        """Give a command that opens a form."""
        return self._form("command", {"channel_id": self.place.home, "name": command, "options": {}})

    def _form(self, how: str, body: Json) -> Form:
        id = str(self.place.town.ask("POST", f"/people/{self.id}/{how}", body)["interaction_id"])
        until(lambda: self.place.town.ask("GET", f"/interactions/{id}")["modal"], "a form opens")
        fields: list[Json] = next(f["fields"] for f in self.screen()["modals"] if f["interaction_id"] == id)
        return Form(self, id, {field["custom_id"]: field["preset"] for field in fields})

    def hand_in(self, interaction_id: str, fields: Json) -> Answer:
        """Send a form and read the answer."""
        return self._ask("modal", {"interaction_id": interaction_id, "fields": fields})

    def suggestions(self, name: str, focused: str, typed: str = "", **options: Any) -> list[Json]:
        """What is offered while they type an option: names and values."""
        body: Json = {"channel_id": self.place.home, "name": name, "options": {**options, focused: typed}}
        id = self.place.town.ask("POST", f"/people/{self.id}/autocomplete", {**body, "focused": focused})
        path = f"/interactions/{id['interaction_id']}"
        until(lambda: self.place.town.ask("GET", path)["answered"], "suggestions")
        return cast("list[Json]", self.place.town.ask("GET", path)["choices"])

    def direct(self) -> list[str]:
        """Their direct messages."""
        return [m["content"] for channel in self.screen()["direct_messages"] for m in channel["messages"]]

    def pinged(self) -> list[str]:
        """What is written in the server where mixers are announced, and pings them."""
        channels = (c for guild in self.screen()["guilds"] for c in guild["channels"] if c["id"] == self.place.home)
        return [m["content"] for channel in channels for m in channel["messages"] if m["pinged_you"]]

    def choose(self, message_id: str, custom_id: str, *values: str) -> Answer:
        """Choose in a menu and read the answer."""
        return self._ask("select", {"message_id": message_id, "custom_id": custom_id, "values": list(values)})

    def screen(self) -> Json:
        """What they see now."""
        return self.place.town.ask("GET", f"/people/{self.id}/screen")

    def sees(self, channel_id: str) -> bool:
        """Whether a channel is on their screen."""
        return any(c["id"] == channel_id for guild in self.screen()["guilds"] for c in guild["channels"])

    def rooms_in_sight(self) -> list[str]:
        """The rooms of mixers that they can see."""
        ours = {room["id"] for room in self.place.rooms()}
        return [c["id"] for guild in self.screen()["guilds"] for c in guild["channels"] if c["id"] in ours]

    def begin(self, name: str, **options: Any) -> str:
        """Give a slash command without waiting; the interaction's id."""
        body: Json = {"channel_id": self.place.home, "name": name, "options": options}
        return str(self.place.town.ask("POST", f"/people/{self.id}/command", body)["interaction_id"])

    def answer(self, interaction_id: str) -> Answer:
        """Read the answer; that it is being worked on is none yet."""

        def told() -> list[Json]:
            answers: list[Json] = self.place.town.ask("GET", f"/interactions/{interaction_id}")["answers"]
            return [answer for answer in answers if not answer["kind"].startswith("deferred")]

        message = until(told, "an answer")[0]["message"]
        return Answer(
            message["content"], self.language, int(message["flags"]), message["id"], message.get("components") or []
        )

    def _ask(self, how: str, body: Json) -> Answer:
        return self.answer(str(self.place.town.ask("POST", f"/people/{self.id}/{how}", body)["interaction_id"]))
