"""Checks bodies against Discord's published OpenAPI description, when a copy of it is at hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from bot.sandbox.rules import errors
from bot.sandbox.rules.faults import faults
from bot.sandbox.rules.fields import Json, is_list, is_object, is_snowflake
from bot.sandbox.rules.routes import shape

BASE = "urn:discord"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
JSON_TYPE = "application/json"


def find_spec(root: Path, environment: Mapping[str, str]) -> Path | None:
    """Where the description lies: in the data shared beside the repository, or where ENGAWA_OPENAPI points."""
    beside = root.resolve().parent / "shared" / "data" / "discord" / "openapi.json"
    if beside.is_file():
        return beside
    named = environment.get("ENGAWA_OPENAPI")
    return Path(named) if named and Path(named).is_file() else None


@dataclass
class Schema:
    """Discord's description as a judge of requests and answers; without a file it lets everything pass."""

    operations: dict[tuple[str, str], tuple[str, Json]] = field(default_factory=dict[tuple[str, str], tuple[str, Json]])
    shared: Json = field(default_factory=dict[str, Any])
    text: str = "{}"
    """The description as it was read: parsed anew for requests and for answers, which is quicker than copying."""
    compiled: dict[str, Draft202012Validator] = field(default_factory=dict[str, Draft202012Validator])

    @classmethod
    def load(cls, path: Path | None) -> "Schema":
        """Read the file once; what judges by it is made when an operation is first used, as starting must be quick."""
        if path is None:
            return cls()
        text = path.read_text("utf-8")
        spec: Json = json.loads(text)
        operations = {
            (method.upper(), shape(template)): (f"/paths/{_step(template)}/{method}", operation)
            for template, item in spec["paths"].items()
            for method, operation in item.items()
            if is_object(operation) and "responses" in operation
        }
        return cls(operations, spec["components"], text)

    @cached_property
    def requests(self) -> Registry:
        """The description as requests are held to it."""
        return _registry(_for_requests(json.loads(self.text)))

    @cached_property
    def answers(self) -> Registry:
        """The description as answers are held to it."""
        return _registry(_for_answers(json.loads(self.text)))

    def knows(self, method: str, template: str) -> bool:
        """Whether the description has this operation, whatever its parameters are called."""
        return (method.upper(), shape(template)) in self.operations

    def check_request(self, method: str, template: str, body: object) -> None:
        """Refuse a body that Discord's description refuses, naming each faulty field."""
        pointer, operation = self.operations.get((method.upper(), shape(template)), ("", {}))
        request: Json = operation.get("requestBody", {})
        # Three uploads take multipart only: their files are not JSON, and nothing of them is described that could be.
        if JSON_TYPE not in request.get("content", {}) or (body is None and not request.get("required")):
            return
        judge = self._judge("requests", f"{pointer}/requestBody/content/{_step(JSON_TYPE)}/schema")
        found = [fault for error in judge.iter_errors({} if body is None else body) for fault in faults(error)]
        if found:
            raise errors.forms({fault.path: fault for fault in reversed(found)}.values())

    def check_answer(self, method: str, template: str, status: int, body: object) -> list[str]:
        """What is wrong with an answer of the sandbox, in sentences."""
        pointer, operation = self.operations.get((method.upper(), shape(template)), ("", {}))
        if not operation or status >= 500:
            return []
        responses: Json = operation["responses"]
        key = next((key for key in (str(status), f"{status // 100}XX") if key in responses), None)
        if key is None:
            return [f"{method} {template} answers {status}, which is not among {', '.join(sorted(responses))}."]
        content, pointer = self._content(responses[key], f"{pointer}/responses/{key}")
        if JSON_TYPE not in content:
            return [f"{method} {template} answers {status} with a body where none belongs."] if body is not None else []
        judge = self._judge("answers", f"{pointer}/content/{_step(JSON_TYPE)}/schema")
        return [_sentence(method, template, status, error) for error in judge.iter_errors(body)]

    def _content(self, response: Json, pointer: str) -> tuple[Json, str]:
        if "$ref" in response:
            name = response["$ref"].rsplit("/", 1)[1]
            return self.shared["responses"][name].get("content", {}), f"/components/responses/{name}"
        return response.get("content", {}), pointer

    def _judge(self, side: Literal["requests", "answers"], pointer: str) -> Draft202012Validator:
        key = f"{side} {pointer}"
        if key not in self.compiled:
            self.compiled[key] = Draft202012Validator(
                {"$ref": f"{BASE}#{pointer}"},
                registry=self.requests if side == "requests" else self.answers,
                validate_formats=True,
                formats={"snowflake": is_snowflake},
                offline=True,
            )
        return self.compiled[key]


def _registry(spec: Json) -> Registry:
    return Registry([(BASE, {**spec, "$id": BASE, "$schema": DRAFT})])


def _step(name: str) -> str:
    """One step of a JSON pointer inside a URI: braces must be escaped or the reference is not found."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~@")


def _sentence(method: str, template: str, status: int, error: ValidationError) -> str:
    found = "; ".join(f"{'.'.join(map(str, f.path)) or 'the body'}: {f.message}" for f in faults(error))
    return f"{method} {template} answers {status} wrongly: {found}"


def _for_requests(spec: Json) -> Json:
    """The description, changed to integers as Discord takes them in requests: digits will do (overwrites)."""
    _walk(spec, relax=True)
    return spec


def _for_answers(spec: Json) -> Json:
    """The description, changed: without two faults of its own that would refuse Discord's own error bodies."""
    _walk(spec, relax=False)
    schemas = spec["components"]["schemas"]
    # A fault in a form has a word for a code ("BASE_TYPE_REQUIRED"), where the description wants a number.
    error: Json = schemas["Error"]
    code = {"code": {"type": ["string", "integer"]}}
    field_error: Json = {**error, "properties": {**error["properties"], **code}}
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = field_error
    # A 429 of Discord's often comes without the code that the description demands.
    schemas["RatelimitedResponse"]["allOf"][0] = {**error, "required": ["message"]}
    return spec


def _walk(node: object, *, relax: bool) -> None:
    if is_list(node):
        for item in node:
            _walk(item, relax=relax)
    elif is_object(node):
        _number(node, relax=relax)
        texts = [part for key in ("oneOf", "anyOf") for part in node.get(key, []) if part.get("type") == "string"]
        for key, value in node.items():
            # Where a string is another choice (nonce), a relaxed integer would match twice and so not at all.
            _walk(value, relax=relax and not (texts and key in {"oneOf", "anyOf"}))


def _number(node: Json, *, relax: bool) -> None:
    kinds = node.get("type")
    kinds = kinds if is_list(kinds) else [kinds]
    if "integer" not in kinds or "enum" in node:
        return
    if node.get("format") == "int32":
        node.setdefault("minimum", -(2**31))
        node.setdefault("maximum", 2**31 - 1)
    if relax and "oneOf" not in node:
        node["type"] = [*kinds, "string"]
        node["pattern"] = "^-?[0-9]+$"
