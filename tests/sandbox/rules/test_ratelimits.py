"""Rate limits: never kinder than their numbers, and never a 429 for who keeps to the headers."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.rules.ratelimits import (
    INVALID,
    OLD_EDITS,
    PER_BOT,
    RENAMES,
    ROUTES,
    Limits,
    Verdict,
    invalid_requests,
)
from bot.sandbox.rules.routes import shape

MESSAGES, CHANNEL, MEMBER = "/channels/{channel_id}/messages", "/channels/{channel_id}", "/guilds/{g}/members/{u}"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
CALLBACK = "/interactions/{interaction_id}/{token}/callback"
START = 1_790_000_000.0


@dataclass
class Clock:
    now: float = START

    def __call__(self) -> float:
        return self.now


def limits(pace: float = 1.0) -> tuple[Limits, Clock]:
    clock = Clock()
    return Limits(clock, pace), clock


def until_refused(take: Callable[[], Verdict]) -> tuple[int, Verdict]:
    for count in range(100):
        verdict = take()
        if verdict.retry_after is not None:
            return count, verdict
    raise AssertionError("never refused")


waits = st.lists(st.floats(0, 3), min_size=1, max_size=80)


@settings(deadline=None)
@given(waits=waits)
def test_no_stretch_of_five_seconds_has_more_than_five_messages(waits: list[float]) -> None:
    bot, clock = limits()
    passed: list[float] = []
    for wait in waits:
        clock.now += wait
        if bot.take("POST", MESSAGES, "1").retry_after is None:
            passed.append(clock.now)
    assert all(later - earlier >= 5 for earlier, later in zip(passed, passed[5:], strict=False))


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(st.tuples(st.floats(0, 0.05), st.integers(0, 30)), min_size=60, max_size=150))
def test_no_second_has_more_than_fifty_requests_wherever_they_go(steps: list[tuple[float, int]]) -> None:
    bot, clock = limits()
    passed: list[float] = []
    for wait, channel in steps:
        clock.now += wait
        if not bot.take("GET", MESSAGES, str(channel)).is_global:
            passed.append(clock.now)
    most, seconds = PER_BOT
    assert all(later - earlier >= seconds for earlier, later in zip(passed, passed[most:], strict=False))


@settings(deadline=None)
@given(waits=st.lists(st.floats(0, 20), min_size=1, max_size=40), pace=st.sampled_from([1.0, 3.0, 10.0]))
def test_who_keeps_to_the_headers_is_never_refused(waits: list[float], pace: float) -> None:
    bot, clock = limits(pace)
    remaining, free_at = 1, 0.0
    for wait in waits:
        clock.now += wait
        if remaining == 0:
            clock.now = max(clock.now, free_at)
        verdict = bot.take("PATCH", MEMBER, "1")
        assert verdict.retry_after is None
        remaining = int(verdict.headers["X-RateLimit-Remaining"])
        free_at = clock.now + float(verdict.headers["X-RateLimit-Reset-After"])


@settings(deadline=None)
@given(first=st.floats(0, 30), waits=st.lists(st.floats(0, 1), min_size=6, max_size=20))
def test_coming_back_after_retry_after_is_never_too_early(first: float, waits: list[float]) -> None:
    bot, clock = limits()
    clock.now += first
    for wait in waits:
        clock.now += wait
        verdict = bot.take("POST", MESSAGES, "1")
        if verdict.retry_after is not None:
            clock.now += verdict.retry_after
            assert bot.take("POST", MESSAGES, "1").retry_after is None


def test_headers_say_what_is_left() -> None:
    bot, _ = limits()
    verdict = bot.take("POST", MESSAGES, "1")
    assert verdict.retry_after is None
    assert {name: verdict.headers[name] for name in ("X-RateLimit-Limit", "X-RateLimit-Remaining")} == {
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "4",
    }
    after = float(verdict.headers["X-RateLimit-Reset-After"])
    assert after == pytest.approx(5, abs=0.01)
    assert float(verdict.headers["X-RateLimit-Reset"]) == pytest.approx(START + after, abs=0.01)
    assert "Retry-After" not in verdict.headers


def test_a_429_carries_what_clients_look_for() -> None:
    bot, _ = limits()
    count, verdict = until_refused(lambda: bot.take("POST", MESSAGES, "1"))
    assert count == 5
    assert verdict.scope == "user"
    assert not verdict.is_global
    assert verdict.headers["X-RateLimit-Remaining"] == "0"
    assert verdict.headers["X-RateLimit-Scope"] == "user"
    assert verdict.headers["Retry-After"] == "6"
    assert verdict.headers["Via"] == "1.1 google"
    assert "X-RateLimit-Global" not in verdict.headers


def test_buckets_are_by_route_and_major_and_share_a_name() -> None:
    bot, _ = limits()
    until_refused(lambda: bot.take("POST", MESSAGES, "1"))
    other = bot.take("POST", "/channels/{id}/messages", "2")
    assert other.retry_after is None
    assert bot.take("DELETE", "/channels/{c}/messages/{m}", "1").retry_after is None
    assert other.headers["X-RateLimit-Bucket"] == bot.take("POST", MESSAGES, "3").headers["X-RateLimit-Bucket"]
    assert other.headers["X-RateLimit-Bucket"] != bot.take("GET", MESSAGES, "3").headers["X-RateLimit-Bucket"]


def test_the_whole_bot_has_fifty_a_second() -> None:
    bot, clock = limits()
    channels = iter(range(1000))
    count, verdict = until_refused(lambda: bot.take("GET", CHANNEL, str(next(channels))))
    assert (count, verdict.is_global, verdict.scope) == (50, True, "global")
    assert verdict.headers["X-RateLimit-Global"] == "true"
    assert bot.take("POST", CALLBACK, "1", interaction=True).retry_after is None
    assert bot.take("GET", CHANNEL, "x", authorised=False).retry_after is None
    clock.now += verdict.retry_after or 0
    assert bot.take("GET", CHANNEL, "y").retry_after is None


def test_a_route_that_refuses_still_counts_against_the_whole() -> None:
    bot, _ = limits()
    for _ in range(50):
        bot.take("POST", MESSAGES, "1")
    assert bot.take("GET", CHANNEL, "1").is_global


@pytest.mark.parametrize("changed", [frozenset({"name"}), frozenset({"topic", "user_limit"})])
def test_names_and_topics_have_a_hidden_limit(changed: frozenset[str]) -> None:
    bot, clock = limits()
    for _ in range(2):
        assert bot.take("PATCH", CHANNEL, "1", edits=changed).retry_after is None
    verdict = bot.take("PATCH", CHANNEL, "1", edits=changed)
    assert verdict.retry_after == pytest.approx(600, abs=0.01)
    assert verdict.headers["X-RateLimit-Remaining"] == "3"
    assert verdict.headers["Retry-After"] == "601"
    assert float(verdict.headers["X-RateLimit-Reset-After"]) == pytest.approx(15, abs=0.01)
    assert bot.take("PATCH", CHANNEL, "1", edits=frozenset({"user_limit"})).retry_after is None
    assert bot.take("PATCH", CHANNEL, "2", edits=changed).retry_after is None
    clock.now += 600.01
    assert bot.take("PATCH", CHANNEL, "1", edits=changed).retry_after is None


@settings(deadline=None)
@given(waits=st.lists(st.floats(0, 400), min_size=3, max_size=30))
def test_no_ten_minutes_have_more_than_two_renames(waits: list[float]) -> None:
    bot, clock = limits()
    passed: list[float] = []
    for wait in waits:
        clock.now += wait
        if bot.take("PATCH", CHANNEL, "1", edits=frozenset({"name"})).retry_after is None:
            passed.append(clock.now)
    assert all(later - earlier >= RENAMES[1] for earlier, later in zip(passed, passed[2:], strict=False))


def test_old_messages_of_a_channel_are_edited_three_times_in_six_seconds() -> None:
    bot, clock = limits()
    count, verdict = until_refused(lambda: bot.take("PATCH", MESSAGE, "1", old=True))
    assert (count, verdict.scope) == (OLD_EDITS[0], "user")
    assert verdict.error is not None
    assert verdict.error.code == 30046
    assert int(verdict.headers["X-RateLimit-Remaining"]) > 0, "the headers do not tell"
    assert bot.take("PATCH", MESSAGE, "1").retry_after is None, "new ones are not counted with them"
    assert bot.take("PATCH", MESSAGE, "2", old=True).retry_after is None, "nor those of another channel"
    assert verdict.retry_after is not None
    clock.now += verdict.retry_after
    assert bot.take("PATCH", MESSAGE, "1", old=True).retry_after is None


def test_pace_shrinks_windows_and_headers() -> None:
    bot, clock = limits(pace=10)
    assert float(bot.take("PATCH", MEMBER, "1").headers["X-RateLimit-Reset-After"]) == pytest.approx(1, abs=0.01)
    count, verdict = until_refused(lambda: bot.take("PATCH", MEMBER, "1"))
    assert count == 9
    assert verdict.retry_after == pytest.approx(1, abs=0.01)
    clock.now += 1.01
    assert bot.take("PATCH", MEMBER, "1").retry_after is None


def test_ten_thousand_invalid_requests_shut_the_address_out() -> None:
    bot, clock = limits()
    for _ in range(INVALID[0] - 1):
        bot.answered(403)
    assert not bot.banned()
    until_refused(lambda: bot.take("POST", MESSAGES, "1"))
    assert bot.banned()
    verdict = bot.take("GET", CHANNEL, "1")
    assert (verdict.scope, verdict.is_global) == ("ban", False)
    assert "Via" not in verdict.headers
    assert verdict.retry_after is not None
    clock.now += INVALID[1] + 0.01
    assert bot.take("GET", CHANNEL, "1").retry_after is None


def test_bots_of_one_address_share_their_invalid_requests() -> None:
    clock, shared = Clock(), invalid_requests()
    one, two = Limits(clock, invalid=shared), Limits(clock, invalid=shared)
    for _ in range(INVALID[0] // 2):
        one.answered(401)
        two.answered(403)
    assert one.take("GET", CHANNEL, "1").scope == two.take("GET", CHANNEL, "1").scope == "ban"


def test_good_answers_do_not_count_as_invalid() -> None:
    bot, _ = limits()
    for status in (200, 204, 400, 404, 500):
        for _ in range(INVALID[0]):
            bot.answered(status)
    assert not bot.banned()


def test_the_table_names_routes_by_shape_with_sane_numbers() -> None:
    for route, (most, seconds) in ROUTES.items():
        method, template = route.split(" ")
        assert method in {"GET", "POST", "PATCH", "PUT", "DELETE"}
        assert shape(template) == template
        assert most >= 1
        assert seconds > 0


@pytest.mark.parametrize("template", ["/a/{b}/c", "/a/{}/c", r"/a/{b:\d{1,20}}/c"])
def test_shapes_forget_names(template: str) -> None:
    assert shape(template) == "/a/{}/c"
