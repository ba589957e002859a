"""An ear must prove that it hears: a dead path is told from a still room, and neither is taken for the other."""

from __future__ import annotations

import pytest

from bot.core.listening.proof import ANSWERED, CLAIMED, FAR, GREETING, PADDED, PADDING, PING, SILENT, SURE, Doubt, Proof

START = 1000.0


def connected() -> Proof:
    """A connection just made, in a room of which nothing is known."""
    proof = Proof()
    proof.begin(START)
    return proof


def first_doubt(proof: Proof, since: float, most: float, *, muted: bool = False) -> tuple[float, Doubt] | None:
    """After how many seconds the ear is doubted if nothing comes, and why."""
    for half in range(int(2 * most)):
        proof.ping_due(since + half / 2)
        if doubt := proof.doubt(since + half / 2, open_microphones=not muted):
            return half / 2, doubt
    return None


def test_answers_that_cease_are_noticed_within_twenty_seconds() -> None:
    proof = connected()
    for nth in range(1, 4):
        proof.answered(START + nth * PING)
    last = START + 3 * PING
    assert first_doubt(proof, last, 60) == (ANSWERED + 0.5, Doubt.ANSWERS)
    assert 15 <= ANSWERED <= 20 - 1


def test_a_room_that_is_silent_for_an_hour_is_believed_while_pings_are_answered() -> None:
    proof = connected()
    for nth in range(1, 720):
        at = START + nth * PING
        proof.answered(at)
        assert proof.doubt(at + PING - 0.1, open_microphones=True) is None
        assert proof.sure(at + PING)


def test_a_machine_that_slept_for_an_hour_has_not_asked_and_doubts_nothing() -> None:
    proof = connected()
    assert proof.ping_due(START)
    proof.answered(START)
    woken = START + 3600
    assert proof.ping_due(woken)
    assert proof.doubt(woken, open_microphones=False) is None
    assert first_doubt(proof, woken, 60), "but a server that does not answer then is doubted"


def test_nor_has_it_listened_where_pings_are_never_answered() -> None:
    proof = connected()
    assert first_doubt(proof, START, SILENT / 4) is None
    woken = START + 3600
    assert proof.ping_due(woken)
    assert proof.doubt(woken, open_microphones=True) is None
    doubt = first_doubt(proof, woken, SILENT)
    assert doubt is not None
    assert doubt[1] is Doubt.SILENCE, "but one who then listens in vain is doubted"


@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_ping_or_two_are_no_deafness(lost: int) -> None:
    proof = connected()
    proof.answered(START + PING)
    back = START + PING * (2 + lost)
    assert proof.doubt(back, open_microphones=True) is None


def test_a_server_that_ceases_to_answer_while_people_talk_is_believed() -> None:
    proof = connected()
    proof.answered(START + PING)
    for second in range(6, 3600):
        proof.packet(START + second)
        assert proof.doubt(START + second + 0.9, open_microphones=True) is None


def test_a_server_that_never_answers_is_not_deaf() -> None:
    proof = connected()
    for second in range(0, 3600, 25):
        proof.packet(START + second)
        assert proof.sure(START + second + 24)
        assert proof.doubt(START + second + 24, open_microphones=True) is None


def test_somebody_who_speaks_must_be_heard() -> None:
    proof = connected()
    claimed = START + GREETING + 1
    proof.speaks(claimed)
    assert first_doubt(proof, claimed, 60) == (CLAIMED + 0.5, Doubt.CLAIM)


def test_who_has_spoken_before_we_came_claims_nothing() -> None:
    proof = connected()
    proof.speaks(START + 0.1)
    assert first_doubt(proof, START, SILENT) is None


def test_a_claim_is_met_by_any_packet() -> None:
    proof = connected()
    proof.speaks(START + 10)
    proof.packet(START + 10.1)
    assert first_doubt(proof, START + 10, 60) is None


def test_nothing_but_padding_is_no_life() -> None:
    proof, at = connected(), START
    while proof.doubt(at, open_microphones=True) is None:
        at += 0.02
        proof.padding(1, at)
    assert proof.doubt(at, open_microphones=True) is Doubt.PADDING
    assert PADDING < at - START < 20


def test_a_burst_of_padding_before_a_silence_is_none_of_that() -> None:
    proof = connected()
    proof.packet(START)
    for nth in range(PADDED):
        proof.padding(1, START + nth * 0.003)
    assert first_doubt(proof, START, SILENT - 1) is None


def test_a_stillness_far_longer_than_ever_is_tried_once_and_then_believed_for_longer() -> None:
    proof = connected()
    proof.packet(START)
    proof.packet(START + 40)
    first = first_doubt(proof, START + 40, 600)
    assert first is not None
    assert first == (FAR * 40 + 0.5, Doubt.SILENCE)
    proof.begin(START + 300)
    second = first_doubt(proof, START + 300, 3600)
    assert second is not None
    assert second[0] > FAR * first[0]


def test_where_all_are_muted_no_packet_is_missed() -> None:
    assert first_doubt(connected(), START, 3600, muted=True) is None


def test_a_silence_is_believed_only_as_far_as_it_was_heard() -> None:
    proof = connected()
    proof.answered(START + PING)
    assert proof.sure(START + PING + SURE)
    assert not proof.sure(START + PING + SURE + 0.1)
    proof.padding(1, START + 30)
    assert not proof.sure(START + 30)
    proof.packet(START + 30)
    assert proof.sure(START + 30)
