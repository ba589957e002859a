"""What a server has chosen, in words."""

from __future__ import annotations

import pytest

from bot.core.afterwards.farewell import FEEDBACK_KEPT
from bot.core.community.settings import ANNOUNCE_DAYS, HEARING, REVEAL_HOURS, Community, ahead
from bot.core.text import Phrase, Place, Role, Text
from bot.ui.catalogue import Messages, texts


def test_before_anything_is_chosen_the_defaults_are_told() -> None:
    assert Community(guild_id=1).described().values == {
        "hosts": Phrase(("setup.hosts_default",)),
        "lobby": Phrase(("setup.lobby_default",)),
        "language": Phrase(("language.en",)),
        "hearing": Phrase(("hearing.on",)),
        "heard": Text("heard.ready", {"ears": 1}),
        "zone": "UTC",
        "announce": Phrase(("setup.announce_default",)),
        "ahead": Text("setup.ahead", {"days": 7}),
        "place": Phrase(("setup.board_default",)),
        "names": Phrase(("setup.names_off",)),
        "hours": 24,
        "fields": Phrase(("setup.fields_default",)),
    }


def test_what_is_chosen_is_told() -> None:
    values = Community(guild_id=1, host_role_id=2, lobby_id=3, language="ja").described().values
    assert (values["hosts"], values["lobby"], values["language"]) == (Role(2), Place(3), Phrase(("language.ja",)))
    more = {"announce_id": 4, "announce_days": 1, "name_guests": True, "reveal_hours": 72, "fields": ("Tea", "Rain")}
    values = Community(guild_id=1, **more).described().values  # type: ignore[arg-type]
    assert (values["announce"], values["ahead"], values["hours"]) == (Place(4), Text("setup.ahead_one"), 72)
    assert Community(guild_id=1, board_id=5).described().values["place"] == Place(5)
    assert (values["names"], values["fields"]) == (Phrase(("setup.names_on",)), Text("setup.fields_own", {"count": 2}))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_so_from_the_start_can_be_chosen_again_and_each_choice_has_words_of_its_own(language: str) -> None:
    usual, messages = Community(guild_id=1), Messages()
    assert usual.announce_days in ANNOUNCE_DAYS
    assert usual.reveal_hours in REVEAL_HOURS
    assert len({messages.render(language, ahead(days)) for days in ANNOUNCE_DAYS}) == len(ANNOUNCE_DAYS)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nobody_is_told_that_it_is_kept_for_less_long_than_it_can_be(language: str) -> None:
    days = FEEDBACK_KEPT.days + max(REVEAL_HOURS) // 24
    for key in ("privacy.matches", "privacy.voices"):
        assert str(days) in texts(language)[key]


@pytest.mark.parametrize("name", HEARING)
def test_each_way_of_listening_has_its_name(name: str) -> None:
    listening, gentle_minutes, tone = HEARING[name]
    chosen = Community(guild_id=1, listening=listening, gentle_minutes=gentle_minutes, tone=tone).described()
    assert chosen.values["hearing"] == Phrase((f"hearing.{name}",))


@pytest.mark.parametrize("name", HEARING)
def test_where_there_are_no_ears_none_are_promised(name: str) -> None:
    listening, gentle_minutes, tone = HEARING[name]
    community = Community(guild_id=1, listening=listening, gentle_minutes=gentle_minutes, tone=tone)
    told = "setup.deaf" if name in {"on", "tone"} else f"hearing.{name}"
    assert community.described(ears=0).values["hearing"] == Phrase((told,))
