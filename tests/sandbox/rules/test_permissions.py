"""Permissions fold as Discord folds them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.beginning import INVITE
from bot.sandbox.rules.permissions import (
    ALL,
    Overwrite,
    Permission,
    base_permissions,
    channel_permissions,
    check_overwrites,
    during_timeout,
)
from tests.sandbox.rules.refusals import refusal

GUILD, ME, ROLE, OTHER_ROLE = 1, 2, 3, 4
VIEW, SEND, CONNECT = int(Permission.VIEW_CHANNEL), int(Permission.SEND_MESSAGES), int(Permission.CONNECT)
bits = st.sets(st.sampled_from(list(Permission))).map(sum)
overwrites = st.lists(
    st.builds(Overwrite, st.sampled_from([GUILD, ME, ROLE, OTHER_ROLE, 9]), st.sampled_from([0, 1]), bits, bits),
    max_size=6,
)


def may(base: int, *asked: Overwrite, **kwargs: Any) -> int:
    settings: dict[str, Any] = {"guild_id": GUILD, "member_id": ME, "role_ids": [ROLE], "voice": False, **kwargs}
    return channel_permissions(base, overwrites=asked, **settings)


def test_every_documented_bit_has_a_name() -> None:
    assert len(Permission) == 52
    assert ALL == (1 << 53) - 1 - (1 << 47)


def test_the_bits_make_the_invitation_number() -> None:
    p = Permission
    wanted = p.MANAGE_CHANNELS | p.VIEW_CHANNEL | p.SEND_MESSAGES | p.EMBED_LINKS | p.READ_MESSAGE_HISTORY
    wanted |= p.CONNECT | p.SPEAK | p.MOVE_MEMBERS | p.USE_VAD | p.SET_VOICE_CHANNEL_STATUS
    assert wanted | p.MANAGE_ROLES | p.CREATE_EVENTS == INVITE == 299067484752912


def test_roles_add_up_and_owner_and_administrator_may_all() -> None:
    assert base_permissions(False, VIEW, [SEND, CONNECT]) == VIEW | SEND | CONNECT
    assert base_permissions(False, VIEW, [int(Permission.ADMINISTRATOR)]) == ALL
    assert base_permissions(True, 0, []) == ALL


def test_a_time_out_leaves_reading_to_all_but_administrators() -> None:
    assert during_timeout(VIEW | SEND | CONNECT) == VIEW
    assert during_timeout(ALL) == ALL


def test_order_is_everyone_then_roles_then_member() -> None:
    shut, let_role, shut_me = Overwrite(GUILD, 0, 0, SEND), Overwrite(ROLE, 0, SEND, 0), Overwrite(ME, 1, 0, SEND)
    assert not may(VIEW | SEND, shut) & SEND
    assert may(VIEW | SEND, let_role, shut) & SEND
    assert not may(VIEW | SEND, shut_me, let_role, shut) & SEND


def test_among_roles_allow_beats_deny() -> None:
    deny, allow = Overwrite(ROLE, 0, 0, SEND), Overwrite(OTHER_ROLE, 0, SEND, 0)
    for asked in ((deny, allow), (allow, deny)):
        assert may(VIEW | SEND, *asked, role_ids=[ROLE, OTHER_ROLE]) & SEND


def test_everyone_is_no_role_among_roles() -> None:
    let_all, deny_role = Overwrite(GUILD, 0, SEND, 0), Overwrite(ROLE, 0, 0, SEND)
    assert not may(VIEW, let_all, deny_role, role_ids=[GUILD, ROLE]) & SEND


def test_overwrites_of_others_do_nothing() -> None:
    strangers = [
        Overwrite(9, 1, ALL, 0),
        Overwrite(OTHER_ROLE, 0, ALL, 0),
        Overwrite(ME, 0, ALL, 0),
        Overwrite(ROLE, 1, ALL, 0),
    ]
    assert may(VIEW | SEND, *strangers) == VIEW | SEND


def test_who_cannot_see_can_do_nothing() -> None:
    assert may(ALL & ~Permission.ADMINISTRATOR, Overwrite(GUILD, 0, 0, VIEW)) == 0


def test_a_voice_channel_closed_to_someone_leaves_only_seeing_it() -> None:
    base = VIEW | CONNECT | SEND | int(Permission.MANAGE_CHANNELS | Permission.MOVE_MEMBERS)
    assert may(base, Overwrite(GUILD, 0, 0, CONNECT), voice=True) == VIEW
    assert may(base, Overwrite(GUILD, 0, 0, CONNECT), voice=False) == base & ~CONNECT


def test_without_sending_there_is_nothing_to_attach() -> None:
    extras = (
        Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
    )
    assert may(VIEW | int(extras | Permission.ADD_REACTIONS)) == VIEW | Permission.ADD_REACTIONS
    assert may(VIEW | SEND | int(extras)) == VIEW | SEND | extras


def test_a_timed_out_member_only_reads() -> None:
    base = VIEW | SEND | CONNECT | int(Permission.READ_MESSAGE_HISTORY)
    assert may(base, timed_out=True) == VIEW | Permission.READ_MESSAGE_HISTORY
    assert may(base, timed_out=True, voice=True) == VIEW | Permission.READ_MESSAGE_HISTORY
    assert may(ALL, timed_out=True) == ALL


@settings(deadline=None)
@given(base=bits, asked=overwrites, voice=st.booleans(), timed_out=st.booleans())
def test_nothing_comes_from_nowhere(base: int, asked: list[Overwrite], voice: bool, timed_out: bool) -> None:
    granted = may(base, *asked, voice=voice, timed_out=timed_out)
    if base & Permission.ADMINISTRATOR:
        assert granted == ALL
        return
    offered = base
    for overwrite in asked:
        offered |= overwrite.allow
    assert granted & ~offered == 0
    assert granted == 0 or granted & VIEW


@settings(deadline=None)
@given(base=bits, asked=overwrites, allow=bits)
def test_the_members_own_overwrite_has_the_last_word(base: int, asked: list[Overwrite], allow: int) -> None:
    others = [o for o in asked if (o.type, o.id) != (1, ME)]
    opens = int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    assert allow & ~may(base, *others, Overwrite(ME, 1, allow | opens, 0)) == 0


@settings(deadline=None)
@given(base=bits, asked=overwrites)
def test_a_timed_out_member_never_has_more_than_before(base: int, asked: list[Overwrite]) -> None:
    assert may(base, *asked, timed_out=True) & ~may(base, *asked) == 0


@pytest.mark.parametrize("overwrite", [Overwrite(9, 1, CONNECT, 0), Overwrite(9, 0, 0, CONNECT)])
def test_nobody_hands_out_or_takes_what_he_lacks(overwrite: Overwrite) -> None:
    assert refusal(check_overwrites, [overwrite], VIEW, False).code == 50013
    check_overwrites([overwrite], VIEW | CONNECT, False)
    check_overwrites([overwrite], 0, True)


def test_manage_roles_in_a_channel_is_for_administrators() -> None:
    roles = int(Permission.MANAGE_ROLES)
    assert refusal(check_overwrites, [Overwrite(9, 1, roles, 0)], roles, False).code == 50013
    check_overwrites([Overwrite(9, 1, roles, 0)], roles, True)
