"""What goes wrong with requests: answers replaced or lost, a set number of times."""

import re
from dataclasses import dataclass

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json


@dataclass(slots=True)
class RequestFault:
    """One thing to go wrong: which requests, how, how often, and whether their effect happens first."""

    method: str
    path: re.Pattern[str]
    answer: int | str
    times: int
    after: bool = False
    seconds: float = 0.0
    retry_after: float = 1.0
    code: int = 0


class Faults:
    """The troubles that were ordered and have not all happened yet."""

    def __init__(self) -> None:
        self.waiting: list[RequestFault] = []

    def order(self, body: Json) -> None:
        """Take an order such as {"route": "POST /channels/*/messages", "answer": 500, "times": 2}."""
        method, _, pattern = str(body.get("route", "* /**")).partition(" ")
        answer = body.get("answer", 500)
        if answer != "timeout" and not (isinstance(answer, int) and 400 <= answer <= 599):
            raise DiscordError(400, 0, 'answer is an HTTP status from 400 to 599, or "timeout"')
        if not pattern.startswith("/"):
            raise DiscordError(400, 0, 'route is a method and a path, such as "POST /channels/*/messages"')
        self.waiting.append(
            RequestFault(
                method.upper(),
                _compile(pattern),
                answer,
                int(body.get("times", 1)),
                bool(body.get("after", False)),
                float(body.get("seconds", 0.0)),
                float(body.get("retry_after", 1.0)),
                int(body.get("code", 0)),
            )
        )

    def strike(self, method: str, path: str) -> RequestFault | None:
        """The trouble this request has, used up by one."""
        for fault in self.waiting:
            if fault.method in {"*", method} and fault.path.fullmatch(path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """No more trouble."""
        self.waiting.clear()


def _compile(pattern: str) -> re.Pattern[str]:
    """`*` stands for one step of the path, `**` for any number; a {parameter} is as good as a `*`."""
    steps = re.sub(r"\{[^}]*\}", "*", pattern)
    parts = [re.escape(part).replace(r"\*", "[^/]*") for part in steps.split("**")]
    return re.compile(".*".join(parts))
