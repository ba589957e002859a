"""Names of commands and options, and the languages they may be given in."""

import unicodedata
from collections.abc import Callable

from bot.sandbox.rules.fields import Fields

# fmt: off
LOCALES = frozenset((
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
))
# fmt: on
# Vowel signs of these two scripts are marks, not letters; signs that several scripts share are left out.
MARKED_SCRIPTS = (
    (0x0900, 0x0950),
    (0x0955, 0x0963),
    (0x0966, 0x097F),
    (0xA8E0, 0xA8FF),
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E5B),
)


def is_name(name: str) -> bool:
    """Whether a slash command may be called so: letters, numbers and -_' of any script, none that has a lower case."""
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_allowed, name))


def check_name(part: Fields, *, chat: bool) -> None:
    """The name and its translations; commands of the context menu may be any words."""
    part.text("name", 32, 1, required=True)
    _check_one(part, "name", chat)
    check_localizations(part, "name", lambda inner, key: _check_one(inner, key, chat))


def check_localizations(part: Fields, key: str, check: Callable[[Fields, str], object]) -> None:
    """Translations of a field: into languages Discord has, each as valid as the original."""
    texts = part.part(f"{key}_localizations")
    for locale in texts.body if texts is not None else ():
        if texts is None or locale not in LOCALES:
            raise part.fault(f"{key}_localizations", "DICT_TYPE_KEYS", f"{locale} is no locale of Discord's")
        check(texts, locale)


def _check_one(part: Fields, key: str, chat: bool) -> None:
    name = part.text(key, 32, 1, required=True) or ""
    if chat and not is_name(name):
        raise part.fault(key, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _allowed(letter: str) -> bool:
    if letter in "-_'" or unicodedata.category(letter)[0] in "LN":
        return True
    return any(first <= ord(letter) <= last for first, last in MARKED_SCRIPTS)
