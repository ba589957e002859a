"""The host rehearses: the whole hour in a minute, the secret vote included, for which a short evening has no time."""

from __future__ import annotations

from bot.demo.missing import LeftOut, Missed
from bot.demo.server import SECRET, Json, message
from bot.demo.stage import Stage
from bot.demo.watch import BOT, line

POST = "\n>>> "
"""Between what the host is told of a post and the post; what is said last has none."""


async def begin(stage: Stage) -> None:
    """The host asks for a rehearsal, which goes on beside everything else."""
    begun = await stage.begin(stage.cast.host, stage.home, "mixer rehearse")
    stage.rehearsal = str(begun["id"])
    await stage.read(stage.cast.host, begun)


async def see(stage: Stage) -> None:
    """It comes to its end, has shown the vote, and nobody else has seen any of it."""
    host = stage.cast.host
    if not stage.rehearsal:
        raise LeftOut
    while not (shown := await _shown(stage)) or POST in shown[-1]["message"]["content"]:
        await stage.watch.look()
        await stage.sleep(1)
    votes = [answer for answer in shown if SECRET in _labels(answer["message"])]
    if not votes:
        raise Missed("the rehearsal did not show the secret vote")
    for answer in (votes[0], shown[-1]):
        told = line(message(answer["message"]), stage.server)
        stage.watch.chronicle.add(BOT, f"has shown {stage.name(host)} alone in the rehearsal: {told}")


def _labels(post: Json) -> list[str]:
    """What its buttons say, which are switched off in a rehearsal."""
    return [str(button["label"]) for row in post["components"] for button in row["components"]]


async def _shown(stage: Stage) -> list[Json]:
    answers = (await stage.watch.control.get(f"/interactions/{stage.rehearsal}"))["answers"]
    return [answer for answer in answers if answer["kind"] == "followup"]
