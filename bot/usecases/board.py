"""The buttons of the host's board."""

from __future__ import annotations

from typing import Literal, assert_never

from bot.core.community.settings import Asker
from bot.core.lifecycle.events import Extended
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.text import Answer, Members, Moment, Refusal, Text, custom_id
from bot.engine.conductor import Conductor
from bot.usecases.ending import EndingUseCases
from bot.usecases.host_rights import HostRights
from bot.usecases.planning import PlanningUseCases

MINUTES_MORE = 10
"""Minutes that one press gives."""
Deed = Literal["more", "hand_over", "finish"]
"""The buttons that do something at once; broadcasting asks for a text first."""


class BoardUseCases:
    """For hosts. Each method raises Refusal, and changes nothing then."""

    def __init__(
        self, conductor: Conductor, hosts: HostRights, scheduling: PlanningUseCases, ending: EndingUseCases
    ) -> None:
        self._conductor, self._hosts, self._planning, self._ending = conductor, hosts, scheduling, ending

    async def press(self, caller: Asker, button: Deed, mixer_id: str) -> Answer:
        """More time, another host, who is to be chosen, or the end, which is asked about once more."""
        mixer = await self._hosts.mixer(caller, mixer_id)
        match button:
            case "hand_over":
                _check_open(mixer)
                asked = Text("hand_over.ask", {"title": mixer.title})
                return Members((asked,), custom_id("heir", mixer.id), "hand_over.hint")
            case "more":
                after = await self._conductor.tell(mixer.id, Extended(MINUTES_MORE))
                return Text("extend.done", {"title": mixer.title, "end": Moment(after.closes_at)})
            case "finish":
                return self._ending.ask_end(mixer)
            case _:
                assert_never(button)

    async def hand_over(self, caller: Asker, mixer_id: str, user_id: int) -> Text:
        """Another member is the host from now on, as by the command."""
        _check_open(await self._hosts.mixer(caller, mixer_id))
        return await self._planning.hand_over(caller, mixer_id, user_id)


def _check_open(mixer: Mixer) -> None:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("over")
