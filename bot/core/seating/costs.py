"""Wishes as whole numbers, in tiers: one unit of a tier outweighs everything below it together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from bot.core.seating.rooms import LARGEST_ROOM
from bot.core.seating.wishes import Comfort, Person, Request

FADES_IN = 180
"""Days until a meeting is forgotten, which is as long as the store keeps it."""
MEETING_AGAIN = 1000
"""What meeting again costs by itself, so that few repeats come before old or well-spread ones."""
CLOSE = (4 * MEETING_AGAIN, 1, 300, 100, 50)
"""Close tiers: hard, a point of meeting again, field, newcomer, comfort. Tried against proven optima, 12-24 people."""
FORESIGHT_UP_TO = 100
"""People up to whom later mixers are thought of; the effort grows with the cube of people."""

BITS = 4
"""Bits that each count of a room's traits has in one number: rooms hold at most LARGEST_ROOM people."""
MASK = 15
"""The bits of one count."""
ANCHORS = BITS
"""Where in a room's traits it stands how many know how things go here; its people are counted in the first bits."""
FREE = 2 * BITS
"""The same for how many talk freely."""
QUIET = 3 * BITS
"""The same for how many would rather listen or write."""
LANGUAGES = 4 * BITS
"""Where it begins to stand how many share each language."""


class Shapes(dict[int, int]):
    """What a room costs by the kinds of people in it, worked out once for each mixture of kinds."""

    def __init__(self, languages: int, hard: int, newcomer: int, comfort: int) -> None:
        """The weight of a tier is 0 where its rule cannot matter."""
        super().__init__()
        self.languages, self.hard, self.newcomer, self.comfort = languages, hard, newcomer, comfort

    def __missing__(self, traits: int) -> int:
        size, cost = traits & MASK, 0
        if self.languages:
            cost += self.hard * (size - max(self.speakers(traits)))
        if self.newcomer and not traits >> ANCHORS & MASK:
            cost += self.newcomer
        if self.comfort and not traits >> FREE & MASK and 2 * (traits >> QUIET & MASK) > size:
            cost += self.comfort
        self[traits] = cost
        return cost

    def speakers(self, traits: int) -> list[int]:
        """How many in the room speak each language; somebody without known languages counts for all."""
        return [traits >> LANGUAGES + BITS * place & MASK for place in range(self.languages)]


class Costs:
    """The price of every possible meeting and every possible room for one request."""

    def __init__(self, request: Request, rooms: int, rounds: int, *, close: bool = False, ahead: bool = True) -> None:
        """`rooms` in each of `rounds` rounds: only needed to keep the tiers apart.

        With `close` tiers a search can pay with one rule for another for a while, and so leave dead ends; what it
        finds there must be judged by the true tiers. Unless it looks `ahead`, later mixers are nothing to it.
        """
        self.people = sorted(request.people, key=lambda person: person.id)
        self.index = {person.id: number for number, person in enumerate(self.people)}
        self.rounds = rounds
        self.ages = meetings(request, self.index)
        self.avoid = {
            (min(a, b), max(a, b))
            for one, other in request.avoid
            if (a := self.index.get(one, -1)) >= 0 and (b := self.index.get(other, -1)) >= 0 and a != b
        }
        self.past = {pair: faded(ages) for pair, ages in self.ages.items()}
        future = foresight(request, self.index) if request.history and ahead else []
        self.foresees = bool(future)
        self._weigh(rooms * rounds, max(map(max, future), default=0))
        if close:
            self.hard, self.meet, self.field, self.newcomer, self.comfort = CLOSE
        self._shape()
        self.static = future or [[0] * len(self.people) for _ in self.people]
        self._price()

    def _weigh(self, rooms: int, dearest_future: int) -> None:
        pairs = rooms * LARGEST_ROOM * (LARGEST_ROOM - 1) // 2
        self.comfort = pairs * dearest_future + 1
        self.newcomer = self.comfort * (rooms + 1)
        self.field = self.newcomer * (rooms + 1)
        self.meet = self.field * (pairs + 1)
        dearest = max(again(past, self.rounds) for past in (*self.past.values(), None))
        self.hard = self.meet * (pairs * dearest + 1)

    def _shape(self) -> None:
        """What kinds of people there are, and which rules about rooms can matter."""
        people = self.people
        anchors = sum(map(is_anchor, people))
        comforts = {person.comfort for person in people}
        known = [person.languages for person in people if person.languages]
        self.spoken: list[str] = []
        if known and not known[0].intersection(*known):
            self.spoken = sorted(known[0].union(*known))
        self.shapes = Shapes(
            len(self.spoken),
            self.hard,
            self.newcomer if 0 < anchors < len(people) else 0,
            self.comfort if comforts & {Comfort.LISTEN, Comfort.TEXT} and Comfort.FREE in comforts else 0,
        )
        self.traits = [self._traits(person) for person in people]
        self.shaped = bool(self.spoken or self.shapes.newcomer or self.shapes.comfort)

    def _traits(self, person: Person) -> int:
        traits = 1 | is_anchor(person) << ANCHORS | (person.comfort is Comfort.FREE) << FREE
        traits |= (person.comfort in (Comfort.LISTEN, Comfort.TEXT)) << QUIET
        for place, language in enumerate(self.spoken):
            if not person.languages or language in person.languages:
                traits |= 1 << LANGUAGES + BITS * place
        return traits

    def _price(self) -> None:
        """What each meeting costs whenever it happens, and what a first one in the plan costs."""
        static = self.static
        fields: dict[str, list[int]] = {}
        for number, person in enumerate(self.people):
            if person.field is not None:
                fields.setdefault(person.field, []).append(number)
        for colleagues in fields.values():
            _add(static, combinations(colleagues, 2), self.field)
        _add(static, self.avoid, self.hard)
        self.first = [row[:] for row in static]
        for (a, b), past in self.past.items():
            self.first[a][b] += self.meet * again(past, 1)
            self.first[b][a] = self.first[a][b]

    @property
    def indifferent(self) -> bool:
        """Whether only the plan's own repeats cost anything."""
        return not self.shaped and not any(map(any, self.first))

    def step(self, a: int, b: int, meeting: int) -> int:
        """What the `meeting`-th meeting of two people inside the plan adds, counted from 1."""
        past = self.past.get((a, b) if a < b else (b, a))
        return self.static[a][b] + self.meet * again(past, meeting)

    def total(self, rounds: Sequence[Sequence[Sequence[int]]]) -> int:
        """The price of a whole plan."""
        met: dict[tuple[int, int], int] = {}
        price = 0
        for rooms in rounds:
            for room in rooms:
                price += self.shapes[sum(self.traits[person] for person in room)] if self.shaped else 0
                for pair in combinations(sorted(room), 2):
                    met[pair] = met.get(pair, 0) + 1
                    price += self.step(*pair, met[pair])
        return price


