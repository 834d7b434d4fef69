"""Fixtures: Stripe's stand-in, compared with Stripe's own words, and the gateway to it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from conference.demo.stripe_server import RunningServer, make_server
from conference.payments.stripe_gateway import StripeGateway
from tests.support import stripe_specification
from tests.support.databases import settings_for

SECRET = settings_for("").stripe_webhook_secret.get_secret_value()


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[RunningServer]:
    """The stand-in, telling nobody; what was said must fit Stripe's specification and the SDK."""
    witness = stripe_specification.Witness()
    with make_server(state=tmp_path / "stripe.db", on_exchange=witness.exchanges.append) as server:
        yield server
    if stripe_specification.is_present():
        assert witness.findings() == []


@pytest.fixture
def gateway(stand_in: RunningServer) -> StripeGateway:
    """The application's gateway, with the unmodified SDK behind it."""
    return StripeGateway("sk_test_tests", stand_in.url, SECRET)


@pytest.fixture
def dead() -> StripeGateway:
    """A gateway to nobody: Stripe does not answer."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    return StripeGateway("sk_test_tests", address, SECRET)
