"""The stand-in as the SDK meets it: sessions, payments, refunds, keys and what is refused."""

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import stripe

from conference.demo.stripe_server import RunningServer, make_server
from tests.demo.presses import press, send
from tests.support.stripe_shop import client, params, wait_until

PRODUCT = {"name": "Early bird ticket"}
PRICE = {"currency": "gbp", "unit_amount": 14900, "product_data": PRODUCT}
LINE = {"quantity": 1, "price_data": PRICE}
HALF_AN_HOUR, A_DAY = 1800, 86_400
WHOLE = "parameter_invalid_integer"


def priced(**changes: Any) -> Any:
    """Return parameters whose one line's price is changed."""
    return params(line_items=[{"quantity": 1, "price_data": {**PRICE, **changes}}])


def now() -> int:
    """Return Stripe's time, which is real."""
    return int(time.time())  # noqa: TID251


def paid(sdk: stripe.StripeClient, server: RunningServer) -> Any:
    """Return a paid session with its intent and charge."""
    session = sdk.v1.checkout.sessions.create(params())
    press(server, session.id, "pay")
    expand: Any = {"expand": ["payment_intent.latest_charge"]}
    return sdk.v1.checkout.sessions.retrieve(session.id, expand)


def test_a_new_session_is_open_and_has_a_page(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    session = sdk.v1.checkout.sessions.create(params())
    assert session.id.startswith("cs_test_")
    assert session.url == f"{stand_in.url}/pay/{session.id}"
    facts = (session.status, session.payment_status, session.amount_total, session.payment_intent)
    assert facts == ("open", "unpaid", 14900, None)


def test_a_paid_session_names_intent_charge_and_card(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    session = paid(sdk, stand_in)
    intent = session.payment_intent
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received) == ("succeeded", 14900)
    assert intent.metadata.to_dict() == {"order": "K7M2QX"}
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"


def test_a_declined_card_leaves_the_session_open_for_another(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    press(stand_in, key, "decline")
    session = sdk.v1.checkout.sessions.retrieve(key)
    intent: Any = sdk.v1.payment_intents.retrieve(str(session.payment_intent))
    assert (session.status, intent.status) == ("open", "requires_payment_method")
    assert intent.last_payment_error.decline_code == "generic_decline"
    press(stand_in, key, "pay")
    assert sdk.v1.payment_intents.retrieve(intent.id).status == "succeeded"


@pytest.mark.parametrize(
    ("answer", "payment_status", "intent_status"),
    [("async-succeed", "paid", "succeeded"), ("async-fail", "unpaid", "requires_payment_method")],
)
def test_a_slow_payment_completes_unpaid_until_the_bank_answers(
    sdk: stripe.StripeClient,
    stand_in: RunningServer,
    answer: str,
    payment_status: str,
    intent_status: str,
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    press(stand_in, key, "pay-later")
    session = sdk.v1.checkout.sessions.retrieve(key)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    intent = sdk.v1.payment_intents.retrieve(str(session.payment_intent))
    assert intent.status == "processing"
    press(stand_in, key, answer)
    session = sdk.v1.checkout.sessions.retrieve(key)
    intent = sdk.v1.payment_intents.retrieve(intent.id)
    assert (session.status, session.payment_status) == ("complete", payment_status)
    assert intent.status == intent_status


def test_the_bank_answers_by_itself_after_some_seconds(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    press(stand_in, key, "pay-later", then="succeed", seconds=1)
    wait_until(lambda: sdk.v1.checkout.sessions.retrieve(key).payment_status == "paid")


def test_a_session_can_be_paid_after_the_shop_expired_it(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    assert sdk.v1.checkout.sessions.expire(key).status == "expired"
    assert press(stand_in, key, "pay")["error"]["type"] == "invalid_request_error"
    press(stand_in, key, "pay-after-expiry")
    session = sdk.v1.checkout.sessions.retrieve(key)
    assert (session.status, session.payment_status) == ("complete", "paid")


def test_only_an_open_session_can_be_expired(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    session = paid(sdk, stand_in)
    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        sdk.v1.checkout.sessions.expire(session.id)


def test_an_intent_of_a_session_cannot_be_cancelled(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    press(stand_in, key, "decline")
    intent = sdk.v1.checkout.sessions.retrieve(key).payment_intent
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.payment_intents.cancel(str(intent))
    assert refused.value.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(
    ("seconds", "is_taken"),
    [(HALF_AN_HOUR - 30, False), (HALF_AN_HOUR + 5, True), (A_DAY - 5, True), (A_DAY + 30, False)],
)
def test_a_session_is_open_for_half_an_hour_to_a_day(
    sdk: stripe.StripeClient, seconds: int, is_taken: bool
) -> None:
    wanted = params(expires_at=now() + seconds)
    if is_taken:
        session = sdk.v1.checkout.sessions.create(wanted)
        assert session.expires_at == wanted["expires_at"]
        return
    with pytest.raises(
        stripe.InvalidRequestError, match="from Checkout Session creation"
    ) as refused:
        sdk.v1.checkout.sessions.create(wanted)
    assert (refused.value.http_status, refused.value.param) == (400, "expires_at")


def test_a_session_without_expiry_is_open_for_a_day(sdk: stripe.StripeClient) -> None:
    wanted = params()
    del wanted["expires_at"]
    session = sdk.v1.checkout.sessions.create(wanted)
    assert session.expires_at - session.created == A_DAY


@pytest.mark.parametrize(
    ("wanted", "param", "code"),
    [
        (params(colour="red"), "colour", "parameter_unknown"),
        (params(mode="subscription"), "mode", None),
        (params(success_url="/back"), "success_url", "url_invalid"),
        (params(success_url=""), "success_url", "parameter_invalid_empty"),
        (params(customer_email="rowan"), "customer_email", "email_invalid"),
        (params(client_reference_id="x" * 201), "client_reference_id", None),
        (params(expires_at="soon"), "expires_at", WHOLE),
        (params(metadata={"k": "v" * 501}), "metadata[k]", None),
        (params(metadata={f"k{n}": "v" for n in range(51)}), "metadata", None),
        (params(line_items=[]), "line_items", "parameter_missing"),
        (params(line_items=[{**LINE, "quantity": 0}]), "line_items[0][quantity]", WHOLE),
        (params(line_items=[{"quantity": 1}]), "line_items[0][price_data]", "parameter_missing"),
        (priced(unit_amount=-1), "line_items[0][price_data][unit_amount]", WHOLE),
        (priced(unit_amount=29), "line_items", "amount_too_small"),
        (priced(currency="xyz"), "line_items[0][price_data][currency]", None),
        (params(expand=["customer_email"]), "expand", None),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_by_name(
    sdk: stripe.StripeClient, wanted: Any, param: str, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.checkout.sessions.create(wanted)
    assert (refused.value.http_status, refused.value.param) == (400, param)
    assert refused.value.code == code
    assert sdk.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda api: api.checkout.sessions.retrieve("cs_test_none"),
        lambda api: api.checkout.sessions.expire("cs_test_none"),
        lambda api: api.payment_intents.retrieve("pi_none"),
        lambda api: api.payment_intents.cancel("pi_none"),
        lambda api: api.charges.retrieve("ch_none"),
        lambda api: api.refunds.retrieve("re_none"),
        lambda api: api.refunds.create({"payment_intent": "pi_none"}),
        lambda api: api.events.retrieve("evt_none"),
    ],
)
def test_unknown_ids_are_missing(sdk: stripe.StripeClient, ask: Callable[[Any], Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        ask(sdk.v1)
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


@pytest.mark.parametrize("key", ["sk_live_51H8x", "rk_test_abc", "nonsense"])
def test_only_test_keys_are_taken_and_no_key_is_repeated(stand_in: RunningServer, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        client(stand_in.url, key).v1.checkout.sessions.list()
    assert refused.value.http_status == 401
    assert key not in str(refused.value.user_message)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/customers", None, 404),
        ("DELETE", "/v1/refunds/re_1", None, 404),
        ("POST", "/v1/refunds", "a[b=1", 400),
        ("POST", "/v1/refunds", "a=1&a[b]=2", 400),
        ("POST", "/v1/refunds", "amount=%ff", 400),
        ("POST", "/v1/refunds", "&".join(f"a[{n}]=1" for n in range(1001)), 400),
        ("POST", "/v1/refunds", "amount=1" + "0" * 1_000_000, 413),
    ],
)
def test_what_is_malformed_gets_an_error_envelope(
    stand_in: RunningServer, method: str, path: str, body: str | None, status: int
) -> None:
    headers = {
        "Authorization": "Bearer sk_test_example",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = send(stand_in, method, path, body, headers)
    assert answer.status == status
    assert '"invalid_request_error"' in answer.text


def test_refunds_never_exceed_what_was_paid(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    intent = paid(sdk, stand_in).payment_intent.id
    with pytest.raises(stripe.InvalidRequestError, match=r"£149\.01.*charge amount \(£149\.00\)"):
        sdk.v1.refunds.create({"payment_intent": intent, "amount": 14901})
    refund = sdk.v1.refunds.create({"payment_intent": intent, "amount": 4900})
    assert (refund.status, refund.amount) == ("succeeded", 4900)
    with pytest.raises(stripe.InvalidRequestError, match=r"unrefunded amount on charge"):
        sdk.v1.refunds.create({"payment_intent": intent, "amount": 10001})
    assert sdk.v1.refunds.create({"payment_intent": intent}).amount == 10000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"
    charge = sdk.v1.charges.retrieve(str(refund.charge))
    assert (charge.amount_refunded, charge.refunded) == (14900, True)
    refunds = sdk.v1.refunds.list({"charge": charge.id})
    assert [one.amount for one in refunds.data] == [10000, 4900]


def test_what_was_not_paid_cannot_be_refunded(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    press(stand_in, key, "pay-later")
    intent = str(sdk.v1.checkout.sessions.retrieve(key).payment_intent)
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        sdk.v1.refunds.create({"payment_intent": intent})


def test_what_the_bank_took_back_is_refunded_only_once_the_shop_has_won(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    session = paid(sdk, stand_in)
    intent = session.payment_intent.id
    press(stand_in, session.id, "dispute")
    assert sdk.v1.charges.retrieve(session.payment_intent.latest_charge.id).disputed
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_disputed"
    press(stand_in, session.id, "dispute-won")
    assert sdk.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


@pytest.mark.parametrize(
    ("presses", "words"),
    [
        (("dispute",), "needs a session that is paid"),
        (("pay", "dispute", "dispute"), "needs a session that is paid"),
        (("pay", "dispute-won"), "No dispute is open"),
        (("pay", "dispute", "dispute-lost", "dispute-won"), "No dispute is open"),
    ],
)
def test_a_charge_is_disputed_once_and_decided_once(
    sdk: stripe.StripeClient, stand_in: RunningServer, presses: tuple[str, ...], words: str
) -> None:
    key = sdk.v1.checkout.sessions.create(params()).id
    answers = [press(stand_in, key, action) for action in presses]
    assert ["error" in answer for answer in answers] == [False] * (len(presses) - 1) + [True]
    assert words in answers[-1]["error"]["message"]


def test_lists_are_paged_newest_first(sdk: stripe.StripeClient) -> None:
    keys = [sdk.v1.checkout.sessions.create(params()).id for _ in range(5)]
    newest = sdk.v1.checkout.sessions.list({"limit": 2})
    assert ([one.id for one in newest.data], newest.has_more) == ([keys[4], keys[3]], True)
    rest = sdk.v1.checkout.sessions.list({"limit": 3, "starting_after": keys[3]})
    assert ([one.id for one in rest.data], rest.has_more) == ([keys[2], keys[1], keys[0]], False)
    newer = sdk.v1.checkout.sessions.list({"limit": 2, "ending_before": keys[1]})
    assert ([one.id for one in newer.data], newer.has_more) == ([keys[3], keys[2]], True)
    everything = sdk.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()
    assert [one.id for one in everything] == keys[::-1]


def test_sessions_are_found_by_their_intent(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    session = paid(sdk, stand_in)
    paid(sdk, stand_in)
    found = sdk.v1.checkout.sessions.list({"payment_intent": session.payment_intent.id})
    assert [one.id for one in found.data] == [session.id]


def test_the_same_key_and_question_get_the_same_answer_once(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    wanted: Any = params()
    first = sdk.v1.checkout.sessions.create(wanted, {"idempotency_key": "order-1"})
    again = sdk.v1.checkout.sessions.create(wanted, {"idempotency_key": "order-1"})
    headers: Any = again.last_response.headers  # type: ignore[union-attr]
    assert again.to_dict() == first.to_dict()
    assert headers["Idempotent-Replayed"] == "true"
    assert headers["Original-Request"] == first.last_response.request_id  # type: ignore[union-attr]
    assert len(sdk.v1.checkout.sessions.list().data) == 1


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (
            lambda api, key: api.checkout.sessions.create(params(locale="fr"), key),
            "same parameters",
        ),
        (lambda api, key: api.refunds.create({"charge": "ch_1"}, key), "for the endpoint"),
    ],
)
def test_a_key_belongs_to_its_first_question(
    sdk: stripe.StripeClient, ask: Callable[[Any, Any], Any], words: str
) -> None:
    options: Any = {"idempotency_key": "order-1"}
    sdk.v1.checkout.sessions.create(params(), options)
    with pytest.raises(stripe.IdempotencyError, match=words) as refused:
        ask(sdk.v1, options)
    assert refused.value.http_status == 400


def test_refusals_of_a_rule_are_repeated_and_unreadable_questions_are_not(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    session = paid(sdk, stand_in)
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            sdk.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "expire-1"})
    assert dict(refused.value.headers or {})["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.InvalidRequestError):
        sdk.v1.checkout.sessions.create(params(mode="setup"), {"idempotency_key": "order-1"})
    assert sdk.v1.checkout.sessions.create(params(), {"idempotency_key": "order-1"}).id


def test_a_key_in_flight_conflicts(stand_in: RunningServer, tmp_path: Path) -> None:
    impatient = stripe.StripeClient("sk_test_example", base_addresses={"api": stand_in.url})
    statuses: list[int] = []

    def create() -> None:
        try:
            impatient.v1.checkout.sessions.create(params(), {"idempotency_key": "order-1"})
            statuses.append(200)
        except stripe.StripeError as error:
            statuses.append(error.http_status or 0)

    with closing(sqlite3.connect(tmp_path / "stripe.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        threads = [threading.Thread(target=create) for _ in range(2)]
        for thread in threads:
            thread.start()
        wait_until(lambda: statuses == [409])
        connection.execute("ROLLBACK")
    for thread in threads:
        thread.join()
    assert statuses == [409, 200]


def test_many_threads_get_an_answer_each(sdk: stripe.StripeClient, stand_in: RunningServer) -> None:
    def buy(_: int) -> str:
        session = paid(sdk, stand_in)
        return str(session.payment_status)

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(buy, range(24))) == ["paid"] * 24
    intents = {one.payment_intent for one in sdk.v1.checkout.sessions.list({"limit": 100}).data}
    assert len(intents) == 24


def test_a_session_expires_by_its_own_clock(tmp_path: Path) -> None:
    ahead = [0.0]
    clock = lambda: now() + ahead[0]  # noqa: E731
    with make_server(state=tmp_path / "stripe.db", clock=clock) as server:
        api = client(server.url).v1
        session = api.checkout.sessions.create(params())
        ahead[0] = session.expires_at - now() - 5
        assert api.checkout.sessions.retrieve(session.id).status == "open"
        ahead[0] += 10
        expired = api.checkout.sessions.retrieve(session.id)
        assert (expired.status, expired.url) == ("expired", None)
        assert [event.type for event in api.events.list().data] == ["checkout.session.expired"]
