"""Names a route by its shape, so that two people may call the same parameter differently."""

import re

PARAMETER = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


def shape(template: str) -> str:
    """`/channels/{channel_id}/messages` as `/channels/{}/messages`, also when a pattern stands in the braces."""
    return PARAMETER.sub("{}", template)
