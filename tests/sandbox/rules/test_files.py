"""Files of messages: names, sizes, and what may point at them."""

import struct
from typing import Any

import pytest

from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.files import (
    LARGEST,
    PNG,
    check_described,
    check_parts,
    check_references,
    facts_of,
    stored_name,
    with_addresses,
)
from tests.sandbox.rules.refusals import fault, refusal

Json = dict[str, Any]
CARD: Json = {"embeds": [{"title": "Card", "image": {"url": "attachment://card.png"}}]}
GALLERY: Json = {"components": [{"type": 12, "items": [{"media": {"url": "attachment://card.png"}}]}]}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("card.png", "card.png"),
        ("my  card (2).png", "my_card_2.png"),
        ("_card.png", "card.png"),
        ("Zoë.png", "Zoe.png"),
        ("会.png", "png"),
        ("../etc/card-1.png", "etc_card-1.png"),
        ("会", "unknown"),
    ],
)
def test_discord_gives_files_plain_names(given: str, stored: str) -> None:
    assert stored_name(given) == stored


def test_a_form_holds_ten_numbered_files_of_ten_mebibytes() -> None:
    check_parts([(f"files[{n}]", LARGEST) for n in (*range(9), 42)])
    assert refusal(check_parts, [("files[0]", LARGEST + 1)]).code == 40005
    assert fault(check_parts, [(f"files[{n}]", 1) for n in range(11)], ("data",)) == "data.attachments"
    for key in ("file", "files", "files[-1]", "files[01]", "files[a]"):
        assert fault(check_parts, [(key, 1)]) == key
    assert fault(check_parts, [("files[0]", 1), ("files[0]", 1)]) == "files[0]"


@pytest.mark.parametrize("numbers", [[1], ["5"], [None], [0, "0"]])
def test_what_is_described_must_be_there_once(numbers: list[object]) -> None:
    check_described(Fields({"attachments": [{"id": 0}, {"id": "77"}]}), ["files[0]"], ["77"])
    body = Fields({"attachments": [{"id": number} for number in numbers]})
    assert fault(check_described, body, ["files[0]"], ["77"]).endswith("id")


@pytest.mark.parametrize(
    ("body", "place"), [(CARD, "data.embeds.0.image.url"), (GALLERY, "data.components.0.items.0.media.url")]
)
def test_what_is_pointed_at_must_be_there_under_its_stored_name(body: Json, place: str) -> None:
    check_references(body, ["card.png"], ("data",))
    assert fault(check_references, body, ["Card.png"], ("data",)) == place
    lies = with_addresses(body, {"card.png": "http://there/card.png"})
    assert "attachment://" not in str(lies)
    assert "http://there/card.png" in str(lies)


def test_words_that_look_like_a_reference_are_none() -> None:
    check_references({"embeds": [{"title": "attachment://card.png"}]}, [])


def test_discord_looks_into_pictures() -> None:
    head = PNG + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480)
    assert facts_of("card.png", head, "text/html") == {"content_type": "image/png", "width": 640, "height": 480}
    assert facts_of("card.png", b"no picture", "text/html") == {"content_type": "image/png"}
    assert facts_of("notes", b"", "text/html") == {"content_type": "text/html"}
