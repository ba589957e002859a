"""Says what a schema validator found in Discord's words, at the innermost place it can point to."""

from collections.abc import Iterator

from jsonschema_rs import ValidationError, ValidationErrorKind

from bot.sandbox.rules.errors import Fault, Path

Kind = ValidationErrorKind


def faults(error: ValidationError) -> Iterator[Fault]:
    """The faults behind one error; a union that nothing fits is blamed on the alternative that was meant."""
    kind = error.kind
    place = tuple(error.instance_path)
    if not isinstance(kind, Kind.OneOfNotValid | Kind.AnyOf):
        yield _fault(kind, place, error)
        return
    branches = [branch for branch in kind.context if branch and not _only_null(branch)]
    meant = [branch for branch in branches if not _of_another_type(place, branch)]
    if meant:
        best = min(meant, key=lambda branch: (_mistaken(place, branch), len(branch)))
        yield from {fault.path: fault for inner in reversed(best) for fault in faults(inner)}.values()
    elif branches:
        yield Fault((*place, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is none that is allowed here.')
    else:
        yield Fault(place, "UNION_TYPE_CHOICES", "Must be null.")


def _only_null(branch: list[ValidationError]) -> bool:
    return any(isinstance(error.kind, Kind.Type) and error.kind.types == ["null"] for error in branch)


def _of_another_type(place: Path, branch: list[ValidationError]) -> bool:
    """Whether this alternative is tagged with another `type` than the sender wrote."""
    return any(tuple(error.instance_path) == (*place, "type") and isinstance(error.kind, Kind.Enum) for error in branch)


def _mistaken(place: Path, branch: list[ValidationError]) -> bool:
    """Whether this alternative is another kind of JSON value altogether."""
    return any(tuple(error.instance_path) == place and isinstance(error.kind, Kind.Type) for error in branch)


def _fault(kind: ValidationErrorKind, path: Path, error: ValidationError) -> Fault:
    match kind:
        case Kind.Required():
            return Fault((*path, kind.property), "BASE_TYPE_REQUIRED", "This field is required")
        case Kind.MaxLength() | Kind.MaxItems():
            return Fault(path, "BASE_TYPE_MAX_LENGTH", f"Must be {kind.limit} or fewer in length.")
        case Kind.MinLength() | Kind.MinItems():
            return Fault(path, "BASE_TYPE_MIN_LENGTH", f"Must be {kind.limit} or more in length.")
        case Kind.Minimum():
            return Fault(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {kind.limit}.")
        case Kind.Maximum():
            return Fault(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {kind.limit}.")
        case Kind.Enum():
            return Fault(path, "BASE_TYPE_CHOICES", f"Value must be one of ({', '.join(map(str, kind.options))}).")
        case Kind.Constant():
            return Fault(path, "BASE_TYPE_CHOICES", f"Value must be one of ({kind.expected_value}).")
        case Kind.Type():
            return Fault(path, *_mistyped(kind.types, error))
        case Kind.Pattern() | Kind.Format():
            return Fault(path, "NUMBER_TYPE_COERCE", f'Value "{error.instance}" is not well-formed.')
        case _:
            return Fault(path, "BASE_TYPE_INVALID", error.message[:200])


def _mistyped(types: list[str], error: ValidationError) -> tuple[str, str]:
    if "object" in types:
        return "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"
    if "array" in types:
        return "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"
    if "integer" in types or "number" in types:
        return "NUMBER_TYPE_COERCE", f'Value "{error.instance}" is not int.'
    if "boolean" in types:
        return "BOOLEAN_TYPE_CONVERT", "Must be either true or false."
    return "STRING_TYPE_CONVERT", f'Could not interpret "{error.instance}" as string.'
