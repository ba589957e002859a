"""A ledger in memory; it passes the same contract tests as the real one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.adapters.offered import read_plan, written_plan
from bot.core.afterwards.company import Stay, companies
from bot.core.community.card import Card, Kept
from bot.core.community.deeds import DEEDS_KEPT, KEPT_OUT_FOR, MUTES_KEPT, Deed
from bot.core.planning.schedule import TEMPLATE_KEPT, Schedule
from bot.core.questions.deck import Prompt, Put, Shape, Tally
from bot.core.seating import PastRound
from tests.fake_guestbook import FakeGuestbook
from tests.fake_offers import FakeOffers


class FakeLedger(FakeGuestbook, FakeOffers):
    """See ports.Ledger; everything is kept by server."""

    def __init__(self) -> None:
        FakeGuestbook.__init__(self)
        FakeOffers.__init__(self)
        self._tallies = defaultdict[int, dict[str, Tally]](dict)
        self._own = defaultdict[int, dict[str, Prompt]](dict)
        self._known = defaultdict[int, list[tuple[int, str, datetime]]](list)
        self._refusers = defaultdict[int, set[int]](set)
        self._switched_off = defaultdict[int, set[str]](set)
        self._cards = defaultdict[int, dict[int, Card]](dict)
        self._avoids = defaultdict[int, set[tuple[int, int]]](set)
        self._untouched = defaultdict[int, dict[tuple[str, int, int], datetime]](dict)
        self._absences = defaultdict[int, dict[int, datetime]](dict)
        self._deeds = defaultdict[int, list[Deed]](list)
        self._kept_out = defaultdict[int, dict[int, datetime]](dict)
        self._mutes = defaultdict[int, dict[int, datetime]](dict)
        self._templates = defaultdict[int, dict[str, tuple[str, str, datetime]]](dict)

    async def keep_template(self, guild_id: int, mixer_id: str, plan: Schedule, at: datetime, *, most: int) -> None:
        kept = self._templates[guild_id] | {plan.wish.title or "": (mixer_id, written_plan(plan), at)}
        latest = sorted(kept.items(), key=lambda one: one[1][2], reverse=True)
        self._templates[guild_id] = dict(latest[:most])

    async def templates(self, guild_id: int) -> Mapping[str, Schedule]:
        plans = {id: read_plan(plan) for id, plan, _ in self._templates[guild_id].values()}
        return {id: plan for id, plan in plans.items() if plan}

    async def note(self, guild_id: int, deed: Deed) -> None:
        self._deeds[guild_id].insert(0, deed)

    async def noted(self, guild_id: int) -> tuple[Deed, ...]:
        return tuple(self._deeds[guild_id])

    async def keep_out(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        self._kept_out[guild_id].pop(user_id, None)
        self._kept_out[guild_id] |= {user_id: at} if at else {}

    async def kept_out(self, guild_id: int) -> frozenset[int]:
        return frozenset(self._kept_out[guild_id])

    async def keep_mute(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        self._mutes[guild_id].pop(user_id, None)
        self._mutes[guild_id] |= {user_id: at} if at else {}

    async def muted(self, guild_id: int) -> Mapping[int, datetime]:
        return dict(self._mutes[guild_id])

    async def muted_servers(self) -> frozenset[int]:
        return frozenset(guild_id for guild_id, mutes in self._mutes.items() if mutes)

    async def tallies(self, guild_id: int) -> Mapping[str, Tally]:
        return dict(self._tallies[guild_id])

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        old = self._tallies[guild_id].get(question, Tally())
        self._tallies[guild_id][question] = Tally(old.put + 1, old.worked + worked)

    async def own_questions(self, guild_id: int) -> Sequence[Prompt]:
        return list(self._own[guild_id].values())

    async def add_questions(
        self, guild_id: int, texts: Sequence[str], *, depth: int = 1, shape: Shape = "open", first: bool = False
    ) -> Sequence[Prompt]:
        lines = (" ".join(text.split()) for text in texts)
        asked = [Prompt(f"own-{line.casefold()}", depth, shape, line, first) for line in lines if line]
        return [prompt for prompt in asked if self._own[guild_id].setdefault(prompt.id, prompt) is prompt]

    async def remove_question(self, guild_id: int, question: str) -> bool:
        if self._own[guild_id].pop(question, None) is None:
            return False
        self._tallies[guild_id].pop(question, None)
        return True

    async def switched_off(self, guild_id: int) -> frozenset[str]:
        return frozenset(self._switched_off[guild_id])

    async def switch(self, guild_id: int, question: str, *, on: bool) -> None:
        (self._switched_off[guild_id].discard if on else self._switched_off[guild_id].add)(question)

    async def put(self, guild_id: int, user_ids: Collection[int]) -> Put:
        put = defaultdict[str, dict[int, datetime]](dict)
        for user_id, question, at in self._known[guild_id]:
            if user_id in user_ids:
                put[question][user_id] = max(at, put[question].get(user_id, at))
        return dict(put)

    async def learn(self, guild_id: int, user_ids: Collection[int], question: str, at: datetime) -> None:
        if user_ids and at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        self._known[guild_id] += [(user_id, question, at) for user_id in user_ids]

    async def refusers(self, guild_id: int) -> frozenset[int]:
        return frozenset(self._refusers[guild_id])

    async def refuse(self, guild_id: int, user_id: int, *, refuses: bool) -> None:
        (self._refusers[guild_id].add if refuses else self._refusers[guild_id].discard)(user_id)
        self._untouched[guild_id].pop(("refusal", user_id, 0), None)

    async def card(self, guild_id: int, user_id: int) -> Card | None:
        return self._cards[guild_id].get(user_id)

    async def cards(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, Card]:
        return {user_id: card for user_id, card in self._cards[guild_id].items() if user_id in user_ids}

    async def keep_card(self, guild_id: int, user_id: int, card: Card) -> None:
        self._cards[guild_id][user_id] = card
        self._untouched[guild_id].pop(("card", user_id, 0), None)

    async def avoid(self, guild_id: int, user_id: int, other_id: int, *, avoids: bool) -> None:
        (self._avoids[guild_id].add if avoids else self._avoids[guild_id].discard)((user_id, other_id))
        self._untouched[guild_id].pop(("wish", user_id, other_id), None)

    async def avoided(self, guild_id: int, user_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        return frozenset((min(a, b), max(a, b)) for a, b in self._avoids[guild_id] if {a, b} <= set(user_ids))

    async def avoids_of(self, guild_id: int, user_id: int) -> frozenset[int]:
        return frozenset(other_id for own_id, other_id in self._avoids[guild_id] if own_id == user_id)

    async def sat(
        self, guild_id: int, mixer_id: str, round: int, rooms: Mapping[int, Collection[int]], at: datetime
    ) -> None:
        if any(rooms.values()) and at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        seats = {(round, room, user_id) for room, user_ids in rooms.items() for user_id in user_ids}
        before = self._stays[guild_id][mixer_id]
        there = {stay[:3] for stay in before if stay.until is None}
        rose = [stay._replace(until=at) if stay.until is None and stay[:3] not in seats else stay for stay in before]
        self._stays[guild_id][mixer_id] = [*rose, *(Stay(*seat, at, None) for seat in sorted(seats - there))]
        seated = {user_id for _, _, user_id in seats}
        untouched = self._untouched[guild_id]
        self._untouched[guild_id] = {key: at for key, at in untouched.items() if key[1] not in seated}

    async def history(
        self, guild_id: int, user_ids: Collection[int], now: datetime, *, without: str = ""
    ) -> tuple[PastRound, ...]:
        found: list[tuple[datetime, str, int, tuple[tuple[str, ...], ...]]] = []
        for mixer_id, stays in self._stays[guild_id].items():
            for round in {stay.round for stay in stays if mixer_id != without}:
                its = [stay for stay in stays if stay.round == round and stay.user in user_ids]
                rooms = tuple(tuple(map(str, sorted(one))) for one in companies(its) if len(one) > 1)
                if rooms:
                    found.append((max(stay.since for stay in its), mixer_id, round, rooms))
        return tuple(PastRound((now - last) / timedelta(days=1), rooms) for last, _, _, rooms in sorted(found))

    async def regulars(self, guild_id: int, user_ids: Collection[int], *, without: str = "") -> frozenset[int]:
        return frozenset(
            stay.user
            for mixer, stays in self._stays[guild_id].items()
            for stay in stays
            if stay.user in user_ids and mixer != without
        )

    async def kept(self, guild_id: int, user_id: int) -> Kept:
        return Kept(
            card=await self.card(guild_id, user_id),
            sittings=len(
                {
                    (m, stay.round)
                    for m, stays in self._stays[guild_id].items()
                    for stay in stays
                    if stay.user == user_id
                }
            ),
            questions=len(await self.put(guild_id, [user_id])),
            refuses_ears=user_id in self._refusers[guild_id],
            avoids=await self.avoids_of(guild_id, user_id),
            ticked=frozenset(b for ticks in self._ticks[guild_id].values() for a, b in ticks if a == user_id),
            matches=frozenset(other for _, one, other in self._matches[guild_id] if one == user_id),
            ratings=sum(user == user_id for _, user in self._voices[guild_id]),
            remarks=tuple(
                sorted(
                    one.remark for (_, user), one in self._voices[guild_id].items() if user == user_id and one.remark
                )
            ),
            hosted=tuple(
                one.title
                for one in sorted(self._farewells[guild_id].values(), key=lambda one: one.ended_at)
                if one.host_id == user_id
            ),
            offers=self._offered(guild_id, user_id),
            standing=self._stands_for(guild_id, user_id),
        )

    async def forget_person(self, guild_id: int, user_id: int) -> None:
        self._forget(guild_id, user_id)
        self._offers[guild_id].pop(user_id, None)
        self._forget_standing(guild_id, user_id)
        self._refusers[guild_id].discard(user_id)
        self._known[guild_id] = [row for row in self._known[guild_id] if row[0] != user_id]
        self._cards[guild_id].pop(user_id, None)
        self._avoids[guild_id] = {pair for pair in self._avoids[guild_id] if user_id not in pair}
        self._absences[guild_id].pop(user_id, None)
        for mixer_id, stays in self._stays[guild_id].items():
            self._stays[guild_id][mixer_id] = [stay for stay in stays if stay.user != user_id]
        self._deeds[guild_id] = [one for one in self._deeds[guild_id] if user_id not in {one.host_id, one.user_id}]

    async def known_people(self, guild_id: int) -> frozenset[int]:
        return frozenset(
            {user for user, _, _ in self._known[guild_id]}
            | self._refusers[guild_id]
            | self._cards[guild_id].keys()
            | {user for pair in self._avoids[guild_id] for user in pair}
            | {stay.user for stays in self._stays[guild_id].values() for stay in stays}
            | {user for _, *pair in self._matches[guild_id] for user in pair}
            | self._absences[guild_id].keys()
            | self._offers[guild_id].keys()
            | {user for _, user in self._stands[guild_id]}
            | {user for deed in self._deeds[guild_id] for user in (deed.host_id, deed.user_id)}
        )

    async def absent(self, guild_id: int, user_ids: Collection[int], now: datetime) -> None:
        before = self._absences[guild_id]
        self._absences[guild_id] = {user_id: before.get(user_id, now) for user_id in user_ids}

    async def long_absent(self, guild_id: int, since: datetime) -> frozenset[int]:
        return frozenset(user_id for user_id, at in self._absences[guild_id].items() if at <= since)

    async def expire(self, now: datetime) -> None:
        self._expire(now)
        self._expire_untouched(now)
        self._expire_standing(now)
        for rows in self._known.values():
            rows[:] = [row for row in rows if now - row[2] < timedelta(days=180)]
        for stays in (stays for evenings in self._stays.values() for stays in evenings.values()):
            stays[:] = [stay for stay in stays if now - stay.since < timedelta(days=180)]
        for guild_id, deeds in self._deeds.items():
            self._deeds[guild_id] = [deed for deed in deeds if now - deed.at < DEEDS_KEPT]
        for guild_id, out in self._kept_out.items():
            self._kept_out[guild_id] = {user: at for user, at in out.items() if now - at < KEPT_OUT_FOR}
        for guild_id, mutes in self._mutes.items():
            self._mutes[guild_id] = {user: at for user, at in mutes.items() if now - at < MUTES_KEPT}
        for guild_id, plans in self._templates.items():
            self._templates[guild_id] = {title: one for title, one in plans.items() if now - one[2] < TEMPLATE_KEPT}

    def _expire_untouched(self, now: datetime) -> None:
        for guild_id in {*self._cards, *self._avoids, *self._refusers}:
            cards, wishes, refusers = self._cards[guild_id], self._avoids[guild_id], self._refusers[guild_id]
            kept = {("card", user, 0) for user in cards} | {("refusal", user, 0) for user in refusers}
            kept |= {("wish", *pair) for pair in wishes}
            since = self._untouched[guild_id] = {key: self._untouched[guild_id].get(key, now) for key in kept}
            for kind, user, other in (key for key, at in since.items() if now - at >= timedelta(days=365)):
                cards.pop(user if kind == "card" else 0, None)
                wishes.discard((user, other) if kind == "wish" else (0, 0))
                refusers.discard(user if kind == "refusal" else 0)
