"""/mixer: what hosts can do."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.core.planning.start import Wish
from bot.ui.catalogue import Messages, term
from bot.usecases import UseCases
from cogs.planning import MIXER, WHICH, Planning
from cogs.recap import Recapping
from cogs.rehearsal import Rehearsal
from cogs.respond import Interaction, answer


@app_commands.guild_only()
class MixerCog(
    Rehearsal,
    Recapping,
    Planning,
    commands.GroupCog,
    group_name=term("command.mixer.name"),
    group_description=term("command.mixer.description"),
):
    """The commands of an evening."""

    def __init__(self, desks: UseCases, messages: Messages) -> None:
        self._reception, self._boardside, self._messages = desks.reception, desks.boardside, messages
        self.scheduling, self.rehearsing, self.goodbyes = desks.scheduling, desks.rehearsing, desks.goodbyes
        self.messages = messages

    @app_commands.command(name=term("command.mixer.start.name"), description=term("command.mixer.start.description"))
    @app_commands.rename(
        title=term("option.title.name"),
        length=term("option.length.name"),
        common_ground=term("option.common_ground.name"),
        room_size=term("option.room_size.name"),
        rounds=term("option.rounds.name"),
    )
    @app_commands.describe(
        title=term("option.title.description"),
        length=term("option.length.description"),
        common_ground=term("option.common_ground.description"),
        room_size=term("option.room_size.description"),
        rounds=term("option.rounds.description"),
    )
    async def start(  # noqa: PLR0917 - discord.py reads the options off the parameters
        self,
        interaction: Interaction,
        title: str | None = None,
        length: int | None = None,
        common_ground: str | None = None,
        room_size: int | None = None,
        rounds: int | None = None,
    ) -> None:
        """Start a mixer now."""
        wish = Wish(title=title, length=length, common_ground=common_ground, room_size=room_size, rounds=rounds)
        await answer(interaction, self._messages, lambda who: self._reception.start(who, wish))

    @app_commands.command(name=term("command.mixer.status.name"), description=term("command.mixer.status.description"))
    async def status(self, interaction: Interaction) -> None:
        """How the running mixers are going."""
        await answer(interaction, self._messages, self._reception.status)

    @app_commands.command(name=term("command.mixer.extend.name"), description=term("command.mixer.extend.description"))
    @app_commands.rename(minutes=term("option.minutes.name"))
    @app_commands.describe(minutes=term("option.minutes.description"))
    async def extend(self, interaction: Interaction, minutes: int) -> None:
        """Give everybody more time."""
        await answer(interaction, self._messages, lambda who: self._reception.extend(who, minutes))

    @app_commands.command(
        name=term("command.mixer.broadcast.name"), description=term("command.mixer.broadcast.description")
    )
    @app_commands.rename(text=term("option.text.name"))
    @app_commands.describe(text=term("option.text.description"))
    async def broadcast(self, interaction: Interaction, text: str) -> None:
        """Tell all rooms something."""
        await answer(interaction, self._messages, lambda who: self._boardside.broadcast(who, None, text))

    @app_commands.command(name=term("command.mixer.end.name"), description=term("command.mixer.end.description"))
    async def end(self, interaction: Interaction) -> None:
        """Close the mixer now."""
        await answer(interaction, self._messages, self._reception.end)

    @app_commands.command(name=term("command.mixer.cancel.name"), description=term("command.mixer.cancel.description"))
    @app_commands.rename(series=term("option.series.name"), **MIXER)
    @app_commands.describe(series=term("option.series.description"), **WHICH)
    async def cancel(self, interaction: Interaction, mixer: str | None = None, series: bool = False) -> None:
        """Call the mixer off."""
        await answer(interaction, self._messages, lambda who: self._reception.cancel(who, mixer, series=series))

    cancel.autocomplete("mixer")(Planning.which)
