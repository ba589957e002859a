"""A message as somebody reads it on a phone: names for ids, times on their own clock, the buttons below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import discord

from bot.core.text import Answer, Illustrated, Menu, Phrase, Text, Value
from bot.demo.telling import MENTION, TIMESTAMP
from bot.ui.catalogue import Messages
from bot.ui.views import under_answer, under_post

View = discord.ui.View
QUOTE = "> "
LINE = re.compile(r"(?P<list>\s*(?:- |\d+\. ))|(?P<blank>\s*$)")
WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "ja": [*"月火水木金土日"],
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
UNITS = (
    ("second", "秒", 1, 45),
    ("minute", "分", 60, 45 * 60),
    ("hour", "時間", 3600, 22 * 3600),
    ("day", "日", 86400, 0),
)
"""Discord's units: in English, in Japanese, their seconds, and up to how many seconds they are used (0: any)."""


class Noting(Messages):
    """The catalogues, and which of their keys have been read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def render(self, language: str, text: Text) -> str:
        """See Messages."""
        self.read.add(text.key)
        return super().render(language, text)

    def bare(self, language: str, key: str, **typed: str) -> str:
        """See Messages."""
        self.read.add(key)
        return super().bare(language, key, **typed)

    def label(self, language: str, button: str) -> str:
        """See Messages."""
        self.read.add(f"button.{button}")
        return super().label(language, button)

    def _value(self, language: str, value: Value) -> str:
        self.read.update(value.keys if isinstance(value, Phrase) else ())
        return super()._value(language, value)


class Phone:
    """What one language's readers see. `name` says how Discord shows an id, by the sign in front of it."""

    def __init__(self, language: str, zone: str, name: Callable[[str, int], str], now: Callable[[], datetime]) -> None:
        self.language, self.zone, self.messages = language, ZoneInfo(zone), Noting()
        self._name, self._now = name, now

    def said(self, text: Text) -> str:
        """A text as it is read, its markdown kept."""
        return self.seen(self.messages.render(self.language, text))

    def post(self, text: Text) -> str:
        """A post with its buttons."""
        return self.screen(self.said(text), under_post(self.messages, self.language, "0", text))

    def answer(self, answer: Answer) -> str:
        """What only the person sees who asked, as `cogs.respond` shows it."""
        texts = (answer,) if isinstance(answer, Text) else answer if isinstance(answer, tuple) else answer.texts
        shown = "\n".join(self.said(text) for text in texts)
        if isinstance(answer, Illustrated) and answer.alt:
            shown += f"\n\n🖼 *{self.said(answer.alt)}*"
        ticked = [option.label for option in answer.options if option.chosen] if isinstance(answer, Menu) else []
        return self.screen(shown, under_answer(self.messages, self.language, answer), ticked)

    def form(self, form: discord.ui.Modal) -> str:
        """A form to fill in: each part with its hint, and what can be typed or chosen there."""
        return quoted("\n\n".join([f"**{form.title}**", *(part for label in form.children for part in _part(label))]))

    def scene(self, head: Text, post: Text | None) -> str:
        """A scene of a rehearsal, as `cogs.rehearsal` shows it: a word for the host, and the post in a quotation."""
        if post is None:
            return quoted(self.said(head))
        inner = (f"> {line}".rstrip() for line in quoted(self.said(post)).split("\n"))
        view = under_post(self.messages, self.language, "0", post, disabled=True)
        return _with_below("\n".join([quoted(self.said(head)), ">", *inner]), view)

    @staticmethod
    def screen(shown: str, view: View | None = None, ticked: Iterable[str] = ()) -> str:
        """A text in a quotation, and below it what can be pressed or chosen."""
        return _with_below(quoted(shown), view, ticked)

    def seen(self, content: str) -> str:
        """What Discord makes of a message: names for ids, and times."""
        shown = MENTION.sub(lambda found: self._name(found[1], int(found[2])), content)
        return TIMESTAMP.sub(lambda found: self._moment(float(found[1]), found[2] or "f"), shown)

    def _moment(self, at: float, style: str) -> str:
        if style == "R":
            return relative(self.language, at - self._now().timestamp())
        when = datetime.fromtimestamp(at, self.zone)
        weekday = WEEKDAYS[self.language][when.weekday()]
        if style == "t":
            return f"{when:%H:%M}"
        if self.language == "ja":
            return f"{when.year}年{when.month}月{when.day}日 {weekday}曜日 {when:%H:%M}"
        return f"{weekday}, {when.day} {MONTHS[when.month - 1]} {when.year} {when:%H:%M}"


def relative(language: str, seconds: float) -> str:
    """How Discord says how far away a moment is, such as "in 2 minutes"."""
    size = abs(seconds)
    english, japanese, length, _ = next(unit for unit in UNITS if size < unit[3] or not unit[3])
    count = max(1, round(size / length))
    if language == "ja":
        return f"{count}{japanese}{'後' if seconds >= 0 else '前'}"
    told = f"{count} {english}s" if count > 1 else f"{'an' if english == 'hour' else 'a'} {english}"
    return f"in {told}" if seconds >= 0 else f"{told} ago"


def quoted(shown: str) -> str:
    """A text as a quotation in which Markdown breaks lines where Discord does."""
    lines, before = list[str](), "blank"
    for quote, run in groupby(shown.split("\n"), lambda line: line.startswith(QUOTE)):
        inner = "\n".join(line.removeprefix(QUOTE) for line in run)
        for line in quoted(inner).split("\n") if quote else inner.split("\n"):
            kind = "quote" if quote else _kind(line)
            if before == kind == "plain":
                lines[-1] += "\\"
            elif "blank" not in {before, kind} and before != kind:
                lines.append(">")
            lines.append(f"> {line}".rstrip())
            before = kind
    return "\n".join(lines)


def _kind(line: str) -> str:
    found = LINE.match(line)
    return found.lastgroup or "plain" if found else "plain"


def _with_below(quotation: str, view: View | None, ticked: Iterable[str] = ()) -> str:
    return "\n\n".join([quotation, *(_pressable(view, set(ticked)) if view else ())])


def _pressable(view: View, ticked: set[str]) -> Iterator[str]:
    """Menus, a line each, and then the buttons in one."""
    items: list[Any] = list(view.children)
    for item in items:
        if not isinstance(item, discord.ui.Button):
            yield f"`{item.placeholder} ▾`{_choices(item, ticked)}"
    if buttons := [f"`[{item.label}]`" for item in items if isinstance(item, discord.ui.Button)]:
        yield " ".join(buttons)


def _part(label: Any) -> Iterator[str]:
    field = label.component
    typed = isinstance(field, discord.ui.TextInput)
    hint = f"\n*{label.description}*" if label.description else ""
    filled = (field.default or "　" * 8).split("\n") if typed else ["▾"]
    yield f"**{label.text}**{hint}\n" + "\n".join(f"`{line}`" for line in filled) + ("" if typed else _choices(field))


def _choices(menu: Any, ticked: Iterable[str] = ()) -> str:
    """The lines of a menu, those that are ticked marked; Discord's own menus of people and places have none."""
    shown = [f"{'☑ ' if option.label in ticked else ''}{option.label}" for option in getattr(menu, "options", [])]
    return f" {' · '.join(shown)}" if shown else ""
