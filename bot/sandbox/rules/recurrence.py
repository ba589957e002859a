"""Recurrence rules of scheduled events: the few that Discord's client can show (its documented limitations)."""

from bot.sandbox.rules.fields import Fields

YEARLY, MONTHLY, WEEKLY, DAILY = 0, 1, 2, 3
WEEKDAYS = (0, 1, 2, 3, 4, 5, 6)
DAILY_SETS = ({0, 1, 2, 3, 4}, {1, 2, 3, 4, 5}, {6, 0, 1, 2, 3}, {4, 5}, {5, 6}, {6, 0})
USES = {
    YEARLY: ("by_month", "by_month_day"),
    MONTHLY: ("by_n_weekday",),
    WEEKLY: ("by_weekday",),
    DAILY: ("by_weekday",),
}
ENTRIES = {"by_weekday": WEEKDAYS, "by_month": range(1, 13), "by_month_day": range(1, 32)}
CHOOSERS = ("by_weekday", "by_n_weekday", "by_month", "by_month_day")
INVALID = "GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID"


def check_recurrence(rule: Fields) -> None:
    """One rule: only the choosers of its frequency, each with one entry, but for the known sets of days."""
    rule.need("start", "frequency")
    frequency: int = rule.pick("frequency", tuple(USES), required=True)
    rule.forbid(INVALID, "Cannot be set by an app", "count", "end", "by_year_day")
    rule.whole("interval", 1, 2 if frequency == WEEKLY else 1)
    others = [key for key in CHOOSERS if key not in USES[frequency]]
    rule.forbid(INVALID, "Not with this frequency", *others)
    if frequency == DAILY:
        _check_days(rule)
        return
    for key in USES[frequency]:
        rule.items(key, 1, 1, required=True)
        if key == "by_n_weekday":
            _check_nth(rule.parts(key, 1)[0])
        else:
            rule.picks(key, 1, ENTRIES[key])


def _check_days(rule: Fields) -> None:
    days = rule.picks("by_weekday", 7, WEEKDAYS, 1)
    if days and set(days) not in DAILY_SETS:
        raise rule.fault("by_weekday", INVALID, "Not a set of days that Discord knows")


def _check_nth(part: Fields) -> None:
    part.whole("n", 1, 5, required=True)
    part.pick("day", WEEKDAYS, required=True)
