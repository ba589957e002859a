"""Everything between people and bots in private: interactions, and the answers that one person sees."""

import secrets
from collections import defaultdict
from collections.abc import Iterable

from bot.sandbox.interactions import Interaction
from bot.sandbox.things import Message


class Exchanges:
    """Finds them without reading all of them: they are looked at again and again while they grow."""

    def __init__(self) -> None:
        self.interactions: dict[int, Interaction] = {}
        self.ephemeral: dict[int, Message] = {}
        self._by_token: dict[str, Interaction] = {}
        self._by_person: defaultdict[int, list[Interaction]] = defaultdict(list)
        self._by_guild: defaultdict[int, list[Interaction]] = defaultdict(list)
        self._seen_by: defaultdict[int, dict[int, Message]] = defaultdict(dict)

    def new_token(self) -> str:
        """A token as long and opaque as Discord's."""
        return "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(120)

    def add(self, interaction: Interaction) -> None:
        """Make an interaction known by id, token, person and guild."""
        self.interactions[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        self._by_person[interaction.user.id].append(interaction)
        if interaction.guild is not None:
            self._by_guild[interaction.guild.id].append(interaction)

    def by_token(self, token: str) -> Interaction | None:
        """The interaction a token belongs to, alive or not."""
        return self._by_token.get(token)

    def of(self, user_id: int) -> list[Interaction]:
        """What one person began, oldest first."""
        return self._by_person[user_id]

    def within(self, guild_id: int) -> list[Interaction]:
        """What was begun in one guild, oldest first."""
        return self._by_guild[guild_id]

    def show(self, message: Message) -> None:
        """Keep an answer that one person sees."""
        self.ephemeral[message.id] = message
        self._seen_by[message.audience or 0][message.id] = message

    def hide(self, message: Message) -> None:
        """Forget an answer that one person saw."""
        self.ephemeral.pop(message.id, None)
        self._seen_by[message.audience or 0].pop(message.id, None)

    def hide_all_in(self, channel_id: int) -> None:
        """Forget the private answers of a channel that is gone."""
        for message in [message for message in self.ephemeral.values() if message.channel_id == channel_id]:
            self.hide(message)

    def seen_only_by(self, user_id: int) -> Iterable[Message]:
        """The answers that only this person sees, oldest first."""
        return self._seen_by[user_id].values()
