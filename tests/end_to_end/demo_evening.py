"""A small evening of the demo, made by hand: places, people, what was said, and everything gone well."""

from __future__ import annotations

from collections.abc import Mapping

from bot.demo.cards import Card
from bot.demo.cast import draw
from bot.demo.chronicle import Chronicle
from bot.demo.company import Company
from bot.demo.control import Control
from bot.demo.evidence import Evidence, Requests
from bot.demo.heard import Question, Spurt, Talk
from bot.demo.server import TEXT, TOPIC, VOICE, Place, Server, Written
from bot.demo.stage import Stage
from bot.demo.story import Outcome
from bot.demo.watch import Watch

NOW = 1_800_000_000.0
NAMES = {"1": "Hana", "2": "Ren", "3": "健太", "4": "Noor", "5": "Lena", "9": "Engawa"}
HELLO = Written("50", "1", by_bot=False, content="Hello!", at=NOW)
WELCOME = Written("51", "9", by_bot=True, content="Here with you: <@1>\n\n**Why now?**", at=NOW, buttons=("Join",))
GENERAL = Place("10", "general", TEXT, written=(HELLO,))
LOBBY = Place("11", "Lobby", VOICE)
ROOM = Place("21", "Room 1", VOICE, parent="20", status="Why now?", written=(WELCOME,))
ASKED = Written("52", "9", by_bot=True, content="**Tea or coffee?**", at=NOW + 90, buttons=(TOPIC,))
SPURTS = tuple(Spurt(user, "21", NOW + a, NOW + b) for user, a, b in (("1", 70, 80.5), ("2", 95, 103), ("1", 104, 107)))
QUESTION = Question("Room 1", "21", NOW + 90, "Tea or coffee?", wished=False)
TALK = Talk(SPURTS, [QUESTION], {"21": "Room 1"})
CARDS = {"1": Card("care", ("en", "ja"), "free"), "2": Card("it", ("ja",), "text"), "3": Card("it", ("en",), "free")}
COMPANY = Company({"Room 1": {"1", "2"}, "Room 2": {"3", "4"}}, CARDS, NAMES)


def server(*places: Place, inside: Mapping[str, str] | None = None) -> Server:
    """A server with these places."""
    shown = {place.id: place for place in places or (GENERAL, LOBBY)}
    locales, rights = dict.fromkeys("12345", "en-US"), {"role Host": "0"}
    return Server(NOW, shown, NAMES, locales, "1", inside or {}, {"5": "Host"}, rights)


def stage(now: Server) -> Stage:
    """A stage on which that is so; it is only looked at."""
    control = Control(http=None, base="")  # pyright: ignore[reportArgumentType] - nobody asks it for anything
    watch = Watch(control, "1", now, server(), Chronicle(lambda: NOW + 65, NOW))
    return Stage(watch, draw("1", [(person, "en-US") for person in "2345"], 0), 3, opened=NOW, ends=NOW + 180)


GOOD = Evidence(
    outcomes=[Outcome("goodbye was said")],
    facts={"Came": "12 people"},
    before=server(),
    after=server(),
    said={HELLO.id: HELLO},
    requests=Requests(65),
    endings={"bot": 0, "sandbox": 0},
    errors=[],
    talk=TALK,
    company=COMPANY,
    stayed={"1", "2"},
    taken_home={"1"},
)
