"""A community's own questions, as people type them and as their editors save them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions.own import (
    LARGEST_FILE,
    LONGEST_QUESTION,
    MOST_AT_ONCE,
    SHORTEST_QUESTION,
    Reading,
    from_file,
    one,
)
from bot.core.text import Refusal

LINES = "What brought you here?\n\n# not this\n  お仕事は   何ですか。 \r\nWhat brought you here?\n"
QUESTIONS = ("What brought you here?", "お仕事は 何ですか。")


def refused(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as error:
        from_file(content)
    return error.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "shift_jis"])
def test_a_file_is_read_as_editors_save_it(encoding: str) -> None:
    assert from_file(LINES.encode(encoding)) == Reading(QUESTIONS, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"What is your tea?\n\0",
        b"\x01\x02 no question at all \x03",
        "What is your tea?".encode("utf-16"),
        b"\xff\xfe\xfd\xfc",
    ],
)
def test_what_is_no_text_is_said_to_be_none(content: bytes) -> None:
    assert refused(content).text.key == "refusal.questions.encoding"


def test_a_file_too_large_too_long_or_empty_is_refused_in_words() -> None:
    assert refused(b"x" * (LARGEST_FILE + 1)).text.key == "refusal.questions.file_size"
    assert refused(b"\n # nothing\n\n").text.key == "refusal.questions.file_empty"
    assert refused(b"").text.key == "refusal.questions.file_empty"
    lines = [f"Question {n}?" for n in range(MOST_AT_ONCE + 1)]
    refusal = refused("\n".join(lines).encode())
    assert (refusal.text.key, refusal.text.values) == ("refusal.questions.file_lines", {"most": MOST_AT_ONCE})
    assert len(from_file("\n".join(lines[1:]).encode()).questions) == MOST_AT_ONCE


def test_a_line_that_is_no_question_is_named_as_it_is_numbered_in_the_editor() -> None:
    for bad in ("x" * (LONGEST_QUESTION + 1), "x" * (SHORTEST_QUESTION - 1)):
        refusal = refused(f"# mine\nWhat is your tea?\n\n{bad}\n{bad}".encode())
        assert refusal.text.key == "refusal.questions.line"
        assert refusal.text.values == {"line": 4, "fewest": SHORTEST_QUESTION, "most": LONGEST_QUESTION}


@pytest.mark.parametrize("heading", ["Question", "questions:", "質問", '"Prompt"', "Question,,"])
def test_the_heading_of_a_table_is_no_question(heading: str) -> None:
    read = from_file(f'{heading}\n"What, then, is ""home""?"\nWhat is your tea?,,\n'.encode())
    assert read.questions == ('What, then, is "home"?', "What is your tea?")
    assert read.heading == heading.strip(',"')


@pytest.mark.parametrize("heading", ["id,question", "Question;Depth", "番号\t質問"])
def test_a_table_with_several_columns_is_not_taken_for_questions(heading: str) -> None:
    assert refused(f"{heading}\nWhat is your tea?,2\n".encode()).text.key == "refusal.questions.table"


@pytest.mark.parametrize("line", ["Question, or answer?", "Text me, or call me?", "What is the topic, really"])
def test_a_question_that_begins_like_a_heading_is_one(line: str) -> None:
    assert from_file(f"{line}\nWhat is your tea?".encode()) == Reading((line, "What is your tea?"), 2)


@pytest.mark.parametrize(
    "unseen", ["\u200b" * 9, "\u3164" * 9, "\u2800\u2800 \u2800\u2800", "\ufe0f\u00ad\u2060\u200d\u034f"]
)
def test_what_nobody_can_see_is_no_question(unseen: str) -> None:
    refusal = refused(f"What is your tea?\n{unseen}".encode())
    assert (refusal.text.key, refusal.text.values) == ("refusal.questions.unseen_line", {"line": 2})
    with pytest.raises(Refusal) as error:
        one(unseen)
    assert error.value.text.key == "refusal.questions.unseen"
    assert refused(f"Tea?{unseen}".encode()).text.key == "refusal.questions.line", "it makes no question longer"
    with pytest.raises(Refusal, match=r"questions\.length"):
        one(f"Tea?{unseen.replace(' ', '')}")


def test_control_characters_are_not_kept() -> None:
    assert one("Your\0 cat\x1b? \ud800") == "Your cat?", "no database need take them"
    assert one("Your \u202ecat\u202c?") == "Your cat?", "a room's status turns no direction"


def test_one_question_is_kept_on_one_line() -> None:
    assert one("  What is\n your   tea? ") == "What is your tea?"
    assert one("x" * LONGEST_QUESTION)
    for bad in ("", "   ", "tea?", "x" * (LONGEST_QUESTION + 1)):
        with pytest.raises(Refusal) as error:
            one(bad)
        assert error.value.text.key == "refusal.questions.length"


@given(st.binary(max_size=400))
def test_no_file_breaks_it(content: bytes) -> None:
    try:
        questions = from_file(content).questions
    except Refusal:
        return
    assert questions
    assert len(set(questions)) == len(questions)
    assert all(
        SHORTEST_QUESTION <= len(question) <= LONGEST_QUESTION and "\n" not in question for question in questions
    )
