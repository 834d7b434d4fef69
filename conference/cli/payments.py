"""``flask payments``: the money's periodic work from the shell."""

import click
from flask.cli import AppGroup

from conference.kernel import clock
from conference.payments import flows

group = AppGroup("payments", help="Payments.")


@group.command()
def expire() -> None:
    """End holds that ran out, asking Stripe first."""
    flows.expire(now=clock.now())
    click.echo("done")


@group.command()
def reconcile() -> None:
    """Settle what no notice told us about."""
    flows.reconcile(now=clock.now())
    click.echo("done")
