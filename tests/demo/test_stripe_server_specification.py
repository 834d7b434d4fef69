"""The stand-in against Stripe's own specification, its example objects and the SDK's types."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import stripe

from conference.demo.stripe_server import RunningServer
from conference.demo.stripe_server.api import ROUTES, Exchange
from tests.demo.presses import press
from tests.support import stripe_specification as specification
from tests.support.stripe_shop import params

pytestmark = pytest.mark.skipif(not specification.is_present(), reason=specification.ABSENT)

NOT_SENT = {
    "charge": {"level3", "radar_options", "refunds", "transfer"},
    "checkout.session": {"managed_payments"},
    "payment_intent": {"managed_payments"},
    "refund": set[str](),
    "dispute": set[str](),
}
"""Fields of Stripe's examples that Stripe leaves out of answers like ours."""


def test_everything_that_the_sdk_can_ask_is_answered_as_specified(
    sdk: stripe.StripeClient, stand_in: RunningServer, witness: specification.Witness
) -> None:
    api = sdk.v1
    declined = api.checkout.sessions.create(params())
    press(stand_in, declined.id, "decline")
    api.checkout.sessions.expire(declined.id)
    later = api.checkout.sessions.create(params(ui_mode="hosted_page"))
    press(stand_in, later.id, "pay-later")
    press(stand_in, later.id, "async-fail")
    disputed = api.checkout.sessions.create(params())
    for action in ("pay", "dispute"):
        press(stand_in, disputed.id, action)
    paid = api.checkout.sessions.create(params(adaptive_pricing={"enabled": False}))
    press(stand_in, paid.id, "pay")
    paid = api.checkout.sessions.retrieve(
        paid.id, {"expand": ["payment_intent.latest_charge", "line_items"]}
    )
    intent: Any = paid.payment_intent
    api.refunds.create({"payment_intent": intent.id, "amount": 100, "metadata": {"why": "test"}})
    api.refunds.retrieve(api.refunds.list({"payment_intent": intent.id}).data[0].id)
    api.disputes.retrieve(api.disputes.list({"limit": 1}).data[0].id)
    api.charges.retrieve(intent.latest_charge.id)
    api.payment_intents.retrieve(intent.id)
    api.checkout.sessions.list({"payment_intent": intent.id, "limit": 3})
    api.checkout.sessions.line_items.list(paid.id)
    api.events.retrieve(api.events.list({"limit": 100}).data[0].id)
    with pytest.raises(stripe.InvalidRequestError):
        api.payment_intents.cancel(intent.id)
    asked = {
        f"{one.method} {re.sub('(cs|pi|ch|re|du|evt)_[^/]+', '<target>', one.path)}"
        for one in witness.exchanges
    }
    assert asked == {f"{method} {path}" for method, path, _handler in ROUTES}
    assert witness.findings() == []


@pytest.mark.parametrize("kind", NOT_SENT)
def test_answers_have_every_field_of_stripes_own_examples(
    kind: str, sdk: stripe.StripeClient, stand_in: RunningServer, witness: specification.Witness
) -> None:
    session = sdk.v1.checkout.sessions.create(params())
    press(stand_in, session.id, "pay")
    expand: Any = {"expand": ["payment_intent.latest_charge"]}
    session = sdk.v1.checkout.sessions.retrieve(session.id, expand)
    intent: Any = session.payment_intent
    sdk.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    press(stand_in, session.id, "dispute")
    sdk.v1.events.list({"type": "charge.dispute.created"})
    answer, refund, events = (exchange.body for exchange in witness.exchanges[-3:])
    intent = answer["payment_intent"]
    ours = {
        "checkout.session": answer,
        "payment_intent": intent,
        "charge": intent["latest_charge"],
        "refund": refund,
        "dispute": events["data"][0]["data"]["object"],
    }
    path = Path(specification.FOLDER) / "stripe-fixtures3-2026-08-21.json"
    example = json.loads(path.read_text())["resources"][kind]
    assert set(example) - set(ours[kind]) - NOT_SENT[kind] == set()


def test_a_wrong_answer_is_found() -> None:
    wrong = {"object": "refund", "id": "re_1", "amount": "149", "created": 1, "currencies": "gbp"}
    exchange = Exchange(method="GET", path="/v1/refunds/re_1", params={}, status=200, body=wrong)
    assert specification.answer_findings(exchange) == [
        "amount: '149' is not of type 'integer'",
        ": 'currency' is a required property",
        "refund.currencies is unknown to the SDK",
        "refund.amount is not int",
        "refund.currency is missing",
    ]


def test_a_wrong_request_is_found() -> None:
    wrong = {"payment_intent": "pi_1", "amount": "few", "note": "x"}
    exchange = Exchange(method="POST", path="/v1/refunds", params=wrong, status=200, body={})
    assert sorted(specification.request_findings(exchange)) == [
        ": Additional properties are not allowed ('note' was unexpected)",
        "amount: 'few' is not of type 'integer'",
        "note is unknown to RefundCreateParams",
    ]
