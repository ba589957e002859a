"""What it costs to hear fifty rooms of four, side by side with a loop that does nothing and with voice-recv.

The same sealed packets, each at its own time, go to a process that hears in one way and is measured alone: its CPU
(all threads), its context switches, its threads. The ways take turns, several rounds long. What the voice gateway adds
(a heartbeat a room and five seconds) is in none of them.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.hearing.script import Found, Packet, compare, heard_spurts, packets, truth

ROOMS, SECONDS, ROUNDS, SEED = 50, 4.0, 3, 1
WAYS = ("bare loop", "bare loop, on our tick", "ours", "voice-recv")
RIGHT = 0.06
QUIET = 0.7
"""Seconds of silence at the end of each run, for the last spurts to end; part of what is measured."""
GOAL_NEIGHBOUR = 15.0


@dataclass(frozen=True, slots=True)
class Run:
    """One way of hearing, once: what it cost, and what it heard of what was sent when."""

    cpu: float
    switches: float
    threads: int
    heard: int | None
    dropped: int
    found: Found
    late: float


def main() -> None:
    """Print the table, and whether the goals are met."""
    script = packets(ROOMS, SECONDS, SEED, rough=False)
    load = os.getloadavg()[0]
    print(
        f"{ROOMS} rooms of four, {len(script) / SECONDS:,.0f} packets a second; {ROUNDS} rounds of {SECONDS:.0f} s;",
        end=" ",
    )
    print(f"{os.cpu_count()} cores, load {load:.1f} at the beginning", flush=True)
    runs: dict[str, list[Run]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            runs[way].append(measure(way, script))
    print("                          ms CPU per 1000 packets    % of a core  x ours  switches/packet  threads  lost")
    for way, some in runs.items():
        print(_row(way, some, runs["ours"], len(script)), flush=True)
    _verdict(runs, len(script))
    _spurts("as sent", runs["ours"])
    rough = packets(ROOMS, SECONDS, SEED + 1, rough=True)
    _spurts("15 ms jitter, 1 % loss, video, streams of silence, RTCP", [measure("ours", rough)])


def measure(way: str, script: Sequence[Packet]) -> Run:
    """Send the script to a process that hears in this way."""
    command = [sys.executable, "-m", "tests.bench.hearing.receive", way, str(ROOMS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ports: list[int] = json.loads(process.stdout.readline())
        time.sleep(0.3)
        process.stdin.write("\n")
        process.stdin.flush()
        sent = _send(script, ports)
        time.sleep(QUIET)
        process.stdin.write("\n")
        process.stdin.flush()
        said: dict[str, Any] = json.loads(process.stdout.readline())
    found = compare(truth(script, sent), heard_spurts(said["changes"]))
    late = max(
        at - sent[0] - p.due - p.late + script[0].due + script[0].late for p, at in zip(script, sent, strict=True)
    )
    return Run(said["cpu"], said["switches"], said["threads"], said["heard"], said["dropped"], found, late)


def _send(script: Sequence[Packet], ports: Sequence[int]) -> list[float]:
    """Send each packet when it is due; returns when each really went."""
    sent: list[float] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        gc.disable()
        begun = time.monotonic() + 0.05
        for packet in script:
            while (wait := begun + packet.due + packet.late - time.monotonic()) > 0:
                time.sleep(wait)
            sent.append(time.monotonic())
            if not packet.lost:
                out.sendto(packet.data, ("127.0.0.1", ports[packet.room]))
        gc.enable()
    return sent


def _row(way: str, runs: Sequence[Run], ours: Sequence[Run], count: int) -> str:
    each = sorted(run.cpu / count * 1e6 for run in runs)
    ratio = median(run.cpu for run in runs) / median(run.cpu for run in ours)
    share = median(run.cpu for run in runs) / (SECONDS + QUIET)
    lost = max(run.dropped if run.heard is None else count - run.heard for run in runs)
    return (
        f"{way:24}{median(each):10.1f}   ({each[0]:6.1f} - {each[-1]:6.1f})  {share:12.1%}  {ratio:6.2f}"
        f"{median(run.switches for run in runs) / count:17.2f}  {runs[0].threads:7}  {lost:4}"
    )


def _verdict(runs: dict[str, list[Run]], count: int) -> None:
    cost = {way: median(run.cpu for run in some) for way, some in runs.items()}
    times, loop = cost["voice-recv"] / cost["ours"], cost["ours"] / cost["bare loop"]
    print(
        f"against voice-recv: 1/{times:.1f} of its CPU (goal 1/{GOAL_NEIGHBOUR:.0f}: {_met(times >= GOAL_NEIGHBOUR)});",
        end=" ",
    )
    print(f"against the bare loop: {loop:.2f} of it (goal 1.00: {_met(loop <= 1)})")


def _spurts(how: str, runs: Sequence[Run]) -> None:
    errors = sorted(error for run in runs for error in run.found.errors)
    sent, lost, invented = (sum(getattr(run.found, name) for run in runs) for name in ("sent", "lost", "invented"))
    all_edges = Found(sent, lost, invented, errors)
    right = sum(error <= RIGHT for error in errors)
    print(
        f"spurts, {how}: {sent} sent, {lost} lost, {invented} invented; edges off by "
        f"{1000 * all_edges.at(0.5):.0f} ms in the middle, {1000 * all_edges.at(0.95):.0f} ms at 95 %, "
        f"{1000 * all_edges.at(1):.0f} ms at worst; {right} of {len(errors)} within ±60 ms "
        f"(sender late by {1000 * max(run.late for run in runs):.0f} ms at worst)",
        flush=True,
    )


def _met(good: bool) -> str:
    return "met" if good else "MISSED"
