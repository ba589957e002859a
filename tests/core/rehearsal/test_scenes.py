"""A rehearsal shows a whole evening in the real words, and nobody and nothing real."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.community.settings import LANGUAGES, Community
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.planning.start import LONGEST_GROUND, Wish
from bot.core.posts import evening, invitation
from bot.core.rehearsal import scenes
from bot.core.rehearsal.evening import GUESTS, LATE, TALKATIVE, Language
from bot.core.rehearsal.scenes import CURTAIN, LENGTH, NOTES, Scene, script
from bot.core.text import Moment, Phrase, Refusal, Text
from bot.ui.catalogue import Messages, texts

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
COMMUNITY = Community(guild_id=1, time_zone="Europe/Berlin")
STATIONS = [
    *("invitation.card", "remind.1440", "remind.15", "lobby.gathering", "announcement.open"),
    *("room.welcome_lines", "links.unnamed", "room.ear", "board.open", "room.ask", "mixer.called"),
    *("room.sign_10", "room.closing_round", "room.ballot", "room.sign_1", "goodbye.time"),
]


def offers(language: str = "en") -> Language:
    """What the catalogues have in that language."""
    messages = Messages()
    return Language(partial(messages.render, language), messages.deck(language), messages.closings(language))


def rehearsed(wish: Wish | None = None, now: datetime = NOW, **chosen: Any) -> tuple[Scene, ...]:
    """The scenes of such an evening in a server with these settings."""
    community = replace(COMMUNITY, **chosen)
    return script(wish or Wish(), community, offers(community.language), now)


def stations(scenes: tuple[Scene, ...]) -> list[str]:
    """What is posted, by its key."""
    return [scene.post.key for scene in scenes if scene.post]


def the(key: str, scenes: tuple[Scene, ...]) -> tuple[Scene, Text]:
    """The first scene with that post."""
    return next((scene, scene.post) for scene in scenes if scene.post and scene.post.key == key)


def shown(scene: Scene, reads: str) -> str:
    """Everything that a host who reads this language is shown."""
    post = Messages().render(scene.language, scene.post) if scene.post else ""
    return f"{Messages().render(reads, scene.head)}\n>>> {post}"


@pytest.mark.parametrize(("language", "reads"), list(product(LANGUAGES, LANGUAGES)))
def test_every_scene_fits_into_a_message_and_names_nobody_and_nothing_real(language: str, reads: str) -> None:
    for rounds, listening, ground in product((1, 2, 3, 4), (True, False), (None, "*" * LONGEST_GROUND)):
        for scene in rehearsed(Wish(rounds=rounds, common_ground=ground), language=language, listening=listening):
            text = shown(scene, reads)
            assert len(text) <= 2000, scene
            assert not re.search(r"<[@#]|\{\w+\}", text), text
            assert scene.post is None or not scene.post.pings, scene


def test_all_of_the_evening_is_in_it() -> None:
    keys = stations(rehearsed())
    assert [key for key in keys if key in STATIONS] == STATIONS
    assert len(keys) <= 20, "nobody reads more than that within a minute"
    assert not {"announcement.late", "lobby.open"} & set(keys), "what is only brought up to date, nobody notices"


def test_it_begins_after_the_answer_and_is_over_within_a_minute() -> None:
    scenes = rehearsed()
    assert (scenes[0].at, scenes[-1].at) == (NOW + CURTAIN, NOW + LENGTH)
    pauses = {after.at - before.at for before, after in pairwise(scenes)}
    assert timedelta(seconds=2) < min(pauses)
    assert max(pauses) - min(pauses) < timedelta(seconds=0.01)
    assert [scene.head.key for scene in scenes if scene.post is None] == ["rehearsal.over"]


@pytest.mark.parametrize("rounds", [1, 2, 3, 4])
def test_the_evenings_clock_never_goes_back(rounds: int) -> None:
    clocks = [scene.clock for scene in rehearsed(Wish(rounds=rounds))]
    assert clocks == sorted(clocks)
    assert clocks[0] == NOW


@pytest.mark.parametrize(
    ("language", "zone", "now"),
    [
        ("en", "Europe/Berlin", NOW),
        ("en", "Europe/Berlin", datetime(2026, 3, 27, 12, tzinfo=UTC)),  # the clocks change before the evening
        ("en", "America/Los_Angeles", datetime(2026, 5, 4, 3, tzinfo=UTC)),
        ("ja", "UTC", NOW),
    ],
)
def test_the_hour_is_eight_in_the_evening_where_the_server_is(language: str, zone: str, now: datetime) -> None:
    scenes = rehearsed(now=now, language=language, time_zone=zone)
    begins, _ = the("announcement.open", scenes)
    local = begins.clock.astimezone(ZoneInfo("Asia/Tokyo" if language == "ja" else zone))
    assert (local.hour, local.minute) == (20, 0)
    reminded = [scene.clock for scene in scenes if scene.post and scene.post.key.startswith("remind.")]
    assert [begins.clock - at for at in reminded] == [timedelta(days=1), timedelta(minutes=15)]


def test_what_counts_down_does_so_as_at_that_hour() -> None:
    scenes = rehearsed()
    for key, name, left in (("room.sign_10", "end", 10), ("remind.15", "in", 15), ("announcement.open", "end", 60)):
        scene, post = the(key, scenes)
        assert post.values[name] == Moment(scene.at + timedelta(minutes=left), relative=True), key


def test_the_hour_that_is_announced_is_that_of_the_evening() -> None:
    scenes = rehearsed()
    begins, _ = the("announcement.open", scenes)
    assert the("invitation.card", scenes)[1].values["at"] == Moment(begins.clock, full=True)
    assert begins.head.values["at"] == Moment(begins.clock)
    assert scenes[0].head.values["at"] == Moment(NOW, full=True)


def test_the_signs_are_those_of_the_real_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evening, "SIGNS", (25, 2))
    monkeypatch.setattr(invitation, "REMINDERS", (30,))
    keys = stations(rehearsed())
    assert [key for key in keys if key.startswith("room.sign")] == ["room.sign_25", "room.sign_2"]
    assert [key for key in keys if key.startswith("remind")] == ["remind.30"]


def test_a_text_that_is_new_to_the_script_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def gathering(*_: object, **__: object) -> Any:
        yield evening.WantedPost(PostKey("fanfare"), scenes.LOBBY, Text("lobby.fanfare"))

    monkeypatch.setattr(invitation, "before_the_hour", gathering)
    scene, _ = the("lobby.fanfare", rehearsed())
    assert scene.head.key == "rehearsal.head"


def test_tables_change_and_bring_new_faces() -> None:
    scenes = rehearsed(Wish(rounds=2))
    keys = stations(scenes)
    assert keys.index("room.change") + 1 == keys.index("room.welcome_lines", keys.index("room.change"))
    first, second = (faces(scene.post) for scene in scenes if scene.post and scene.post.key == "room.welcome_lines")
    assert len(first & second) == 1, "only the one with whose eyes it is seen"
    assert Phrase((f"rehearsal.guest.{LATE}",)) not in second, "who has not come has no seat any more"


def faces(post: Text) -> set[object]:
    """Who is welcomed."""
    lines = post.values["people"]
    assert isinstance(lines, tuple)
    return {line.values["who"] for line in lines}


def test_the_host_is_called_as_you() -> None:
    _, post = the("mixer.called", rehearsed())
    assert post.values["host"] == Phrase(("rehearsal.you",))
    assert "You" in Messages().render("en", post)


def test_the_hosts_own_common_ground_is_asked_about() -> None:
    assert "rocket science" in shown(
        the("room.welcome_lines", rehearsed(Wish(common_ground="rocket science")))[0], "en"
    )


def test_where_nobody_wants_to_be_listened_to_no_ear_comes() -> None:
    assert "room.ear" not in stations(rehearsed(listening=False))
    heard, unheard = (rehearsed(), rehearsed(listening=False))
    boards = [shown(the("board.open", scenes)[0], "en").partition("-# ")[0] for scenes in (heard, unheard)]
    assert ["🟢" in board for board in boards] == [True, False], "but where it says what its lights mean"


def test_a_deck_without_a_second_question_is_no_trouble() -> None:
    few = offers()
    first = [prompt for prompt in few.deck if prompt.first and prompt.needs_ground][:1]
    assert "room.ask" not in stations(script(Wish(), COMMUNITY, replace(few, deck=first), NOW))


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        (Wish(rounds=9), "refusal.start.rounds"),
        (Wish(common_ground="g" * (LONGEST_GROUND + 1)), "refusal.start.common_ground"),
    ],
)
def test_what_cannot_be_is_refused_as_for_a_real_evening(wish: Wish, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        rehearsed(wish)
    assert refused.value.text.key == key


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_has_a_name_and_every_note_its_words(language: str) -> None:
    def below(family: str) -> set[str]:
        return {key.removeprefix(family) for key in texts(language) if key.startswith(family)}

    assert below("rehearsal.guest.") == {str(guest) for guest in GUESTS}
    assert below("rehearsal.line.") == {str(guest) for guest in TALKATIVE}
    assert below("rehearsal.note.") == NOTES
    assert LATE in GUESTS
