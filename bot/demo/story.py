"""The script: which scenes are played, and in what order. A scene that plays to its end has kept its promise."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.scenes import after, before, during, goodbyes, inviting, pressing, rehearsing, talking
from bot.demo.stage import Stage
from bot.demo.watch import Missed


@dataclass(frozen=True, slots=True)
class Scene:
    """Something to play, and what has been seen when it has been played."""

    promise: str
    play: Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise and what came of it; `missed` says what did not happen."""

    promise: str
    missed: str | None = None


NOT_REACHED = "the evening did not get so far"

# One after the other; the first that fails ends the evening, for nothing after it could be.
BEFORE = (
    Scene("the server was prepared", before.prepare),
    Scene("the bot was set up in its panel", before.set_up),
    Scene("an evening was announced once its host had seen how, in Discord's calendar too", inviting.announce),
    Scene("the host began a rehearsal", rehearsing.begin),
    Scene("people signed up and said who they are", inviting.sign_up),
    Scene("people gathered in the lobby, and were welcomed", before.gather),
    Scene("rooms opened on the hour, with who is here and a question each", before.open_rooms),
    Scene("everyone in the lobby was seated", before.seat),
    Scene("ears came to listen, and said what they hear", talking.meet_the_ears),
)
# All at once; each waits for its own moment, and goes on if another fails. New ones go here.
DURING = (
    Scene("the host had seen the whole hour in a rehearsal, the secret vote too", rehearsing.see),
    Scene("people talked in their rooms", talking.talk),
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
    outcomes = await _in_turn(BEFORE, stage)
    if outcomes[-1].missed:
        return outcomes + [Outcome(scene.promise, NOT_REACHED) for scene in DURING + AFTER]
    outcomes += await asyncio.gather(*(_one(scene, stage) for scene in DURING))
    return outcomes + await _in_turn(AFTER, stage)


async def _in_turn(scenes: tuple[Scene, ...], stage: Stage) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for scene in scenes:
        broken = bool(outcomes) and outcomes[-1].missed is not None
        outcomes.append(Outcome(scene.promise, NOT_REACHED) if broken else await _one(scene, stage))
    return outcomes


async def _one(scene: Scene, stage: Stage) -> Outcome:
    try:
        await scene.play(stage)
    except Missed as missed:
        return Outcome(scene.promise, str(missed))
    return Outcome(scene.promise)
