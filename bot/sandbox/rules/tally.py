"""Counts what must be unique or few over a whole message or modal."""

from dataclasses import dataclass, field

from bot.sandbox.rules.fields import Fields, length

MOST_COMPONENTS = 40
MOST_TEXT = 4000


@dataclass
class Tally:
    """The ids and sizes seen so far in one message or modal."""

    custom_ids: set[str] = field(default_factory=set[str])
    ids: set[int] = field(default_factory=set[int])
    components: int = 0
    text: int = 0

    def component(self, part: Fields) -> int:
        """Count one component and return its type; its own `id` may stand only once, and 0 means none."""
        kind = part.whole("type", 1, 1 << 15, required=True) or 0
        if not isinstance(part.body["type"], int):
            raise part.fault("type", "UNION_TYPE_CHOICES", "A type is a number.")
        own = part.whole("id", 0, 2**31 - 1)
        if own:
            if own in self.ids:
                raise part.fault("id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            self.ids.add(own)
        self.components += 1
        return kind

    def custom_id(self, part: Fields) -> str:
        """An interactive component's name: 1 to 100 characters, and only one of it."""
        name = part.text("custom_id", 100, 1, required=True) or ""
        if name in self.custom_ids:
            raise part.fault("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        self.custom_ids.add(name)
        return name

    def prose(self, part: Fields, key: str) -> None:
        """Text that is shown; 4000 characters over the whole."""
        self.text += length(part.text(key, MOST_TEXT, 1, required=True) or "")
        if self.text > MOST_TEXT:
            raise part.fault(key, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_TEXT} or fewer in length over all texts.")