def is_anchor(person: Person) -> bool:
    """A regular, or a host though new: somebody who knows how things go here."""
    return person.host or not person.newcomer


def faded(ages: Iterable[float]) -> tuple[int, int]:
    """Past meetings as two sums of their strengths, which fade evenly from FADES_IN to nothing.

    The second sum counts the freshest once, the next twice and so on: each further meeting costs more.
    """
    strengths = sorted((max(0, FADES_IN - int(age)) for age in ages), reverse=True)
    return sum(strengths), sum(place * strength for place, strength in enumerate(strengths, 1))


def again(past: tuple[int, int] | None, meeting: int) -> int:
    """What a pair's `meeting`-th meeting in the plan costs; earlier ones in the plan are the freshest of all.

    A pair whose meetings are all older than FADES_IN costs 1: a reason only where nothing else differs.
    """
    before = meeting - 1
    if not before and past is None:
        return 0
    strength, ranked = past or (0, 0)
    if not before and not strength:
        return 1
    return MEETING_AGAIN + FADES_IN * before * meeting // 2 + ranked + before * strength


def meetings(request: Request, index: dict[str, int]) -> dict[tuple[int, int], list[float]]:
    """The ages in days of the past meetings of each pair of today's people that has met."""
    ages: dict[tuple[int, int], list[float]] = {}
    for past in request.history:
        here = (sorted({index[name] for name in room if name in index}) for room in past.rooms)
        for pair in {pair for room in here for pair in combinations(room, 2)}:
            ages.setdefault(pair, []).append(past.age_days)
    return ages


def foresight(request: Request, index: dict[str, int]) -> list[list[int]]:
    """What a meeting today costs later mixers: the others whom neither has met, and those whom each has met.

    Pairs with few common strangers are hard to seat later, so they are seated now; whoever has met many already needs
    the smaller rooms. Counted among everyone history knows, since who is away today comes back.
    Sixteen streams of ten weekly mixers, 24 people of whom 70 % come, had 14.9 repeats on average with this and 16.7
    without. Empty above FORESIGHT_UP_TO people.
    """
    known = dict(index)
    for past in request.history:
        for room in past.rooms:
            for name in room:
                known.setdefault(name, len(known))
    if len(known) > FORESIGHT_UP_TO:
        return []
    everyone = (1 << len(known)) - 1
    unmet = [everyone ^ 1 << number for number in range(len(known))]
    for past in request.history:
        for room in past.rooms:
            mask = sum(1 << number for number in {known[name] for name in room})
            for name in room:
                unmet[known[name]] &= ~mask
    here = range(len(index))
    met = [len(known) - strangers.bit_count() for strangers in unmet]
    return [[(unmet[a] & unmet[b]).bit_count() + met[a] + met[b] if a != b else 0 for b in here] for a in here]


def _add(matrix: list[list[int]], pairs: Iterable[tuple[int, int]], weight: int) -> None:
    for a, b in pairs:
        matrix[a][b] += weight
        matrix[b][a] += weight
