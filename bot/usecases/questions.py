"""What a host decides about questions: the community's own, which of the deck's are put, and what guests would ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from bot.core.community.settings import Asker, GuestQuestions
from bot.core.lifecycle.guests_questions import LetShow, number_of
from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import Brought, Prompt, Shape
from bot.core.questions.own import LARGEST_FILE, MOST_QUESTIONS, from_file, one
from bot.core.text import Answer, Menu, Option, Refusal, Text, Value, custom_id
from bot.engine.conductor import Conductor
from bot.ports.bundle import Ports
from bot.usecases.host_rights import HostRights

PAGE = 15
"""Questions of one page."""
MOST_OPTIONS = 25
"""Lines of a menu: the most that Discord shows."""
DEEPEST = 3
"""The depth of a thoughtful question; 1 is a light one."""


class QuestionUseCases:
    """For hosts. Each method raises Refusal with what to do instead, and changes nothing then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, outside: Ports) -> None:
        self._conductor, self._hosts = conductor, hosts
        self._store, self._ledger, self._catalogue = outside.store, outside.ledger, outside.catalogue

    async def add(
        self, caller: Asker, text: str, *, first: bool = False, depth: int | None = None, shape: Shape | None = None
    ) -> Answer:
        """One more question; a room can begin with it if it is to be `first`."""
        await self._hosts.check(caller)
        question = one(text)
        if depth is not None and not 1 <= depth <= DEEPEST:
            raise Refusal("questions.depth", most=DEEPEST)
        await self._keep(caller, [question], first=first, depth=depth or 1, shape=shape or "open")
        added = Text("questions.added", {"question": question})
        return (added, Text("questions.added_first")) if first else added

    async def take_in(self, caller: Asker, content: bytes) -> Answer:
        """Every question of a text file; what of it was left out is told."""
        await self._hosts.check(caller)
        read = from_file(content)
        added = await self._keep(caller, read.questions)
        told = Text("questions.taken_in" if added == read.stated else "questions.taken_in_but", {"count": added})
        return told if read.heading is None else (told, Text("questions.heading", {"heading": read.heading}))

    async def check_file(self, caller: Asker, size: int) -> None:
        """Before a file is fetched: may this person add it, and is it small enough?"""
        await self._hosts.check(caller)
        if size > LARGEST_FILE:
            raise Refusal("questions.file_size", most=LARGEST_FILE // 1024)

    async def show(self, caller: Asker, page: int) -> tuple[Text, ...]:
        """A page of the community's own, numbered for removing."""
        await self._hosts.check(caller)
        questions = await self._ledger.own_questions(caller.guild_id)
        if not questions:
            return (Text("questions.none"),)
        rows = [
            Text("questions.row_first" if p.first else "questions.row", _row(n, p)) for n, p in _numbered(questions)
        ]
        return tuple(_page("questions.head", rows, page))

    async def remove(self, caller: Asker, number: int) -> Text:
        """The question of that number in the list is deleted."""
        await self._hosts.check(caller)
        questions = await self._ledger.own_questions(caller.guild_id)
        if not 1 <= number <= len(questions):
            raise Refusal("questions.number", most=len(questions))
        prompt = questions[number - 1]
        await self._ledger.remove_question(caller.guild_id, prompt.id)
        return Text("questions.removed", {"question": prompt.text})

    async def deck(self, caller: Asker, page: int) -> tuple[Text, ...]:
        """A page of the questions that Engawa brings along, numbered for switching off."""
        community = await self._hosts.check(caller)
        off = await self._ledger.switched_off(caller.guild_id)
        rows = [
            Text("questions.row_off" if prompt.id in off else "questions.row", _row(number, prompt))
            for number, prompt in _numbered(self._catalogue.deck(community.language))
        ]
        return tuple(_page("questions.deck_head", rows, page))

    async def switch(self, caller: Asker, number: int) -> Text:
        """The question of that number in the deck is not put here any more, or is again."""
        community = await self._hosts.check(caller)
        deck = self._catalogue.deck(community.language)
        if not 1 <= number <= len(deck):
            raise Refusal("questions.deck_number", most=len(deck))
        prompt = deck[number - 1]
        on = prompt.id in await self._ledger.switched_off(caller.guild_id)
        await self._ledger.switch(caller.guild_id, prompt.id, on=on)
        return Text("questions.switched_on" if on else "questions.switched_off", {"question": prompt.text})

    async def guests(self, caller: Asker, choice: GuestQuestions | None) -> Answer:
        """What guests would like to ask, without names, to let some be put; and what becomes of it from now on."""
        async with self._hosts.changing(caller.guild_id):
            community = await self._hosts.check(caller)
            if choice is not None and choice is not community.guest_questions:
                community = replace(community, guest_questions=choice)
                await self._store.keep_community(community)
        head = Text(f"questions.guests_{community.guest_questions}")
        asked = [mixer for mixer in self._conductor.running(caller.guild_id) if any(one.by for one in mixer.brought)]
        if not asked:
            return head, Text("questions.guests_empty")
        return _menu(min(asked, key=lambda mixer: (mixer.opens_at, mixer.id)), head)

    async def let_show(self, caller: Asker, mixer_id: str, last: int, chosen: Collection[str]) -> Answer:
        """Of the guests' questions of an evening, those up to the number `last`, these may be put."""
        await self._hosts.check(caller)
        mixer = self._conductor.mixer(mixer_id)
        if mixer is None or mixer.guild_id != caller.guild_id:
            raise Refusal("offer.old")
        seen = tuple(one.id for one in _offered(mixer, last))
        await self._conductor.tell(mixer_id, LetShow(seen, tuple(chosen)))
        return Text("questions.guests_kept", {"count": len(set(seen) & set(chosen))})

    async def _keep(
        self, caller: Asker, texts: Sequence[str], *, first: bool = False, depth: int = 1, shape: Shape = "open"
    ) -> int:
        there = await self._ledger.own_questions(caller.guild_id)
        known = {prompt.text.casefold() for prompt in there}
        new = [text for text in texts if text.casefold() not in known]
        if len(there) + len(new) > MOST_QUESTIONS:
            raise Refusal("questions.most", most=MOST_QUESTIONS, count=len(there))
        added = await self._ledger.add_questions(caller.guild_id, new, first=first, depth=depth, shape=shape)
        if not added:
            raise Refusal("questions.known")
        return len(added)


def _numbered(prompts: Sequence[Prompt]) -> Iterator[tuple[int, Prompt]]:
    return enumerate(prompts, 1)


def _row(number: int, prompt: Prompt) -> dict[str, Value]:
    return {"number": number, "question": prompt.text}


def _page(head: str, rows: Sequence[Text], page: int) -> Iterator[Text]:
    """One page of these lines below its head."""
    pages = -(-len(rows) // PAGE)
    page = min(max(1, page), pages)
    yield Text(head, {"count": len(rows), "page": page, "pages": pages})
    yield from rows[(page - 1) * PAGE : page * PAGE]


def _offered(mixer: Mixer, last: int) -> list[Brought]:
    """The guests' questions up to that number, as many as a menu can show."""
    return [one for one in mixer.brought if one.by and number_of(one) <= last][:MOST_OPTIONS]


def _menu(mixer: Mixer, head: Text) -> Menu:
    last = max(number_of(one) for one in mixer.brought if one.by)
    offered = _offered(mixer, last)
    lines = tuple(Text("questions.guests_row", {"question": one.text}) for one in offered)
    return Menu(
        (head, Text("questions.guests_head", {"title": mixer.title, "lines": lines})),
        custom_id=custom_id("let_show", mixer.id, last),
        hint="questions.guests_hint",
        options=tuple(Option(one.id, one.text, chosen=one.shown) for one in offered),
    )
