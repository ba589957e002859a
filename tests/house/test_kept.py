"""The READMEs tell of everything that is kept: each table has its words under “What is kept”, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.adapters.sql import questions
from bot.adapters.sql.ledger import UNTOUCHED
from bot.adapters.sql.ledger_tables import EXPIRING, PERSONAL, TABLES
from bot.adapters.sql.tables import communities, metadata, mixers
from bot.core.afterwards.farewell import FEEDBACK_KEPT
from bot.core.afterwards.weeks import TURNOUTS_KEPT
from bot.core.community.settings import REVEAL_HOURS
from bot.core.planning.schedule import TEMPLATE_KEPT
from bot.engine.retention import MEMBER_KEPT, MIXER_KEPT, SERVER_KEPT
from bot.usecases.offers import OFFERED_FOR
from tests.house.reading import ROOT

SECTIONS = {"README.md": "## What is kept", "README.ja.md": "## 保存するもの"}
TOLD = {
    "mixers": (
        "a mixer that is announced or under way: its host",
        "案内中・開催中の会：主催者、タイトル",
    ),
    "rooms": ("rooms", "部屋"),
    "guests": ("who has a seat where and what they say about themselves", "誰がどの部屋か、席で紹介するひとこと"),
    "leases": ("which looks after which shard", "どのプロセスがどのシャードを受け持つか"),
    "identifies": ("when a session with Discord may begin", "次に接続してよい時刻"),
    "signups": ("who signed up", "申し込んだ人"),
    "posts": ("what has been posted", "投稿したもの"),
    "communities": ("its settings", "サーバーごとの設定"),
    "tallies": ("how often each question was put and revived the talk", "「会話が戻った回数」"),
    "own_questions": ("your own questions", "独自の質問"),
    "switched_off": ("which questions of the deck are switched off", "出さないことにした質問"),
    "known_questions": ("which questions they have been put", "どの質問を見たか"),
    "refusals": ("whether they mind an ear", "聞き取りを望まないこと"),
    "cards": ("the card", "自己紹介"),
    "avoidances": ("with whom they would rather not sit", "同席を避けたい相手"),
    "offers": (
        "what they were asked and have not decided, with what they typed for it",
        "確認待ちの操作と、そのために入力した内容",
    ),
    "standing": ("to which series they always come", "毎回参加する会（くり返す会）"),
    "templates": (
        "how the last mixer of each title was announced",
        "タイトルごとに、前回の会の案内の内容",
    ),
    "absences": ("since when they have been seen to have left the server", "サーバーを離れたとわかった日"),
    "sittings": ("who sat with whom", "誰と誰が同席したか"),
    "afterwards": ("a mixer that is over: its host, title and end", "終わった会：主催者、タイトル"),
    "turnouts": ("as counts alone: how many came and came again", "終わった会の人数と回数だけ"),
    "ticks": ("who would like to stay in touch with whom, sealed", "「また話したい」の印（封をしてあり"),
    "matches": ("which two both ticked", "選び合ったお二人"),
    "deeds": ("what hosts did about whom", "主催者が誰に何をしたか"),
    "kept_out": ("who is kept from mixers", "会に参加できない人"),
    "mutes": ("whom a host had muted, and since when", "会のあいだミュートしている人と、いつからか"),
    "voices": ("how it was, and remarks, without a name", "会の感想とひとこと（名前はありません）"),
}
"""By table, the words that tell of it."""


def rows(file: str) -> list[str]:
    """The lines of the table in a README's section."""
    text = (ROOT / file).read_text("utf-8").split(SECTIONS[file], 1)[1].split("\n## ", 1)[0]
    return [line for line in text.splitlines() if line.startswith("|")][2:]


def test_every_table_is_told_of() -> None:
    assert {*TABLES, mixers, communities} <= set(metadata.tables.values())
    assert set(metadata.tables) == set(TOLD), "a table is new or gone: change “What is kept” in both READMEs"


@pytest.mark.parametrize(("file", "nth"), [("README.md", 0), ("README.ja.md", 1)])
def test_in_these_words(file: str, nth: int) -> None:
    missing = {table: words[nth] for table, words in TOLD.items() if not any(words[nth] in row for row in rows(file))}
    assert not missing


@pytest.mark.parametrize(("file", "nth"), [("README.md", 0), ("README.ja.md", 1)])
def test_and_for_as_long_as_it_is(file: str, nth: int) -> None:
    def until(table: str) -> str:
        return next(row for row in rows(file) if TOLD[table][nth] in row).split("|")[3]

    longest = max(REVEAL_HOURS) // 24 + FEEDBACK_KEPT.days
    for table in ("afterwards", "matches", "voices"):
        assert re.search(rf"\b{longest}\b|{longest}日", until(table)), table
    for table in EXPIRING:
        assert str(questions.SITTINGS_KEPT.days) in until(table.name)
    for table in PERSONAL:
        assert re.search("year|1年", until(table.name)), table.name
    assert UNTOUCHED.days == TURNOUTS_KEPT.days == 365
    assert re.search("year|1年", until("turnouts"))
    assert str(MEMBER_KEPT.days) in until("absences")
    assert OFFERED_FOR / timedelta(minutes=1) == 15
    assert ("a quarter of an hour" if nth == 0 else "15分") in until("offers")
    assert TEMPLATE_KEPT.days == 365
    assert ("a year" if nth == 0 else "1年") in until("templates")
    assert str(SERVER_KEPT.days) in until("communities")
    assert MIXER_KEPT.days == 7
    assert ("a week" if nth == 0 else "一週間") in until("mixers")
