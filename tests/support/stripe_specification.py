"""Compares what goes to and comes from Stripe with Stripe's own specification and the SDK.

The specification (``../shared/data/stripe``) is of 2023, the SDK (16.1.0, endive) of today. Where
they differ the SDK wins. The differences that we meet:

- requests: ``ui_mode`` and ``adaptive_pricing`` are newer than the specification, and so are the
  filters ``created`` and ``status`` of the list of sessions;
- ``ui_mode`` reads ``hosted_page`` (``hosted`` until 2025);
- ``submit_type`` may be ``subscribe``, sessions have ``collected_information`` and no
  ``shipping_details``, intents and charges have no ``invoice``;
- refunds have ``destination_details``; an item's ``adjustable_quantity`` and ``metadata`` are new;
- ``POST /v1/payment_intents/{intent}/cancel`` is not in the subset.
"""

import json
import re
import sys
import typing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import stripe
from stripe.params import _payment_intent_cancel_params, _refund_create_params
from stripe.params.checkout import _session_create_params, _session_expire_params

from conference.demo.stripe_server.api import Exchange

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "stripe"
ABSENT = "Stripe's specification is not at ../shared/data/stripe"
NEWER_PARAMS = {"ui_mode", "adaptive_pricing", "created", "status"}

_CLASSES: dict[str, type[stripe.StripeObject]] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "item": stripe.LineItem,
    "price": stripe.Price,
}
_PARAMS: dict[str, type] = {
    "/v1/checkout/sessions": _session_create_params.SessionCreateParams,
    "/v1/checkout/sessions/{session}/expire": _session_expire_params.SessionExpireParams,
    "/v1/refunds": _refund_create_params.RefundCreateParams,
    "/v1/payment_intents/{intent}/cancel": _payment_intent_cancel_params.PaymentIntentCancelParams,
}


def is_present() -> bool:
    """Say whether the specification is beside the project."""
    return (FOLDER / "stripe-openapi-subset.json").exists()


@cache
def _specification() -> Any:
    return json.loads((FOLDER / "stripe-openapi-subset.json").read_text())


@dataclass(slots=True)
class Witness:
    """Collects exchanges of a test and says what is wrong with them."""

    exchanges: list[Exchange] = field(default_factory=list)

    def findings(self) -> list[str]:
        """Return every difference, each with the request it was found in."""
        return [
            f"{exchange.method} {exchange.path}: {finding}"
            for exchange in self.exchanges
            for finding in (*request_findings(exchange), *answer_findings(exchange))
        ]


def request_findings(exchange: Exchange) -> list[str]:
    """Compare an accepted request with the specification and with the SDK's TypedDicts."""
    template = _template(exchange.path)
    if exchange.status >= 400 or template is None:
        return []
    found = []
    if exchange.method == "POST":
        found += _unknown_params(exchange.params, _PARAMS[template], "")
    operation = _specification()["paths"].get(template, {}).get(exchange.method.lower())
    if operation is None:
        return found
    told = {name: value for name, value in exchange.params.items() if name not in NEWER_PARAMS}
    schema = _request_schema(operation, exchange.method)
    return found + _schema_findings(_with_types(told, schema), schema)


def answer_findings(exchange: Exchange) -> list[str]:
    """Compare an answer with the specification and with the SDK's classes."""
    if exchange.status >= 400:
        return _schema_findings(exchange.body, _reference("error"))
    return [
        finding
        for thing in _things(exchange.body)
        for finding in (
            *_schema_findings(thing, _reference(thing["object"])),
            *sdk_findings(thing, _CLASSES[thing["object"]], thing["object"]),
        )
    ]


def sdk_findings(thing: dict[str, Any], cls: type[stripe.StripeObject], path: str) -> list[str]:
    """Compare an object with the SDK's class: unknown, missing and mistyped fields."""
    hints = {name: hint for name, hint in cls.__annotations__.items() if name not in cls.__dict__}
    found = [f"{path}.{name} is unknown to the SDK" for name in thing if name not in hints]
    for name, hint in hints.items():
        if name in thing:
            found += _value_findings(thing[name], hint, cls, f"{path}.{name}")
        elif not _is_optional(hint):
            found.append(f"{path}.{name} is missing")
    return found


def _value_findings(value: Any, hint: Any, cls: type[stripe.StripeObject], path: str) -> list[str]:
    name = path.rsplit(".", 1)[-1]
    if value is None:
        return [] if _is_optional(hint) else [f"{path} is null"]
    if hint in {int, str, bool} and type(value) is not hint:
        return [f"{path} is not {hint.__name__}"]
    inner = getattr(cls, "_inner_class_types", {}).get(name)
    if isinstance(value, dict) and value.get("object") == "list":
        value = value["data"]
    rows = value if isinstance(value, list) else [value]
    return [
        finding
        for row in rows
        if isinstance(row, dict)
        for kind in [_CLASSES.get(str(row.get("object"))) or inner]
        if kind
        for finding in sdk_findings(row, kind, path)
    ]


def _is_optional(hint: Any) -> bool:
    text = str(hint)
    return type(None) in typing.get_args(hint) or "Optional[" in text or "ClassVar" in text


def _unknown_params(params: dict[str, Any], cls: type, path: str) -> list[str]:
    found = []
    for name, value in params.items():
        if name not in cls.__annotations__:
            found.append(f"{path}{name} is unknown to {cls.__name__}")
            continue
        nested = re.search(r"'(\w+Params\w+)'", str(cls.__annotations__[name]))
        if nested:
            kind = getattr(sys.modules[cls.__module__], nested[1])
            rows = value.values() if "List[" in str(cls.__annotations__[name]) else [value]
            for row in rows:
                found += _unknown_params(row, kind, f"{path}{name}.")
    return found


def _things(body: dict[str, Any]) -> list[dict[str, Any]]:
    if body["object"] == "list":
        return [thing for row in body["data"] for thing in _things(row)]
    if body["object"] == "event":
        return [body, *_things(body["data"]["object"])]
    return [body]


def _template(path: str) -> str | None:
    templates = [*_specification()["paths"], *_PARAMS]
    return next(
        (one for one in templates if re.fullmatch(re.sub(r"{\w+}", r"[^/]+", one), path)), None
    )


def _request_schema(operation: dict[str, Any], method: str) -> dict[str, Any]:
    if method == "POST":
        content = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]
        return dict(content["schema"])
    fields = {one["name"]: one["schema"] for one in operation.get("parameters", [])}
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _with_types(value: Any, schema: dict[str, Any]) -> Any:
    """Give form text the types that the specification names, as Stripe does."""
    options = schema.get("anyOf", [schema])
    for option in options:
        match option.get("type"):
            case "object" if isinstance(value, dict):
                properties = option.get("properties", {})
                return {
                    key: _with_types(one, properties.get(key, {})) for key, one in value.items()
                }
            case "array" if isinstance(value, dict):
                return [_with_types(one, option["items"]) for one in value.values()]
            case "integer" if re.fullmatch(r"-?\d+", value):
                return int(value)
            case "boolean" if value in {"true", "false"}:
                return value == "true"
    return value


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema_findings(value: Any, schema: dict[str, Any]) -> list[str]:
    whole = {"allOf": [schema], "components": _specification()["components"]}
    errors = jsonschema.Draft4Validator(whole).iter_errors(value)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in errors]
