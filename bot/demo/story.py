"""The script: which scenes are played, and in what order. A scene that comes late or not at all stops no other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.scenes import after, before, during, goodbyes, inviting, pressing, rehearsing, talking, voting
from bot.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Scene:
    """Something to play, and what has been seen when it has been played."""

    promise: str
    play: Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise and what came of it: `missed` says what was late or absent, `broke` what must never happen."""

    promise: str
    missed: str | None = None
    broke: str | None = None
    left_out: bool = False
    """Something it stands on was not there, so that it was not tried."""

    @property
    def kept(self) -> bool:
        """Whether it happened."""
        return not (self.missed or self.broke or self.left_out)


TOO_LATE = "the mixer was over first"
CURTAIN = 4.0
"""Seconds before the end when nothing more is begun."""

# One after the other.
BEFORE = (
    Scene("the server was prepared", before.prepare),
    Scene("the bot was set up in its panel", before.set_up),
    Scene("a mixer was announced once its host had seen how", inviting.announce),
    Scene("the host began a rehearsal", rehearsing.begin),
    Scene("people signed up and said who they are", inviting.sign_up),
    Scene("people gathered in the lobby, and were welcomed", before.gather),
)
OPENING = (
    Scene("everyone in the lobby was seated on the hour", before.seat),
    Scene("each room had a question, and says who is here", before.greet),
    Scene("ears came to listen, and said what they hear", talking.meet_the_ears),
)
# As soon as there are rooms, whatever else happens.
TALK = Scene("people talked in their rooms", talking.talk)
# All at once, until the evening ends; each waits for its own moment. New ones go here.
DURING = (
    Scene("Discord's own calendar had the mixer too", inviting.see_the_calendar),
    Scene("the host had seen the whole hour in a rehearsal, the secret vote too", rehearsing.see),
    Scene("people wrote in their rooms", during.write),
    Scene("a room that went quiet was asked a question, and talk came back", talking.run_dry),
    Scene("who wished for a new topic got one", pressing.wish_for_a_topic),
    Scene("who wished for peace got it", pressing.wish_for_peace),
    Scene(
        "an ear left when somebody would rather not be heard, and came back when they allowed it",
        pressing.send_the_ear_away,
    ),
    Scene("the host came when called", pressing.call_the_host),
    Scene("the host was told how it goes", during.ask_how_it_goes),
    Scene("late people were seated", during.come_late),
    Scene("who hung up without a word could come back", during.hang_up_and_return),
    Scene("who may not end it was told so kindly", during.meddle),
    Scene("every room was given a sign a minute before the end", during.hear_the_sign),
)
VOTE = Scene("everybody was asked in secret whether to stay longer", voting.vote)
WITH_A_VOTE = 6
"""Minutes: only an evening longer than this has a vote."""
AFTER = (
    Scene("everyone could stay until the end", after.stay_until_the_end),
    Scene("everyone was brought back to the lobby", after.come_home),
    Scene("the rooms and their category went", after.clear_away),
    Scene("goodbye was said", after.say_goodbye),
    Scene("people said how it was, without their names", goodbyes.say_how_it_was),
    Scene("who would like to stay in touch was kept secret", goodbyes.stay_in_touch),
    Scene("the host looked back, with a picture", goodbyes.look_back),
    Scene("people left when they liked", after.leave),
)


async def play(stage: Stage) -> list[Outcome]:
    """Play all scenes; what came of each promise, in the order of the script."""
    during = (*DURING, VOTE) if stage.minutes > WITH_A_VOTE else DURING
    outcomes = [await _one(scene, stage) for scene in BEFORE]
    if not stage.opened:
        return outcomes + [Outcome(scene.promise, left_out=True) for scene in (*OPENING, TALK, *during, *AFTER)]
    talk = asyncio.create_task(_one(TALK, stage))
    try:
        outcomes += [await _one(scene, stage) for scene in OPENING]
        left = stage.ends - CURTAIN - stage.now
        outcomes += await asyncio.gather(talk, *(_one(scene, stage, within=left) for scene in during))
    finally:
        talk.cancel()
    return outcomes + [await _one(scene, stage) for scene in AFTER]


async def _one(scene: Scene, stage: Stage, within: float | None = None) -> Outcome:
    try:
        async with asyncio.timeout(None if within is None else max(0.0, within) / stage.watch.pace):
            await scene.play(stage)
    except Missed as missed:
        return Outcome(scene.promise, missed=str(missed))
    except Broke as broke:
        return Outcome(scene.promise, broke=str(broke))
    except LeftOut:
        return Outcome(scene.promise, left_out=True)
    except TimeoutError:
        return Outcome(scene.promise, missed=TOO_LATE)
    return Outcome(scene.promise)
