"""``flask people``: clearing out from the shell."""

import click

from conference import retention
from conference.cli.groups import Group
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.people import actions as people
from conference.people import queries

group = Group("people", help="People and what they told us.")


@group.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and keep it.")
def purge(*, dry_run: bool) -> None:
    """Delete what has served its time, and say how much of each kind."""
    for name, count in retention.purge(is_dry=dry_run).items():
        click.echo(f"{'busy' if count is None else count:>6} {name}")


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
