"""What every ports.Venue promises about the calendar, direct messages and roles; then DiscordVenue's own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.core.lifecycle.facts import EventGone, EventShown, EventStepped, PostSent
from bot.core.lifecycle.scheduled_event import (
    ACTIVE,
    CANCELLED,
    COMPLETED,
    SCHEDULED,
    EditEvent,
    MakeEvent,
    ShownEvent,
    StepEvent,
)
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import Say
from bot.core.text import Text
from bot.ports import Busy, Forbidden, Missing, NotDone, Unsure
from bot.sandbox.actions import members
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, Stage, eventually, lacks, mixer_at, now, seen

NOWHERE = 10**15
HOUR = timedelta(hours=1)
REMINDER = Text("remind.direct_15", {"title": "Tea", "in": "soon", "lobby": "there", "card": "here"})


def soon() -> datetime:
    """An hour that is still ahead, as people type it."""
    return (now() + timedelta(days=1)).replace(second=0, microsecond=0)


async def plan(scene: Scene, name: str = "Tea", starts_at: datetime | None = None) -> int:
    """Put an event into the calendar; its id."""
    at = starts_at or soon()
    made = await scene.do(MakeEvent(name, at, at + HOUR, scene.stage.lobby_id))
    assert isinstance(made, EventShown)
    assert (made.name, made.starts_at) == (name, at)
    return made.event_id


def listed(stage: Stage, event_id: int) -> ShownEvent | None:
    """An event as the venue sees it."""
    return seen(stage).events.get(event_id)


async def test_an_evening_in_the_calendar_from_start_to_end(scene: Scene) -> None:
    at, later = soon(), soon() + HOUR
    id = await plan(scene, "Tea", at)
    assert scene.stage.calendar() == {id: ("Tea", at, SCHEDULED)}
    assert listed(scene.stage, id) == ShownEvent(id, "Tea", at, SCHEDULED, ours=True)
    assert await scene.do(EditEvent(id, "More tea", later, later + HOUR)) == EventShown(
        id, "More tea", later, later + HOUR
    )
    assert listed(scene.stage, id) == ShownEvent(id, "More tea", later, SCHEDULED, ours=True)
    for state in (ACTIVE, COMPLETED):
        assert await scene.do(StepEvent(id, state)) == EventStepped(state)
        assert scene.stage.calendar() == {id: ("More tea", later, state)}
        assert listed(scene.stage, id) == ShownEvent(id, "More tea", later, state, ours=True)


async def test_an_evening_that_is_called_off(scene: Scene) -> None:
    id, other = await plan(scene), await plan(scene, "Rain")
    assert await scene.do(StepEvent(id, CANCELLED)) == EventStepped(CANCELLED)
    assert {id: state for id, (_, _, state) in scene.stage.calendar().items()} == {id: CANCELLED, other: SCHEDULED}


async def test_what_somebody_else_does_to_an_event_is_seen(scene: Scene) -> None:
    stage, id, later = scene.stage, await plan(scene), soon() + HOUR
    stage.someone_edits(id, "縁側 tea", later)
    await eventually(
        lambda: listed(stage, id) == ShownEvent(id, "縁側 tea", later, SCHEDULED, ours=True), "it is changed"
    )
    stage.someone_steps(id, CANCELLED)
    await eventually(lambda: (event := listed(stage, id)) and event.state == CANCELLED, "it is cancelled")
    gone, foreign = await plan(scene), stage.someone_plans("Walk", later)
    await eventually(
        lambda: listed(stage, foreign) == ShownEvent(foreign, "Walk", later, SCHEDULED, ours=False), "a walk"
    )
    stage.someone_deletes(gone)
    await eventually(lambda: listed(stage, gone) is None, "it is gone")


async def test_an_event_that_is_gone_is_told_so(scene: Scene) -> None:
    id, at = await plan(scene), soon() + HOUR
    scene.stage.someone_deletes(id)
    await eventually(lambda: listed(scene.stage, id) is None, "it is gone")
    for event_id in (id, NOWHERE):
        assert await scene.do(EditEvent(event_id, "Tea", at, at + HOUR)) == EventGone()
        assert await scene.do(StepEvent(event_id, CANCELLED)) == EventGone()


async def test_who_was_quicker_is_left_to(scene: Scene) -> None:
    """At the hour Discord begins an event by itself."""
    stage, id = scene.stage, await plan(scene)
    stage.someone_steps(id, ACTIVE)
    await eventually(lambda: (event := listed(stage, id)) and event.state == ACTIVE, "it has begun")
    for state in (ACTIVE, CANCELLED):
        assert await scene.do(StepEvent(id, state)) is None
    assert stage.calendar()[id][2] == ACTIVE
    assert await scene.do(StepEvent(id, COMPLETED)) == EventStepped(COMPLETED)
    assert await scene.do(StepEvent(id, COMPLETED)) is None


async def test_what_cannot_be_planned(scene: Scene) -> None:
    past = now() - HOUR
    with pytest.raises(NotDone):
        await scene.do(MakeEvent("Tea", past, soon(), scene.stage.lobby_id))
    with pytest.raises(Missing):
        await scene.do(MakeEvent("Tea", soon(), soon() + HOUR, NOWHERE))
    assert scene.stage.calendar() == {}


async def test_without_the_permission_for_events(scene: Scene) -> None:
    id, at = await plan(scene), soon()
    scene.stage.revoke("create_events")
    await eventually(lambda: lacks(scene.stage) == ("create_events",), "it is noticed")
    acts = (
        MakeEvent("Rain", at, at + HOUR, scene.stage.lobby_id),
        EditEvent(id, "Rain", at, at + HOUR),
        StepEvent(id, CANCELLED),
    )
    for act in acts:
        with pytest.raises(Forbidden) as refusal:
            await scene.do(act)
        assert refusal.value.permission == "create_events"
    assert scene.stage.calendar() == {id: ("Tea", at, SCHEDULED)}


async def test_a_direct_message_is_sent_once_to_one(scene: Scene) -> None:
    member, other = scene.stage.person(), scene.stage.person()
    say = Say(PostKey.read("direct:15"), 0, REMINDER, to=member)
    sent = await scene.do(say)
    assert isinstance(sent, PostSent)
    assert (sent.key, sent.shown) == (say.key, REMINDER.digest)
    assert await scene.do(say) == sent
    assert [scene.stage.direct(user) for user in (member, other)] == [1, 0]
    assert not scene.stage.messages(scene.stage.channel_id)


async def test_who_cannot_be_written_to_is_let_be(scene: Scene) -> None:
    """Closed to strangers (50007), or no longer in any server of the bot's (50278): no permission is missing."""
    shut, gone = scene.stage.person(), scene.stage.person()
    scene.stage.close_messages(shut)
    scene.stage.part(gone)
    for member in (shut, gone):
        with pytest.raises((Missing, Busy)):  # opening many at once may be put off, here by all tests together
            await scene.do(Say(PostKey.read("direct:15"), 0, REMINDER, to=member))
        assert not scene.stage.direct(member)
    assert lacks(scene.stage) == ()


