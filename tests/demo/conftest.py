"""Fixtures: a shop, and Stripe's stand-in, each exchange compared with Stripe's own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from conference.demo.stripe_server import RunningServer, make_server
from tests.support import stripe_specification
from tests.support.stripe_shop import SECRET, Shop, client


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop with a webhook endpoint."""
    with Shop() as listening:
        yield listening


@pytest.fixture
def witness() -> Iterator[stripe_specification.Witness]:
    """Fail the test if anything that was said differs from Stripe's specification or the SDK."""
    seen = stripe_specification.Witness()
    yield seen
    if stripe_specification.is_present():
        assert seen.findings() == []


@pytest.fixture
def stand_in(
    shop: Shop, witness: stripe_specification.Witness, tmp_path: Path
) -> Iterator[RunningServer]:
    """The stand-in, telling the shop."""
    with make_server(
        state=tmp_path / "stripe.db",
        webhook_url=shop.url,
        webhook_secret=SECRET,
        on_exchange=witness.exchanges.append,
    ) as server:
        yield server


@pytest.fixture
def sdk(stand_in: RunningServer) -> stripe.StripeClient:
    """The unmodified SDK."""
    return client(stand_in.url)
