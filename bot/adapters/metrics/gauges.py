"""How the bot stands, as gauges for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.adapters.metrics.state import State


class Gauges(Collector):
    """The state as gauges, read anew whenever somebody looks."""

    def __init__(self, state: Callable[[], State | None]) -> None:
        """`state` is None while this bot is not at work, as another one runs."""
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        state = self._state()
        at_work = {(): int(state is not None)}
        yield _gauge("engawa_at_work", "1 if this process runs the bot, 0 while it waits for another to end", at_work)
        if state is None:
            return
        yield _gauge("engawa_mixers", "Unfinished mixers", _by_name(state.mixers), "phase")
        yield _gauge("engawa_rooms", "Rooms that stand", {(): state.rooms})
        yield _gauge("engawa_people", "People in the rooms of open mixers", {(): state.people})
        yield _gauge("engawa_servers", "Servers that the bot is in", {(): state.servers})
        yield _gauge("engawa_ears", "Ears, by how they fare", _by_name(state.ears), "state")
        yield _gauge("engawa_requests_waiting", "Requests that wait for their turn", _by_name(state.waiting), "urgency")
        up = {(str(shard),): int(is_up) for shard, is_up in state.shards.items()}
        yield _gauge("engawa_gateway_up", "1 while a shard is connected to Discord's gateway", up, "shard")


def _by_name(counts: Mapping[str, int]) -> dict[tuple[str, ...], int]:
    return {(name,): count for name, count in counts.items()}


def _gauge(name: str, what: str, values: Mapping[tuple[str, ...], int], *labels: str) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, what, labels=labels)
    for its, value in values.items():
        gauge.add_metric(its, value)
    return gauge
