"""/mixer rehearse: a whole evening in a minute, for the host alone."""

from __future__ import annotations

import discord

from bot.core.community.settings import language_for
from bot.core.planning.start import Wish
from bot.core.rehearsal.scenes import Scene
from bot.ports import Missing
from bot.ui.catalogue import Messages
from bot.ui.views import under_post
from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.respond import answer


class Rehearsal(Commands):
    """The command of a host who wants to see what will happen."""

    @worded("mixer.rehearse")
    async def rehearse(
        self, interaction: Interaction, rounds: int | None = None, common_ground: str | None = None
    ) -> None:
        """Show an evening before anyone comes."""

        async def show(scene: Scene) -> None:
            await _show(interaction, self._messages, scene)

        wish = Wish(rounds=rounds, common_ground=common_ground)
        await answer(interaction, self._messages, lambda who: self._use_cases.rehearsal.begin(who, wish, show))


async def _show(interaction: Interaction, messages: Messages, scene: Scene) -> None:
    content, view = messages.render(language_for(interaction.locale.value), scene.head), None
    if scene.post is not None:
        content += f"\n>>> {messages.render(scene.language, scene.post)}"
        view = under_post(messages, scene.language, "rehearsal", scene.post, disabled=True)
    try:
        await interaction.followup.send(content, ephemeral=True, view=view or discord.utils.MISSING)
    except discord.HTTPException as error:  # above all when fifteen minutes are over
        raise Missing(str(error)) from error
