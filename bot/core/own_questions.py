"""A community's own questions: what can be one, and how a list of them is read."""

from __future__ import annotations

from unicodedata import category

from bot.core.words import Refusal

LONGEST, SHORTEST = 200, 5
MOST, MOST_AT_ONCE = 500, 200
"""Questions of one server, and lines of one file."""
LARGEST_FILE = 64 * 1024
"""Bytes; two hundred questions of two hundred characters need less, in Japanese too."""
ENCODINGS = ("utf-8-sig", "cp932")
"""What text editors write: UTF-8, with a mark at its beginning or not, and Windows' Japanese."""


def one(text: str) -> str:
    """A question as it is kept. Raises Refusal for what is none."""
    question = " ".join(text.split())
    if not SHORTEST <= len(question) <= LONGEST:
        raise Refusal("questions.length", fewest=SHORTEST, most=LONGEST)
    return question


def from_file(content: bytes) -> list[str]:
    """The questions of a text file, one a line; empty lines and lines that begin with # are left out.

    Raises Refusal for what cannot be read, is too much, or has no question in it.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal("questions.file_size", most=LARGEST_FILE // 1024)
    lines = [" ".join(line.split()) for line in _decoded(content).splitlines()]
    questions = {line: number for number, line in reversed([*enumerate(lines, 1)]) if line and line[0] != "#"}
    if not questions:
        raise Refusal("questions.file_empty")
    if len(questions) > MOST_AT_ONCE:
        raise Refusal("questions.file_lines", most=MOST_AT_ONCE)
    for question, number in reversed(questions.items()):
        if not SHORTEST <= len(question) <= LONGEST:
            raise Refusal("questions.line", line=number, fewest=SHORTEST, most=LONGEST)
    return sorted(questions, key=lambda question: questions[question])


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(category(sign) == "Cc" and not sign.isspace() for sign in text):
            return text
    raise Refusal("questions.encoding")
