"""A community's own questions out of a file, through Discord's door: attached, fetched, read, and told about."""

from __future__ import annotations

import pytest

from bot.core.questions.own import LARGEST_FILE
from tests.end_to_end.person import Answer, Person
from tests.end_to_end.town import Place

TEXT = "Which smell means home?\n\n# for winter\n縁側で何を飲みますか。\n"
NONE, TWO = "questions.none", ("Which smell means home?", "縁側で何を飲みますか。")
EIGHT_MB = b"What is your tea?\n" * (8 * 1024 * 1024 // 18)


def hosts(place: Place) -> list[Person]:
    """One who reads English and one who reads Japanese."""
    role = place.hosts()
    return [place.arrive("Reader", locale, roles=(role,)) for locale in ("en-US", "ja")]


def bring(host: Person, content: bytes, name: str = "questions.txt") -> Answer:
    """Attach a file to the command."""
    return host.command("questions import", file=host.file(name, content))


def listed(host: Person) -> str:
    return host.command("questions list").content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_is_taken_in_as_editors_save_it(place: Place, encoding: str) -> None:
    host = hosts(place)[1]
    answer = bring(host, TEXT.encode(encoding), "質問.txt")
    assert answer.says("questions.taken_in")
    assert "2" in answer.content
    shown = listed(host)
    assert all(question in shown for question in TWO)
    assert "\ufeff" not in shown
    assert "winter" not in shown


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (TEXT.encode("utf-16"), "encoding"),
        (TEXT.encode() + b"\0\0\0", "encoding"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "encoding"),
        (EIGHT_MB, "file_size"),
        (b"", "file_empty"),
        ("Which smell means home?\n\u200b\u2060\u3164\n".encode(), "unseen_line"),
        (b"id,question\n1,Which smell means home?\n", "table"),
        (b"Which smell means home?\nTea?\n", "line"),
        ("\n".join(f"Question {n}?" for n in range(201)).encode(), "file_lines"),
    ],
    ids=["utf-16", "nul", "picture", "8MB", "empty", "unseen", "table", "short", "many"],
)
def test_what_cannot_be_taken_in_is_said_kindly_and_changes_nothing(place: Place, content: bytes, refusal: str) -> None:
    for host in hosts(place):
        assert bring(host, content).says(f"refusal.questions.{refusal}"), host.language
        assert host.command("questions list").says(NONE)


def test_a_large_file_is_not_even_fetched(place: Place) -> None:
    host = hosts(place)[0]
    # were it fetched, this would be told of and not its size
    place.town.fault(requests={"route": "GET /ephemeral-attachments/**", "answer": 404})
    assert bring(host, b"x" * (LARGEST_FILE + 1)).says("refusal.questions.file_size")


@pytest.mark.parametrize("trouble", [{"answer": 404}, {"answer": 503}, {"answer": "timeout"}])
def test_a_file_that_cannot_be_fetched_is_asked_for_again(place: Place, trouble: dict[str, object]) -> None:
    for host in hosts(place):
        # a connection that is cut is tried once more by the client
        place.town.fault(requests={"route": "GET /ephemeral-attachments/**", "times": 2, **trouble})
        assert bring(host, TEXT.encode()).says("refusal.questions.file_gone")
        place.town.well()
        assert host.command("questions list").says(NONE)
    assert bring(hosts(place)[0], TEXT.encode()).says("questions.taken_in")


def test_the_heading_of_a_table_is_no_question_and_that_is_told(place: Place) -> None:
    english, japanese = hosts(place)
    answer = bring(english, '\ufeffQuestion\r\n"Tea, or ""coffee""?"\r\n'.encode(), "questions.csv")
    assert answer.tells("questions.taken_in", "questions.heading")
    assert bring(japanese, "質問\n縁側で何を飲みますか。\n".encode("cp932"), "質問.csv").tells("questions.heading")
    shown = listed(english)
    assert 'Tea, or "coffee"?' in shown
    assert "2" in shown.splitlines()[0], "neither heading was taken in"


def test_what_was_there_already_is_said_to_be_left_out(place: Place) -> None:
    host = hosts(place)[0]
    assert host.command("questions add", question=TWO[0]).says("questions.added")
    assert bring(host, (TEXT + TEXT).encode()).says("questions.taken_in_but")
    assert listed(host).count(TWO[0]) == 1
    assert bring(host, TEXT.encode()).says("refusal.questions.known")


def test_a_question_that_nobody_can_see_is_not_added(place: Place) -> None:
    for host in hosts(place):
        assert host.command("questions add", question="\u200b\u2060\u3164\u2800\ufe0f").says("refusal.questions.unseen")


def test_only_hosts_may(place: Place) -> None:
    guest = place.people[0]
    assert bring(guest, TEXT.encode()).says("refusal.not_host")
