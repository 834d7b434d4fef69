"""Line items: what a Checkout Session charges for."""

from conference.demo.stripe_server.lists import line_page
from conference.demo.stripe_server.params import (
    PAGING,
    Choice,
    Record,
    Text,
    Whole,
    currency,
    metadata,
)
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Call, Json, Missing, money, new_id

SMALLEST_AMOUNTS = {"gbp": 30, "eur": 50, "usd": 50}
"""In minor units; https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts."""

_PRODUCT = Record(
    {"name": Text(), "description": Text(40_000), "metadata": metadata}, required=("name",)
)
_PRICE = Record(
    {
        "currency": currency,
        "unit_amount": Whole(),
        "product_data": _PRODUCT,
        "tax_behavior": Choice(("exclusive", "inclusive", "unspecified")),
    },
    required=("currency", "unit_amount", "product_data"),
)
LINE = Record(
    {"price_data": _PRICE, "quantity": Whole(1, 999_999)}, required=("price_data", "quantity")
)


def index(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/checkout/sessions/<id>/line_items``."""
    params = Record(PAGING)(call.params)
    session = ledger.find("checkout.session", call.target)
    if session is None:
        raise Missing("checkout.session", call.target, "session")
    return line_page(session, params)


def checked_total(lines: list[Json]) -> int:
    """Return the sum of the lines. Raises: ApiError (no lines, two currencies, too little)."""
    used = {line["currency"] for line in lines}
    if len(used) != 1:
        message = "All line items must have the same currency." if used else "Line items are empty."
        raise ApiError(message, param="line_items")
    total: int = sum(line["amount_total"] for line in lines)
    smallest = SMALLEST_AMOUNTS[used.pop()]
    if total < smallest:
        least = money(smallest, lines[0]["currency"])
        message = f"The Checkout Session's total amount due must add up to at least {least}."
        raise ApiError(message, param="line_items", code="amount_too_small")
    return total


def build(line: Json, now: int) -> Json:
    """Return the line item that a line of the request becomes."""
    price, product = line["price_data"], line["price_data"]["product_data"]
    amount = price["unit_amount"] * line["quantity"]
    return {
        "id": new_id("li_"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": {},
        "price": {
            "id": new_id("price_"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": now,
            "currency": price["currency"],
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": new_id("prod_", 14),
            "recurring": None,
            "tax_behavior": price.get("tax_behavior", "unspecified"),
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": line["quantity"],
        "_note": product.get("description", ""),
    }
