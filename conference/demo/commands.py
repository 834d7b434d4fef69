"""``flask demo``: commands of the demonstration."""

from flask.cli import AppGroup

from conference.demo.sample import load_command

group = AppGroup("demo", help="The demonstration.")
group.add_command(load_command)
