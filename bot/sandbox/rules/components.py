"""Components of a message: what may stand in what, and how much of it (Discord's component reference)."""

from collections.abc import Callable, Collection

from bot.sandbox.rules import modal_components, selects
from bot.sandbox.rules.errors import Path
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.tally import MOST_COMPONENTS, Tally

ROW, BUTTON, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 1, 2, 9, 10, 11, 12, 13, 14, 17
IN_CONTAINER = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR})
LINK, PREMIUM = 5, 6


def check_components(components: object, *, v2: bool, modal: bool, path: Path = ("components",)) -> None:
    """All components of one message or modal; `v2` is the message flag that opens the newer ones."""
    tally = Tally()
    outer = Fields({path[-1]: components}, path[:-1])
    key = str(path[-1])
    if modal:
        for part in outer.parts(key, 5, 1, required=True):
            modal_components.check_top(part, tally)
        return
    for part in outer.parts(key, MOST_COMPONENTS if v2 else 5):
        _check(part, IN_CONTAINER | {CONTAINER} if v2 else {ROW}, tally)
    if tally.components > MOST_COMPONENTS:
        raise outer.fault(
            key, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"At most {MOST_COMPONENTS} components are allowed in all"
        )


def _check(part: Fields, allowed: Collection[int], tally: Tally) -> None:
    kind = tally.component(part)
    if kind not in allowed:
        choices = ", ".join(map(str, sorted(allowed)))
        raise part.fault("type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({choices}).')
    CHECKS[kind](part, tally)


def _check_row(part: Fields, tally: Tally) -> None:
    children = part.parts("components", 5, 1, required=True)
    for child in children:
        kind = tally.component(child)
        if kind == BUTTON:
            _check_button(child, tally)
        elif kind in selects.KINDS:
            selects.check_select(child, kind, tally, modal=False)
            if len(children) > 1:
                raise part.fault(
                    "components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
                )
        else:
            raise child.fault("type", "UNION_TYPE_CHOICES", "Only buttons or one select stand in a row.")


def _check_button(part: Fields, tally: Tally) -> None:
    style = part.whole("style", 1, PREMIUM, required=True)
    part.text("label", 80)
    part.switch("disabled")
    selects.check_emoji(part)
    if style == PREMIUM:
        part.snowflake("sku_id", required=True)
        part.forbid("BUTTON_COMPONENT_FIELD_NOT_ALLOWED", "A premium button has none", "custom_id", "label", "url")
        part.forbid("BUTTON_COMPONENT_FIELD_NOT_ALLOWED", "A premium button has none", "emoji")
        return
    part.forbid("BUTTON_COMPONENT_FIELD_NOT_ALLOWED", "Only premium buttons have one", "sku_id")
    if style == LINK:
        _check_url(part, "url", ("http://", "https://", "discord://"), 512)
        part.forbid("BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", "A link button cannot have a custom id", "custom_id")
    else:
        part.forbid("BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", "Only link buttons have a url", "url")
        if not part.has("custom_id"):
            raise part.fault("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
        tally.custom_id(part)
    if not str(part.body.get("label") or "").strip() and not part.has("emoji"):
        raise part.fault("label", "BUTTON_COMPONENT_LABEL_REQUIRED", "A label or an emoji is required")


def _check_section(part: Fields, tally: Tally) -> None:
    for child in part.parts("components", 3, 1, required=True):
        _check(child, {TEXT}, tally)
    part.need("accessory")
    accessory = Fields(part.body["accessory"], (*part.path, "accessory"))
    _check(accessory, {BUTTON, THUMBNAIL}, tally)


def _check_text(part: Fields, tally: Tally) -> None:
    tally.prose(part, "content")


def _check_thumbnail(part: Fields, _: Tally) -> None:
    _check_media(part, "media", ("http://", "https://", "attachment://"))
    part.text("description", 1024)
    part.switch("spoiler")


def _check_gallery(part: Fields, tally: Tally) -> None:
    for item in part.parts("items", 10, 1, required=True):
        _check_thumbnail(item, tally)


def _check_file(part: Fields, _: Tally) -> None:
    _check_media(part, "file", ("attachment://",))
    part.switch("spoiler")


def _check_separator(part: Fields, _: Tally) -> None:
    part.switch("divider")
    part.pick("spacing", (1, 2))


def _check_container(part: Fields, tally: Tally) -> None:
    part.whole("accent_color", 0, 0xFFFFFF)
    part.switch("spoiler")
    for child in part.parts("components", MOST_COMPONENTS, 1, required=True):
        _check(child, IN_CONTAINER, tally)


def _check_media(part: Fields, key: str, schemes: tuple[str, ...]) -> None:
    media = part.part(key, required=True)
    if media is not None:
        _check_url(media, "url", schemes, 2048)


def _check_url(part: Fields, key: str, schemes: tuple[str, ...], most: int) -> None:
    url = part.text(key, most, 1, required=True) or ""
    scheme = next((scheme for scheme in schemes if url.startswith(scheme)), None)
    if scheme is None or url == scheme or any(letter.isspace() for letter in url):
        raise part.fault(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


CHECKS: dict[int, Callable[[Fields, Tally], None]] = {
    ROW: _check_row,
    BUTTON: _check_button,
    SECTION: _check_section,
    TEXT: _check_text,
    THUMBNAIL: _check_thumbnail,
    GALLERY: _check_gallery,
    FILE: _check_file,
    SEPARATOR: _check_separator,
    CONTAINER: _check_container,
}
