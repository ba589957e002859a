"""What a server has chosen, in words."""

from __future__ import annotations

import pytest

from bot.core.community import HEARING, Community
from bot.core.words import Phrase, Place, Role


def test_before_anything_is_chosen_the_defaults_are_told() -> None:
    assert Community(guild_id=1).described().values == {
        "hosts": Phrase(("setup.hosts_default",)),
        "lobby": Phrase(("setup.lobby_default",)),
        "language": Phrase(("language.en",)),
        "hearing": Phrase(("hearing.on",)),
    }


def test_what_is_chosen_is_told() -> None:
    values = Community(guild_id=1, host_role_id=2, lobby_id=3, language="ja").described().values
    assert (values["hosts"], values["lobby"], values["language"]) == (Role(2), Place(3), Phrase(("language.ja",)))


@pytest.mark.parametrize("name", HEARING)
def test_each_way_of_listening_has_its_name(name: str) -> None:
    listening, gentle_minutes = HEARING[name]
    chosen = Community(guild_id=1, listening=listening, gentle_minutes=gentle_minutes).described()
    assert chosen.values["hearing"] == Phrase((f"hearing.{name}",))
