"""The files that run several processes name only settings, pages, services and files that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.core.shards import Shards, shards_of
from bot.settings import Settings, read_settings
from tests.house.reading import ROOT

COMPOSE, STATEFUL_SET, PROMETHEUS = (
    ROOT / name for name in ("compose.scale.yaml", "deploy/statefulset.yaml", "deploy/prometheus.yml")
)
ALERTS = ROOT / "docs/watching/alerts.yml"
OURS = re.compile(r"(?:registry\.example\.org/)?engawa:")
ENDS_WITHIN = 20
"""Seconds within which the bot ends when it is told to (docs/operating.md)."""


def text(path: Path) -> str:
    """What it says, without its comments."""
    return re.sub(r"^ *#.*\n", "", path.read_text("utf-8"), flags=re.M)


def services() -> dict[str, str]:
    """What is said about each service of the compose file."""
    listed = text(COMPOSE).partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    parts = re.split(r"^  ([\w-]+):\n", listed, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def processes() -> list[Shards]:
    """The shards of each process in the compose file."""
    return [shards_of(typed, "anything") for typed in re.findall(r"ENGAWA_SHARDS: (\S+)", text(COMPOSE))]


def pods() -> list[Shards]:
    """The shards of each pod."""
    found = re.search(r"replicas: (\d+)[\s\S]*name: ENGAWA_SHARDS\n +value: (\S+)", text(STATEFUL_SET))
    assert found
    return [shards_of(found[2], f"engawa-{ordinal}") for ordinal in range(int(found[1]))]


@pytest.mark.parametrize("path", [COMPOSE, STATEFUL_SET], ids=lambda path: path.name)
def test_only_settings_that_there_are(path: Path) -> None:
    named = set(re.findall(r"ENGAWA_\w+", path.read_text("utf-8")))
    assert "ENGAWA_SHARDS" in named
    assert named <= {f"ENGAWA_{name.upper()}" for name in Settings.model_fields}


def test_a_process_takes_the_settings_of_the_compose_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENGAWA_TOKEN", "MTAwMQ.aaa.bbb")
    for name, value in re.findall(r'^ +(ENGAWA_\w+): "?(.+?)"?$', text(COMPOSE), re.M):
        monkeypatch.setenv(name, re.sub(r"\$\{.*?\}", "secret", value))
    settings = read_settings()
    assert settings.database_url == "postgresql+asyncpg://engawa:secret@postgres:5432/engawa"
    assert settings.api_paces
    assert settings.shards in processes()


@pytest.mark.parametrize("shards", [processes(), pods()], ids=["compose", "stateful set"])
def test_every_shard_is_one_processs(shards: list[Shards]) -> None:
    (count,) = {each.count for each in shards}
    assert sorted(shard for each in shards for shard in each.own) == list(range(count))


@pytest.mark.parametrize("path", [COMPOSE, STATEFUL_SET], ids=lambda path: path.name)
def test_images_of_others_are_pinned(path: Path) -> None:
    images = re.findall(r"image: (\S+)", text(path))
    assert images
    assert all(OURS.match(image) or re.search(r":v?\d+\.\d+[\w.-]*$", image) for image in images)


def test_every_service_is_hardened_as_the_bot_alone_is() -> None:
    alone, scale = text(ROOT / "compose.yaml"), text(COMPOSE)
    hardened = scale.partition("x-hardened:")[2].partition("\nx-engawa:")[0]
    for rule in ("restart: unless-stopped", "read_only: true", "- ALL", "no-new-privileges:true", "max-size: 10m"):
        assert rule in alone
        assert rule in hardened
    assert scale.partition("x-engawa:")[2].lstrip().startswith("&engawa\n  <<: *hardened\n")
    assert all(re.match(r" +<<: \*(hardened|engawa)\n", said) for said in services().values())
    assert not re.search(r"privileged|cap_add|network_mode|:rw\b", scale)


def test_files_that_are_mounted_are_there() -> None:
    mounted = re.findall(r"- \./(\S+?):\S+:ro", text(COMPOSE))
    assert [ROOT / name for name in mounted] == [PROMETHEUS, ALERTS]
    assert all((ROOT / name).is_file() for name in mounted)


def test_prometheus_asks_every_process_where_it_serves() -> None:
    asked = re.findall(r'"([\w-]+):(\d+)"', text(PROMETHEUS))
    names = [name for name, said in services().items() if "ENGAWA_SHARDS" in said]
    (port,) = re.findall(r'ENGAWA_METRICS_PORT: "(\d+)"', text(COMPOSE))
    assert {name for name, _ in asked} <= services().keys()
    assert [(name, at) for name, at in asked if name.startswith("engawa")] == [(name, port) for name in names]
    assert set(re.findall(r'job="(\w+)"', ALERTS.read_text("utf-8"))) <= set(
        re.findall(r"job_name: (\S+)", text(PROMETHEUS))
    )


def test_probes_ask_pages_that_are_served_and_whoever_stops_is_given_time() -> None:
    served = (ROOT / "bot/adapters/metrics/page.py").read_text("utf-8")
    paths = re.findall(r"path: (\S+)", text(STATEFUL_SET))
    assert set(paths) == {"/healthz", "/readyz"}
    assert all(f'"{path}"' in served for path in paths)
    graces = re.findall(r"terminationGracePeriodSeconds: (\d+)", text(STATEFUL_SET))
    graces += re.findall(r"stop_grace_period: (\d+)s", text(COMPOSE))
    assert len(graces) > 1
    assert all(int(grace) > ENDS_WITHIN for grace in graces)


@pytest.mark.parametrize("path", [COMPOSE, STATEFUL_SET, PROMETHEUS], ids=lambda path: path.name)
def test_it_is_yaml(path: Path) -> None:
    assert all(yaml.safe_load_all(path.read_text("utf-8")))


def test_prometheus_takes_its_file_and_the_rules(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: apt-get install prometheus)")
    for path in (PROMETHEUS, ALERTS):
        shutil.copy(path, tmp_path)
    command = [promtool, "check", "config", tmp_path / PROMETHEUS.name]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
