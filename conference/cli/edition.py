"""``flask edition``: the first day of an installation."""

from datetime import datetime

import click
from flask import current_app

from conference.cli.groups import Group
from conference.editions import actions, queries
from conference.editions.rules import EditionRefused, NewEdition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.people import actions as people

group = Group("edition", help="Editions: one conference in one year.")
ACTOR = "operator"


@group.command()
@click.option("--slug", prompt="Address of the year (2025)", help="Begins every address.")
@click.option("--name", prompt="Name of the conference")
@click.option("--day", prompt="Day", type=click.DateTime(["%Y-%m-%d"]), help="YYYY-MM-DD")
@click.option("--venue", prompt="Venue")
@click.option("--place", prompt="Place of the venue")
@click.option("--prefix", prompt="Letters before order numbers", default="CON")
@click.option("--vat", prompt="VAT rate in percent (0 to 99)", type=click.IntRange(0, 99))
@click.option("--organiser", prompt="Email address of the first organiser")
def create(  # noqa: PLR0913, PLR0917 (one option for each question)
    slug: str,
    name: str,
    day: datetime,
    venue: str,
    place: str,
    prefix: str,
    vat: int,
    organiser: str,
) -> None:
    """Make an edition and its first organiser; print a sign-in link."""
    _check("@" in organiser, "Enter an email address with an @.")
    new = NewEdition(
        slug=slug,
        name=name,
        day=day.date(),
        venue_name=venue,
        venue_place=place,
        reference_prefix=prefix,
        vat_rate=vat * 100,
    )
    try:
        with transaction():
            actions.create_edition(new, actor=ACTOR, now=clock.now())
            path = people.make_first_organiser(
                organiser, key=current_app.config["SECRET_KEY"], now=clock.real_now()
            )
    except Invalid as refusal:
        raise click.ClickException(" ".join(refusal.fields.values())) from refusal
    except EditionRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    address = current_app.config["CONFERENCE"].public_url.rstrip("/")
    click.echo(f"{name} is at {address}/{slug}/")
    click.echo(f"Sign in as {organiser} within 30 minutes: {address}{path}")


@group.command("list")
def list_editions() -> None:
    """List all editions, newest first; the current one has a star."""
    for row in queries.all_editions():
        click.echo(f"{'*' if row.is_current else ' '} {row.slug}")


@group.command()
@click.argument("slug")
def current(slug: str) -> None:
    """Let the home address show this edition."""
    found = queries.versions(slug)
    _check(found, "There is no such edition.")
    if found is not None:
        with transaction():
            actions.make_current(found.edition_id, actor=ACTOR, now=clock.now())
        click.echo(f"The home address shows {slug}.")


def _check(is_right: object, sentence: str) -> None:
    if not is_right:
        raise click.ClickException(sentence)
