"""A community's own questions: what can be one, and how a list of them is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2s
from unicodedata import category

from bot.core.questions.deck import GROUND, OWN
from bot.core.text import Refusal, plain, shows, shows_anything

LONGEST_QUESTION = 200
"""Characters of a question at most."""
SHORTEST_QUESTION = 5
"""Characters of a question at least."""
MOST_QUESTIONS = 500
"""Own questions of one server."""
MOST_AT_ONCE = 200
"""Questions taken in from one file, a line each."""
LARGEST_FILE = 64 * 1024
"""Bytes of such a file; two hundred questions of two hundred characters need less, in Japanese too."""
ENCODINGS = ("utf-8-sig", "cp932")
"""What text editors write: UTF-8, with a mark at its beginning or not, and Windows' Japanese."""
HEADINGS = frozenset(
    {
        *("question", "questions", "prompt", "prompts", "icebreaker", "icebreakers", "topic", "topics", "text"),
        *("質問", "質問文", "質問内容", "質問一覧", "設問", "問い", "お題", "話題", "トピック"),
    }
)
"""What tables call their column of questions."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file has in it: each question once, how many stand there, and the heading of a table, if it was one."""

    questions: tuple[str, ...]
    stated: int
    heading: str | None = None


def one(text: str) -> str:
    """A question as it is kept. Raises Refusal for what is none."""
    question = plain(text)
    if text.strip() and not shows_anything(text):
        raise Refusal("questions.unseen")
    if not _fits(question):
        raise Refusal("questions.length", fewest=SHORTEST_QUESTION, most=LONGEST_QUESTION)
    if stranger := _stranger(question):
        raise Refusal("questions.placeholder", typed=stranger, ground=GROUND)
    return question


def own_id(question: str) -> str:
    """From the words alone, so that one id is one question: the same words are found again, also after a removal."""
    return f"{OWN}{blake2s(question.casefold().encode(), digest_size=8).hexdigest()}"


def from_file(content: bytes) -> Reading:
    """The questions of a text file, one a line; empty lines and lines that begin with # are left out.

    Raises Refusal for what cannot be read, is too much, or has no question in it.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal("questions.file_size", most=LARGEST_FILE // 1024)
    rows = [(number, row) for number, row in enumerate(_decoded(content).splitlines(), 1) if _counts(row)]
    heading = _heading(rows[0][1]) if rows else None
    if heading is not None:
        rows = [(number, cell) for number, row in rows[1:] if (cell := _cell(row))]
    lines = [(number, " ".join(row.split())) for number, row in rows]
    if not lines:
        raise Refusal("questions.file_empty")
    questions = tuple(dict.fromkeys(line for _, line in lines))
    if len(questions) > MOST_AT_ONCE:
        raise Refusal("questions.file_lines", most=MOST_AT_ONCE)
    for number, line in lines:
        if not shows_anything(line):
            raise Refusal("questions.unseen_line", line=number)
        if not _fits(line):
            raise Refusal("questions.line", line=number, fewest=SHORTEST_QUESTION, most=LONGEST_QUESTION)
        if stranger := _stranger(line):
            raise Refusal("questions.placeholder_line", line=number, typed=stranger, ground=GROUND)
    return Reading(questions, len(lines), heading)


def _stranger(question: str) -> str | None:
    """Something in braces that nothing is put in for."""
    return next((found for found in re.findall(r"\{[^{}]*\}", question) if found != GROUND), None)


def _fits(question: str) -> bool:
    shown = "".join(sign for sign in question if sign == " " or shows(sign)).strip()
    return len(question) <= LONGEST_QUESTION and len(shown) >= SHORTEST_QUESTION


def _counts(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def _heading(row: str) -> str | None:
    """The word over a column of questions, if this is one. Raises Refusal where there are several columns."""
    cells = [cell.strip(' "') for cell in re.split("[,;\t]", row)]
    named = [cell for cell in cells if cell.rstrip(":：").casefold() in HEADINGS]
    if not named or row.rstrip().endswith(("?", "？")):
        return None
    if sum(map(bool, cells)) > 1:
        raise Refusal("questions.table")
    return named[0]


def _cell(row: str) -> str:
    """What stands in a row of a table with one column: without its quotation marks and the empty columns after it."""
    cell = row.strip().rstrip(",;").strip()
    return cell[1:-1].replace('""', '"').strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(category(sign) == "Cc" and not sign.isspace() for sign in text):
            return text
    raise Refusal("questions.encoding")
