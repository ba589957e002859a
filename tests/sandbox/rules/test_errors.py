"""Refusals look the way client libraries read them."""

import pytest

from bot.sandbox.rules import errors, full


def test_a_form_error_nests_like_discords() -> None:
    error = errors.form(("components", 0, "label"), "BASE_TYPE_MAX_LENGTH", "Must be 80 or fewer in length.")
    assert error.status == 400
    assert error.body() == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "components": {
                "0": {
                    "label": {
                        "_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 80 or fewer in length."}]
                    }
                }
            }
        },
    }


def test_several_faults_share_one_tree() -> None:
    error = errors.forms(
        [errors.Fault(("a", 0), "X", "x"), errors.Fault(("a", 1), "Y", "y"), errors.Fault((), "Z", "z")]
    )
    assert error.errors is not None
    assert set(error.errors) == {"a", "_errors"}
    assert set(error.errors["a"]) == {"0", "1"}


def test_a_plain_error_has_no_errors_key() -> None:
    assert errors.missing_access().body() == {"message": "Missing Access", "code": 50001}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("channel", 10003),
        ("guild", 10004),
        ("member", 10007),
        ("message", 10008),
        ("role", 10011),
        ("user", 10013),
        ("webhook", 10015),
        ("interaction", 10062),
        ("command", 10063),
        ("voice state", 10065),
        ("event", 10070),
    ],
)
def test_what_is_gone_is_told_apart(kind: str, code: int) -> None:
    error = errors.unknown(kind)
    assert (error.status, error.code) == (404, code)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.missing_permissions(), 403, 50013),
        (errors.not_in_voice(), 400, 40032),
        (errors.already_answered(), 400, 40060),
        (full.too_many_channels(), 400, 30013),
        (errors.unauthorized(), 401, 0),
        (full.too_many_old_edits(), 429, 30046),
        (errors.finished_event(), 400, 180000),
    ],
)
def test_codes_that_clients_act_upon(error: errors.DiscordError, status: int, code: int) -> None:
    assert (error.status, error.code) == (status, code)
