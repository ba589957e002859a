"""The least a bot can do: it answers every command at once with the same text. FACTS are the sandbox's, as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import aiohttp

Json = dict[str, Any]
COMMAND: Json = {"name": "mixer", "description": "Small talk"}
BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Join", "custom_id": "join"}]}]
ANSWER: Json = {"type": 4, "data": {"content": "Who is in?", "flags": 64, "components": BUTTONS}}


async def main(facts: Json) -> None:
    """Answer whatever comes over the gateway, until killed."""
    answering = set[asyncio.Task[None]]()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def answer(it: Json) -> None:
            url = f"{facts['api']}/interactions/{it['id']}/{it['token']}/callback"
            async with http.post(url, json=ANSWER) as done:
                assert done.status == 204, await done.text()

        url = f"{facts['api']}/applications/{facts['application_id']}/commands"
        async with http.put(url, json=[COMMAND], headers={"Authorization": f"Bot {facts['token']}"}) as made:
            assert made.status == 200
        async with http.ws_connect(facts["gateway"] + "/?v=10&encoding=json") as socket:
            await socket.send_json({"op": 2, "d": {"token": facts["token"], "intents": 1, "properties": {}}})
            async for message in socket:
                frame: Json = json.loads(message.data)
                if frame["t"] == "INTERACTION_CREATE":
                    task = asyncio.create_task(answer(frame["d"]))
                    answering.add(task)
                    task.add_done_callback(answering.discard)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
