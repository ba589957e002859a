"""Each act is one request to Discord, which is what makes acts worth counting (`tests/bench/thrift.py`)."""

from __future__ import annotations

from datetime import timedelta

from bot.core.lifecycle.facts import EventShown, PostSent
from bot.core.lifecycle.scheduled_event import ACTIVE, COMPLETED, MakeEvent, StepEvent
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import Act, Admit, Bring, Remove, Reword, Say, SendHome, ShowStatus
from bot.core.text import Letter, Question, Text
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, mixer_at, now
from tests.bench.thrift import LETTER

TEXT, LATER = (Text("announcement.over", {"title": title}) for title in ("Tea", "Tee"))


async def test_an_act_is_one_request_and_a_letter_two(real: RealStage) -> None:
    scene, pipeline = Scene(real, mixer_at(real)), real.box.pipeline

    async def once(act: Act) -> object:
        before = pipeline.requests
        fact = await scene.do(act)
        assert pipeline.requests == before + 1, act
        return fact

    guest, before = await scene.guest(), pipeline.requests
    room = await scene.room(guest)
    assert pipeline.requests == before + 2, "a category and a room"
    await once(ShowStatus(1, room, Question("q1")))
    await once(Admit(real.person(), 1, room))
    await once(Bring(guest, real.lobby_id, room))
    sent = await once(Say(PostKey("announcement"), real.channel_id, TEXT))
    assert isinstance(sent, PostSent)
    await once(Reword(PostKey("announcement"), real.channel_id, sent.message_id, LATER))
    await once(SendHome(guest, room, real.lobby_id))
    await once(Remove(room))
    starts = (now() + timedelta(days=1)).replace(microsecond=0)
    event = await once(MakeEvent("Tea", starts, starts + timedelta(hours=1), real.lobby_id))
    assert isinstance(event, EventShown)
    for state in (ACTIVE, COMPLETED):
        await once(StepEvent(event.event_id, state))
    before = pipeline.requests
    await real.venue.send(
        Letter(key="k", language="en", texts=(TEXT,), guild_id=real.guild_id, to=guest, channel_id=real.channel_id)
    )
    assert pipeline.requests == before + LETTER
