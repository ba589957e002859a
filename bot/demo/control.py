"""The sandbox's control over HTTP, as any outside script uses it."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from bot.demo.server import Json


class Refused(Exception):
    """The sandbox does not let somebody do something; in words."""


@dataclass(frozen=True, slots=True)
class Control:
    """Requests under /sandbox. Raises Refused with the sandbox's own words."""

    http: aiohttp.ClientSession
    base: str

    async def get(self, path: str) -> Json:
        """Look at something."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, **body: object) -> Json:
        """Have something done."""
        return await self._ask("POST", path, body)

    async def patch(self, path: str, **body: object) -> Json:
        """Have something changed."""
        return await self._ask("PATCH", path, body)

    async def fetch(self, address: str) -> bytes:
        """Download a file that somebody sees."""
        async with self.http.get(address) as answer:
            return await answer.read()

    async def _ask(self, method: str, path: str, body: Json | None) -> Json:
        async with self.http.request(method, self.base + path, json=body) as answer:
            told: Json = await answer.json()
            if answer.status != 200:
                raise Refused(f"{method} {path}: {told.get('message')}")
            return told
