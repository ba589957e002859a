"""A running bot can be watched: how it does, whether it is alive and ready, and nothing about anybody."""

from __future__ import annotations

import socket
from http.client import HTTPConnection
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.end_to_end.processes import until
from tests.end_to_end.town import Town


def page(port: int, path: str) -> tuple[int, str]:
    """Its status and text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    status, text = answer.status, answer.read().decode()
    connection.close()
    return status, text


def test_a_bot_with_an_evening_under_way(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    town = Town(tmp_path, more_settings={"ENGAWA_METRICS_PORT": str(port), "ENGAWA_LOG_FORMAT": "json"})
    try:
        town.start_bot()
        place = town.place()
        place.mixer()
        until(place.seated, "everyone has a seat")
        assert page(port, "/healthz")[0] == 200
        until(lambda: page(port, "/readyz")[0] == 200, "the bot is ready")
        text = page(port, "/metrics")[1]
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        values = {(sample.name, tuple(sample.labels.values())): sample.value for sample in samples}
        assert values["engawa_mixers", ("open",)] == 1
        assert values["engawa_people", ()] == len(place.where())
        assert values["engawa_rooms", ()] == 2
        assert values["engawa_requests_total", ("POST", "/guilds/:id/channels", "201")] == 3
        assert values["engawa_save_seconds_count", ()] > 0
        assert values["engawa_alarm_late_seconds_count", ()] > 0
        whose = {place.id, *(person.id for person in place.people)}
        assert not [one for one in whose if one in text]
    finally:
        town.close()
