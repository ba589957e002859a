"""What must hold in every evening, however slow the machine is: where it does not, the bot is at fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.demo.evidence import Evidence
from bot.demo.server import CATEGORY, VOICE, Place, Server, Written
from bot.demo.story import Outcome


def invariants(it: Evidence) -> Iterator[Outcome]:
    """Each of them, kept or broken."""
    yield _kept("nothing foreign was touched", touched(it.before, it.after, it.said))
    yield _kept("nobody was interrupted by a question", it.talk.interrupted())
    yield _kept("nobody was put out of voice", [f"{it.after.names[who]} was" for who in sorted(it.put_out)])
    yield _kept("no room was left behind", _left(it))
    yield _kept("no request was refused", it.requests.refused or ([] if it.requests.made else ["no request was made"]))
    yield _kept("every answer fitted Discord's schema", it.after.problems)
    unclean = [f"the {name} ended with exit code {code}" for name, code in it.endings.items() if code]
    yield _kept("bot and sandbox ended cleanly", unclean)
    yield _kept("the bot's log tells of no error", it.errors)


def _kept(promise: str, faults: Sequence[str]) -> Outcome:
    more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
    return Outcome(promise, broke="; ".join(faults[:3]) + more or None)


def _left(it: Evidence) -> list[str]:
    """Rooms that stand after the end, and everybody who had to stay in them."""
    rooms = it.after.added_since(it.before, VOICE) + it.after.added_since(it.before, CATEGORY)
    stranded = ["nobody was taken home"] if it.stayed and not it.stayed & it.taken_home else []
    return stranded + [f"{place.name} is still there" for place in rooms]


def touched(before: Server, after: Server, said: Mapping[str, Written]) -> list[str]:
    """What of the server's own things is not as it was, in words."""
    faults = [_changed(place, after.places.get(place.id)) for place in before.places.values()]
    faults += [
        f"the rights of {name} changed" for name, rights in before.rights.items() if after.rights.get(name) != rights
    ]
    faults += [f"{name} appeared" for name in after.rights.keys() - before.rights.keys()]
    faults += [
        f"{before.names[person]} was moved" for person, at in before.inside.items() if after.inside.get(person) != at
    ]
    left = {message.id: message for place in after.places.values() for message in place.written}
    faults += [f"what somebody wrote is gone: {w.content}" for w in said.values() if left.get(w.id) != w]
    return [fault for fault in faults if fault]


def _changed(before: Place, after: Place | None) -> str:
    if after is None:
        return f"{before.name} is gone"
    same = (before.name, before.parent, before.rights, before.status) == (
        after.name, after.parent, after.rights, after.status,
    )  # fmt: skip
    return "" if same else f"{before.name} was changed"
