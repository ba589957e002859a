"""How many interactions the sandbox can serve: commands in fifty servers, answered over REST by a client of few lines.

First fifty a second for a minute, then as fast as it goes. The sandbox is a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import aiohttp

Json = dict[str, Any]
GUILDS, PEOPLE, RATE, SECONDS, AT_ONCE, FLAT_OUT = 50, 8, 50, 60, 24, 3000
COMMAND: Json = {"name": "mixer", "description": "Small talk"}
BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Join", "custom_id": "join"}]}]
ANSWER: Json = {"type": 4, "data": {"content": "Who is in?", "flags": 64, "components": BUTTONS}}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Client:
    """A bot that answers every command at once, and the hands that give the commands."""

    http: aiohttp.ClientSession
    facts: Json
    pid: int
    places: list[tuple[str, str, list[str]]] = field(default_factory=list[tuple[str, str, list[str]]])
    begun: dict[str, float] = field(default_factory=dict[str, float])
    took: list[float] = field(default_factory=list[float])
    answering: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"])

    async def control(self, method: str, path: str, body: Json | None = None) -> Json:
        """An order to the sandbox."""
        async with self.http.request(method, self.facts["control"] + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return cast("Json", await answer.json())

    async def settle_in(self) -> None:
        """Servers, people and the command."""
        for n in range(GUILDS):
            guild = await self.control("POST", "/guilds", {"name": f"Porch {n}"})
            arrived = [
                await self.control("POST", f"/guilds/{guild['id']}/people", {"name": f"Guest {m}"})
                for m in range(PEOPLE)
            ]
            self.places.append((guild["id"], guild["channels"]["general"], [person["id"] for person in arrived]))
        url = f"{self.facts['api']}/applications/{self.facts['application_id']}/commands"
        async with self.http.put(url, json=[COMMAND], headers={"Authorization": f"Bot {self.facts['token']}"}) as made:
            assert made.status == 200

    async def listen(self) -> None:
        """Answer whatever comes over the gateway."""
        async with self.http.ws_connect(self.facts["gateway"] + "/?v=10&encoding=json") as socket:
            hello: Json = {"token": self.facts["token"], "intents": 1, "properties": {}}
            await socket.send_json({"op": 2, "d": hello})
            async for message in socket:
                frame: Json = json.loads(message.data)
                if frame["t"] == "INTERACTION_CREATE":
                    task = asyncio.create_task(self.answer(frame["d"]))
                    self.answering.add(task)
                    task.add_done_callback(self.answering.discard)

    async def answer(self, it: Json) -> None:
        """One first answer."""
        url = f"{self.facts['api']}/interactions/{it['id']}/{it['token']}/callback"
        async with self.http.post(url, json=ANSWER) as done:
            assert done.status == 204, await done.text()
        self.took.append(time.monotonic() - self.begun[it["member"]["user"]["id"]])

    async def command(self, n: int) -> None:
        """Somebody gives the command."""
        _, channel, people = self.places[n % GUILDS]
        person = people[n // GUILDS % PEOPLE]
        self.begun[person] = time.monotonic()
        await self.control("POST", f"/people/{person}/command", {"channel_id": channel, "name": "mixer"})

    def spent(self) -> float:
        """Seconds of processor time the sandbox has used."""
        parts = Path(f"/proc/{self.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / TICKS

    async def steadily(self) -> None:
        """Fifty a second for a minute, whether or not the one before is answered."""
        begun, before = time.monotonic(), self.spent()
        orders: list[asyncio.Task[None]] = []
        for n in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, begun + n / RATE - time.monotonic()))
            orders.append(asyncio.create_task(self.command(n)))
        await self.rest(orders)
        late = [1000 * seconds for seconds in sorted(self.took)]
        print(
            f"{len(late)} of {RATE * SECONDS} at {RATE} a second: answered after {late[len(late) // 2]:.1f} ms", end=" "
        )
        print(f"at the median, {late[int(len(late) * 0.99)]:.1f} ms at the 99th percentile,", end=" ")
        print(f"{late[-1]:.0f} ms at worst; {(self.spent() - before) / SECONDS:.0%} of a core", flush=True)

    async def flat_out(self) -> None:
        """As many as it can, so many of them under way at once."""
        self.took.clear()
        begun, before, turns = time.monotonic(), self.spent(), iter(range(FLAT_OUT))

        async def hand() -> None:
            for n in turns:
                await self.command(n)

        await self.rest([asyncio.create_task(hand()) for _ in range(AT_ONCE)])
        wall, used = time.monotonic() - begun, self.spent() - before
        print(f"{len(self.took)} flat out: {len(self.took) / wall:.0f} a second on the clock,", end=" ")
        print(f"{len(self.took) / used:.0f} a second of one core's time", flush=True)

    async def rest(self, orders: list[asyncio.Task[None]]) -> None:
        """Wait until all is given and answered."""
        await asyncio.gather(*orders)
        await asyncio.sleep(1)
        await asyncio.gather(*self.answering)

    async def look(self) -> None:
        """What it costs to look at one server after all that."""
        before, times, size = self.spent(), 100, 0
        for n in range(times):
            state = await self.control("GET", f"/state?guild_id={self.places[n % GUILDS][0]}")
            assert not state["schema_problems"], state["schema_problems"]
            size = len(json.dumps(state)) // 1024
        print(f"GET /sandbox/state?guild_id=G: {1000 * (self.spent() - before) / times:.1f} ms, {size} KiB")
        failed = [it for it in (await self.control("GET", "/state"))["interactions"] if it["failed"]]
        print(f"{len(failed)} interactions failed")


async def main() -> None:
    """All three, one after another."""
    order = [sys.executable, "-m", "bot", "sandbox", "--people", "0", "--json", *sys.argv[1:]]
    box = await asyncio.create_subprocess_exec(*order, stdout=asyncio.subprocess.PIPE)
    assert box.stdout is not None
    facts = json.loads(await box.stdout.readline())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        client = Client(http, facts, box.pid)
        listening = asyncio.create_task(client.listen())
        try:
            await client.settle_in()
            await client.steadily()
            await client.flat_out()
            await client.look()
        finally:
            listening.cancel()
            box.terminate()
            await box.wait()


if __name__ == "__main__":
    asyncio.run(main())
