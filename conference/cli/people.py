"""``flask people``: clearing out from the shell."""

import click
from flask.cli import AppGroup

from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.orders import actions as orders
from conference.people import actions as people
from conference.people import queries

group = AppGroup("people", help="People and what they told us.")


@group.command()
def purge() -> None:
    """Delete needs 14 days after the event, answers of unpaid orders, old links and sign-ins."""
    with transaction():
        orders.delete_needs(now=clock.now())
    with transaction():
        orders.forget_unpaid(now=clock.now())
    with transaction():
        people.purge(now=clock.real_now())
    click.echo("done")


@group.command("reset-second-step")
@click.argument("address")
def reset_second_step(address: str) -> None:
    """Let somebody who lost phone and codes set up their second step again."""
    person_id = queries.id_of(address)
    if person_id is None:
        raise click.ClickException("Nobody has signed in with this address.")
    with transaction():
        people.reset_second_step(person_id, actor=history.SYSTEM, now=clock.real_now())
    click.echo("The next sign-in sets it up again.")
