"""Who is pinged by an invitation, on the screens of those who are in the server: nobody, or exactly whom it is for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ui.catalogue import texts
from tests.end_to_end.person import Person
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town

MENTION_EVERYONE = 1 << 17


def may_mention_all(place: Place, *, may: bool) -> None:
    """Whether everybody, the bot too, may mention every role."""
    everybody = next(its for its in place.state()["roles"] if its["id"] == place.id)
    bits = int(everybody["permissions"]) & ~MENTION_EVERYONE | MENTION_EVERYONE * may
    place.town.ask("PATCH", f"/guilds/{place.id}/roles/{place.id}", {"permissions": bits})


def role(place: Place, name: str, *, mentionable: bool) -> str:
    """A role that everybody may mention, or nobody may."""
    made = place.town.ask("POST", f"/guilds/{place.id}/roles", {"name": name, "mentionable": mentionable})
    return str(made["id"])


def take(person: Person, message_id: str | None, key: str) -> None:
    """Press a button under an answer."""
    assert person.press(str(message_id), texts(person.language)[f"offer.{key}"]).says("schedule.done")


@pytest.mark.parametrize(("calls", "all_may"), [(True, False), (True, True), (False, True)])
def test_an_invitation_pings_the_roles_that_it_is_for_and_only_if_the_host_says_so(
    running: Town, calls: bool, all_may: bool
) -> None:
    place = running.place(people=0)
    may_mention_all(place, may=all_may)
    place.choose_lobby()
    bakers, quiet, others = (role(place, name, mentionable=name != "Quiet") for name in ("Bakers", "Quiet", "Others"))
    baker, shy, other = (
        place.arrive(name, "en-US", roles=(its,)) for name, its in (("B", bakers), ("Q", quiet), ("O", others))
    )
    day = running.time.now() + timedelta(days=3)
    preview = place.admin.command(
        "mixer schedule",
        title=f"<@&{others}> @everyone",
        when=f"{day:%Y-%m-%d} 20:00",
        for_role=bakers,
        or_role=quiet,
        description=f"<@&{others}> @here",
    )
    assert preview.tells("schedule.preview", "schedule.ping"), preview
    assert not baker.pinged(), "nobody is pinged by what the host alone sees"
    take(place.admin, preview.message_id, "announce_ping" if calls else "announce")
    (card,) = until(place.cards, "it is announced")
    assert len(baker.pinged()) == calls
    assert len(shy.pinged()) == (calls and all_may), "a role that the bot may not mention is named, and not pinged"
    assert not other.pinged() + place.admin.pinged(), "what a host types pings nobody"
    changed = place.admin.command("mixer edit", length=30)
    assert changed.tells("edit.done", "edit.length"), changed
    until(lambda: place.cards()[0]["content"] != card["content"], "the card says so")
    assert len(place.cards()) == 1
    assert len(baker.pinged()) == calls, "an edit pings nobody again"
