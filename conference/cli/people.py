"""``flask people``: clearing out from the shell."""

import click
from flask.cli import AppGroup

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.orders import actions as orders
from conference.people import actions as people

group = AppGroup("people", help="People and what they told us.")


@group.command()
def purge() -> None:
    """Delete needs 14 days after the event, old links and dead sign-ins."""
    with transaction():
        orders.delete_needs(now=clock.now())
    with transaction():
        people.purge(now=clock.real_now())
    click.echo("done")
