"""A community's own questions: adding, listing, removing, and reading them from a file."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.community.settings import Asker, Community
from bot.core.questions.own import LARGEST_FILE, MOST_QUESTIONS, from_file, one
from bot.core.text import Answer, Refusal, Text
from bot.ports import Ledger, Store

PAGE = 15


class QuestionUseCases:
    """For hosts. Each method raises Refusal with what to do instead, and changes nothing then."""

    def __init__(self, *, store: Store, ledger: Ledger) -> None:
        self._store, self._ledger = store, ledger

    async def add(self, caller: Asker, text: str) -> Text:
        """One more question."""
        await self._check(caller)
        question = one(text)
        await self._keep(caller, [question])
        return Text("questions.added", {"question": question})

    async def take_in(self, caller: Asker, content: bytes) -> Answer:
        """Every question of a text file; what of it was left out is told."""
        await self._check(caller)
        read = from_file(content)
        added = await self._keep(caller, read.questions)
        told = Text("questions.taken_in" if added == read.stated else "questions.taken_in_but", {"count": added})
        return told if read.heading is None else (told, Text("questions.heading", {"heading": read.heading}))

    async def check_file(self, caller: Asker, size: int) -> None:
        """Before a file is fetched: may this person add it, and is it small enough?"""
        await self._check(caller)
        if size > LARGEST_FILE:
            raise Refusal("questions.file_size", most=LARGEST_FILE // 1024)

    async def show(self, caller: Asker, page: int) -> tuple[Text, ...]:
        """A page of them, numbered for removing."""
        await self._check(caller)
        questions = await self._ledger.own_questions(caller.guild_id)
        if not questions:
            return (Text("questions.none"),)
        pages = -(-len(questions) // PAGE)
        page = min(max(1, page), pages)
        rows = list(enumerate(questions, 1))[(page - 1) * PAGE : page * PAGE]
        lines = tuple(Text("questions.row", {"number": number, "question": prompt.text}) for number, prompt in rows)
        return Text("questions.head", {"count": len(questions), "page": page, "pages": pages}), *lines

    async def remove(self, caller: Asker, number: int) -> Text:
        """The question of that number in the list is deleted."""
        await self._check(caller)
        questions = await self._ledger.own_questions(caller.guild_id)
        if not 1 <= number <= len(questions):
            raise Refusal("questions.number", most=len(questions))
        prompt = questions[number - 1]
        await self._ledger.remove_question(caller.guild_id, prompt.id)
        return Text("questions.removed", {"question": prompt.text})

    async def _keep(self, caller: Asker, texts: Sequence[str]) -> int:
        there = await self._ledger.own_questions(caller.guild_id)
        known = {prompt.text.casefold() for prompt in there}
        new = [text for text in texts if text.casefold() not in known]
        if len(there) + len(new) > MOST_QUESTIONS:
            raise Refusal("questions.most", most=MOST_QUESTIONS, count=len(there))
        added = await self._ledger.add_questions(caller.guild_id, new)
        if not added:
            raise Refusal("questions.known")
        return len(added)

    async def _check(self, caller: Asker) -> None:
        community = await self._store.community(caller.guild_id) or Community(guild_id=caller.guild_id)
        if not community.may_host(caller.role_ids, manages_events=caller.manages_events):
            raise Refusal("not_host")
