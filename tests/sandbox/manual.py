"""`python -m tests.sandbox.manual` writes the routes into the sandbox's manual, as they are served."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.rest.absent import WHAT
from bot.sandbox.rest.table import table

MANUAL = Path(__file__).parents[2] / "bot" / "sandbox" / "README.md"
BEGIN, END = "<!-- routes: made by `python -m tests.sandbox.manual` -->", "<!-- end of routes -->"


def routes() -> str:
    """The two tables: what is built, and what is refused by name."""
    lines = ["", "| built | |", "|---|---|"]
    for route in sorted((one for one in table() if one.built), key=lambda one: (one.template, one.method)):
        does = (route.handler.__doc__ or "").strip().partition("\n")[0]
        lines.append(f"| `{route.method} {route.template}` | {does} |")
    lines += ["", "| refused by name (501) | |", "|---|---|"]
    for what, asked in WHAT.items():
        named = " · ".join(f"`{line.strip()}`" for line in asked.strip().splitlines())
        lines.append(f"| {what} | {named} |")
    return "\n".join([*lines, ""])


def rewritten(manual: str) -> str:
    """The manual with its routes as they are."""
    before, _, rest = manual.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{routes()}\n{END}{after}"


if __name__ == "__main__":
    MANUAL.write_text(rewritten(MANUAL.read_text("utf-8")), "utf-8")
