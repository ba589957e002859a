"""What kind of thing people have in common: what they are, what they care about, or what they belong to."""

from __future__ import annotations

import re
from typing import Literal, get_args

GroundKind = Literal["group", "topic", "joined"]
"""A group of people (“first-time founders”), a topic (“changing careers”), or something joined (“Meet Career”)."""
KINDS: tuple[GroundKind, ...] = get_args(GroundKind)

_WHOSE = re.compile(r"\s+(?:in|of|who|whose|with|without|from|at|for|between|about|on|after|before|near|looking)\b.*")
"""What follows the word that says what a phrase is about: “women in management” are women."""
_BEGINS_PEOPLE = ("people ", "those ", "members ", "anyone ", "women ", "men ", "parents ", "fans ")
_PEOPLE = (
    *("ers", "ors", "ists", "ians", "ees", "people", "folk", "men", "women", "moms", "mums", "dads", "parents"),
    *("mothers", "fathers", "adults", "friends", "students", "nurses", "colleagues", "veterans", "graduates", "alumni"),
    *("expats", "neighbours", "neighbors", "introverts", "leads", "assistants", "accountants", "consultants", "staff"),
    *("entrepreneurs", "architects", "chefs", "vets", "pharmacists", "fans"),
)
_NO_PEOPLE = (
    *("careers", "computers", "letters", "numbers", "papers", "matters", "chapters", "colors", "colours", "doors"),
    *("flowers", "powers", "orders", "offers", "rivers", "winters", "summers", "dinners", "errors", "mirrors"),
    *("coffees", "trees", "fees", "employee", "answers", "layers", "covers", "tempers"),
)
_JOINED = (
    *("membership", "subscription", "service", "course", "programme", "program", "club", "community", "newsletter"),
    *("academy", "school", "bootcamp", "cohort", "circle", "guild", "society", "network", "server", "choir", "class"),
    *("workshop", "seminar", "retreat", "accelerator", "fellowship"),
)
_PEOPLE_JA = (
    *(
        "人",
        "者",
        "員",
        "家",
        "方",
        "方々",
        "さん",
        "たち",
        "仲間",
        "管理職",
        "営業職",
        "専門職",
        "事務職",
        "技術職",
        "総合職",
    ),
    *(
        "女性",
        "男性",
        "学生",
        "院生",
        "卒業生",
        "受講生",
        "先生",
        "師",
        "士",
        "ママ",
        "パパ",
        "部下",
        "上司",
        "担当",
        "同期",
    ),
    *(
        "ナー",
        "ニア",
        "ジャー",
        "ター",
        "サー",
        "ワーカー",
        "パーソン",
        "マン",
        "フリーランス",
        "新人",
        "若手",
        "主婦",
        "主夫",
    ),
)
_NO_PEOPLE_JA = ("国家", "一家", "実家", "センター", "メーター", "コンピューター", "ニュースレター", "やり方", "働き方")
_NO_PEOPLE_JA_WAYS = re.compile(r"(?:[いきしちにみりえけせてねめれ]|の)方$")
"""“The way of …”, where the same sign would be a person: 働き方, 話し方, 休み方."""
_JOINED_JA = (
    *(
        "サービス",
        "サロン",
        "コミュニティ",
        "コミュニティー",
        "クラブ",
        "サークル",
        "講座",
        "スクール",
        "ゼミ",
        "プログラム",
    ),
    *(
        "アカデミー",
        "コース",
        "教室",
        "ギルド",
        "サーバー",
        "メンバーシップ",
        "塾",
        "部",
        "の会",
        "読書会",
        "勉強会",
        "朝活",
    ),
    *("もくもく会", "研究会", "同好会", "同窓会", "協会", "学会", "道場"),
)


def guess(ground: str) -> GroundKind:
    """What kind a typed common ground is, most likely; the host sees it and can say otherwise."""
    typed = ground.strip().casefold()
    if typed.endswith(_JOINED_JA):
        return "joined"
    if typed.endswith(_PEOPLE_JA) and not typed.endswith(_NO_PEOPLE_JA) and not _NO_PEOPLE_JA_WAYS.search(typed):
        return "group"
    if typed.startswith(_BEGINS_PEOPLE):
        return "group"
    word = _WHOSE.sub("", typed).rpartition(" ")[2]
    if word.endswith(_JOINED):
        return "joined"
    return "group" if word.endswith(_PEOPLE) and not word.endswith(_NO_PEOPLE) else "topic"
