"""``flask payments``: the money's periodic work from the shell."""

import click
from flask import current_app

from conference.cli.groups import Group
from conference.kernel import clock
from conference.payments import flows, stripe_gateway
from conference.payments.flows import Round
from conference.payments.stripe_gateway import StripeGateway

group = Group("payments", help="Payments.")


@group.command()
def expire() -> None:
    """End holds that ran out, asking Stripe first."""
    _tell(flows.expire(_gateway(), now=clock.now()))


@group.command()
def reconcile() -> None:
    """Settle what no notice told us about."""
    _tell(flows.reconcile(_gateway(), now=clock.now(), real_now=clock.real_now()))


def _gateway() -> StripeGateway:
    return stripe_gateway.connected(current_app.config["CONFERENCE"])


def _tell(outcome: Round) -> None:
    click.echo(f"{outcome.done} done, {outcome.failed} to be tried again")
