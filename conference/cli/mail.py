"""``flask mail``: the outbox from the shell."""

import click

from conference.cli.groups import Group
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.mail import actions, flows
from conference.mail.office import carrier, office

group = Group("mail", help="The outbox.")


@group.command()
def send() -> None:
    """Deliver every mail that is due."""
    tried = flows.deliver(office(), carrier(), now=clock.now, real_now=clock.real_now)
    click.echo(f"{tried} tried")


@group.command()
def purge() -> None:
    """Delete mails older than 90 days."""
    with transaction():
        gone = actions.purge(now=clock.now())
    click.echo(f"{gone} deleted")