async def test_roles_of_members_wherever_they_are(scene: Scene) -> None:
    stage, guild = scene.stage, scene.stage.guild_id
    guide, baker = stage.role(), stage.role()
    both, none, left = stage.person(guide, baker), stage.person(), stage.person(guide)
    stage.go(both, stage.lobby_id)
    await eventually(lambda: both in seen(stage).people, "somebody is in voice")
    assert {guide, baker} <= seen(stage).roles[both]
    stage.part(left)
    found = await stage.venue.roles(guild, [both, none, left, both])
    assert found.keys() == {both, none}
    assert found[both] >= {guide, baker}
    assert not found[none] & {guide, baker}
    assert await stage.venue.roles(guild, []) == {}


async def test_a_bot_is_nobody(real: RealStage) -> None:
    bots = [user.id for user in real.world.users.values() if user.bot]
    assert bots
    assert await real.venue.roles(real.guild_id, bots) == {}


async def test_roles_in_a_server_that_cannot_be_seen(scene: Scene) -> None:
    member = scene.stage.person()
    scene.stage.outage(on=True)
    await eventually(lambda: scene.stage.venue.look(scene.stage.guild_id) is None, "the outage is noticed")
    with pytest.raises(Unsure):
        await scene.stage.venue.roles(scene.stage.guild_id, [member])


