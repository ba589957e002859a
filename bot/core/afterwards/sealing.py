"""Words that keep a secret: who ticked whom, and who said how it was, told by nobody who has not the key.

For every two who sat together there are two slips, one for each to tick or not, whether or not anybody ever looks at
theirs. A slip is a word made of the secret, the evening, the two and the answer: there are always as many, all look
alike, and a ticked one differs from an empty one only for whoever can make both and compare.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b

from bot.core.afterwards.farewell import Pair


def secret_of(token: str) -> bytes:
    """What only whoever has the bot's token knows, and no database holds; another token makes another."""
    return blake2b(token.encode(), digest_size=32, person=b"engawa").digest()


class Seal:
    """Makes and reads sealed words. Another secret makes other words, and reads nothing in these.

    So does another `key`, which is an evening's own: once it is thrown away, nobody reads what it sealed, whatever
    else they have.
    """

    def __init__(self, secret: bytes, key: str = "") -> None:
        self._key = blake2b(secret, digest_size=32, key=key.encode(), person=b"engawa seal").digest()

    def slips(self, mixer_id: str, pairs: Collection[Pair], ticked: Collection[Pair]) -> list[str]:
        """A slip for each pair, sorted, so that not even their order tells anything; ticks of other pairs are lost."""
        return sorted(self._slip(mixer_id, pair, ticked=pair in ticked) for pair in pairs)

    def ticked(self, mixer_id: str, pairs: Collection[Pair], slips: Collection[str]) -> frozenset[Pair]:
        """Those of the pairs whose slip is a ticked one."""
        return frozenset(pair for pair in pairs if self._slip(mixer_id, pair, ticked=True) in slips)

    def voice(self, mixer_id: str, user_id: int) -> str:
        """Under what name somebody's word on an evening is kept, the same each time."""
        return self._word("voice", mixer_id, user_id)

    def _slip(self, mixer_id: str, pair: Pair, *, ticked: bool) -> str:
        return self._word("tick", mixer_id, *pair, int(ticked))

    def _word(self, *parts: str | int) -> str:
        return blake2b("/".join(map(str, parts)).encode(), key=self._key, digest_size=16).hexdigest()
