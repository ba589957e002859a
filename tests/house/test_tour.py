"""The tour in docs/ shows what is said today, and nothing that people usually read is missing in it."""

from __future__ import annotations

import asyncio
from functools import cache

import pytest

from bot.ui.catalogue import texts
from tests.tour.page import PAGES, page

LEFT_OUT = {
    ("command.", "option."): "Discord shows them while somebody types a command",
    ("picture.",): "texts in the picture that the host is sent",
    ("rehearsal.",): "the tour has the first and the last scenes only",
    ("permission.", "weekday.", "repeat."): "one of the kind is shown, the others are alike",
    ("list.person", "list.separator"): "what stands around and between names",
    ("name.untitled",): "a title where the host gave none",
    ("room.sign_5",): "only in a room that was opened later, and has no question to end on",
    ("invitation.named_more",): "more than twenty people come",
    ("board.room_brief",): "more than six rooms",
    ("status.closing", "status.coming", "status.unseen"): "true for a few seconds, or while Discord is away",
    ("setup.deaf",): "the bot runs on a machine that is not Linux",
    ("setup.fields_own",): "a server with its own fields of work",
    ("questions.taken_in",): "one that had some of the questions already is shown",
    ("card.answer_hint_ground",): "what all have in common is too long to stand above the answer",
    ("touch.somebody",): "Discord does not tell a name",
    (
        "questions.guests_shown",
        "questions.guests_none",
        "questions.guests_empty",
    ): "one of three ways, and with questions",
    ("shape.", "depth.", "guest_questions."): "Discord shows them while somebody types a command",
    ("recap.question",): "the one that helped here was a guest's, which is not told",
    ("guests.answer", "guests.field"): "questions in a room, like others",
    ("button.leftover", "leftover."): "the database was lost or put back to an older copy",
    ("edit.for_roles", "edit.repeat"): "rare, and like what is shown beside it",
    ("invitation.full_now", "invitation.places", "schedule.like", "schedule.until"): "in between what is shown",
    ("month.",): "one month is shown, the others are alike",
    ("room.notice_host",): "a host who is not to be known any more",
    (
        "where.",
        "guest_list.nobody",
        "guest_list.waiting",
        "deeds.none",
    ): "one of the kind is shown, the others are alike",
    ("privacy.uninvited",): "somebody who had lost the role in mid-hour looks, and it is like what is shown beside it",
    ("board.lost",): "the channel for the board is gone, which is rare, and the board is shown",
    ("report.alone",): "whoever it was about has left, and everybody else",
    ("signup.unkept", "standing.unkept"): "the disk has failed in just that moment",
    ("keepsake.no_questions",): "every question has been taken away since",
    ("standing.lapsed", "standing.taken", "privacy.standing_over"): "told weeks later, or where many always come",
}
"""Keys, or beginnings of keys, of which the tour need not have every text, and why."""


@cache
def played(language: str) -> tuple[str, set[str]]:
    """The page as it is today, and the keys of the catalogue that stand in it."""
    return asyncio.run(page(language))


@pytest.mark.parametrize("language", PAGES)
def test_the_tour_shows_what_is_said_today(language: str) -> None:
    written = PAGES[language].read_text(encoding="utf-8") if PAGES[language].exists() else ""
    assert written == played(language)[0], "what the bot says has changed: run make tour, and read what it made"


@pytest.mark.parametrize("language", PAGES)
def test_everything_that_people_usually_read_is_in_the_tour(language: str) -> None:
    missing = texts(language).keys() - played(language)[1]
    excused = tuple(key for keys in LEFT_OUT for key in keys)
    assert not [key for key in sorted(missing) if not key.startswith(excused)]
    assert not [key for key in excused if not any(one.startswith(key) for one in missing)], "it is shown after all"
