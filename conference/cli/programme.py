"""``flask programme``: taking in what other systems wrote."""

from pathlib import Path

import click

from conference.cli.groups import Group

group = Group("programme", help="The programme.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "slug", required=True, help="Address of the year, like 2025.")
@click.option("--partial", is_flag=True, help="Take what fits although something does not.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and store nothing.")
def import_file(file: Path, slug: str, *, partial: bool, dry_run: bool) -> None:
    """Take FILE into the draft of an edition; the public sees it with the next release."""
    from conference.cli.importing import import_programme  # no web process needs it

    import_programme(file, slug, partial=partial, dry_run=dry_run)
