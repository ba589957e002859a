"""`make tour`: writes docs/tour.md and docs/tour.ja.md."""

from __future__ import annotations

import asyncio

from tests.tour.page import PAGES, page

for language, path in PAGES.items():
    path.parent.mkdir(exist_ok=True)
    path.write_text(asyncio.run(page(language))[0], encoding="utf-8")