async def test_roles_in_voice_are_known_again_after_an_outage(scene: Scene) -> None:
    stage, guide = scene.stage, scene.stage.role()
    member = stage.person(guide)
    stage.go(member, stage.lobby_id)
    await eventually(lambda: guide in seen(stage).roles.get(member, ()), "they are seen")
    stage.outage(on=True)
    await eventually(lambda: stage.venue.look(stage.guild_id) is None, "the outage is noticed")
    stage.outage(on=False)
    await eventually(lambda: stage.venue.look(stage.guild_id), "the server is seen again")
    assert guide in seen(stage).roles[member]


async def test_a_deleted_account_is_let_be(real: RealStage) -> None:
    """Its channel cannot be opened (50033), or is open and takes nothing any more (50007)."""
    scene, fresh, known = Scene(real, mixer_at(real)), real.person(), real.person()
    await scene.do(Say(PostKey.read("direct:1440"), 0, REMINDER, to=known))
    for member in (fresh, known):
        members.erase(real.world, real.world.users[member])
        with pytest.raises((Missing, Busy)):  # opening many at once may be put off, here by all tests together
            await scene.do(Say(PostKey.read("direct:15"), 0, REMINDER, to=member))


async def test_the_roles_of_a_crowd_cost_no_request_each(real: RealStage) -> None:
    guide = real.role()
    crowd = [real.person(guide) for _ in range(230)]
    before = real.box.pipeline.requests
    found = await real.venue.roles(real.guild_id, crowd)
    assert found.keys() == set(crowd)
    assert all(guide in roles for roles in found.values())
    assert real.box.pipeline.requests <= before + 1  # perhaps the commands at start


async def test_an_event_the_gateway_has_not_told_of_yet(real: RealStage) -> None:
    """It is in no cache, and all the same it is called off, begun and ended."""
    scene = Scene(real, mixer_at(real))
    real.gateway_is_slow(30)
    called_off, begun = await plan(scene), await plan(scene, "Rain")
    assert await scene.do(StepEvent(called_off, CANCELLED)) == EventStepped(CANCELLED)
    for state in (ACTIVE, COMPLETED):
        assert await scene.do(StepEvent(begun, state)) == EventStepped(state)
    assert [state for _, _, state in real.calendar().values()] == [CANCELLED, COMPLETED]
    assert {id: event.state for id, event in seen(real).events.items()} == {called_off: CANCELLED, begun: COMPLETED}


async def test_an_answer_that_was_lost_leaves_an_event_that_is_found(real: RealStage) -> None:
    scene, at = Scene(real, mixer_at(real)), soon()
    real.fault("POST /guilds/*/scheduled-events", "timeout", after=True)
    with pytest.raises(Unsure):
        await scene.do(MakeEvent("Tea", at, at + HOUR, real.lobby_id))
    (id,) = real.calendar()
    await eventually(lambda: listed(real, id) == ShownEvent(id, "Tea", at, SCHEDULED, ours=True), "it is found")


async def test_what_discord_tells_from_the_beginning_is_newer_than_any_answer(real: RealStage) -> None:
    """A server comes back whose event another process has ended meanwhile, or somebody by hand."""
    scene = Scene(real, mixer_at(real))
    real.gateway_is_slow(30)
    event = await plan(scene)
    assert listed(real, event) is not None
    real.venue.shard_away(1, False)
    assert listed(real, event) is not None, "that is of other servers"
    real.venue.shard_away(0, False)
    assert listed(real, event) is None, "now it is as the gateway has told it"
