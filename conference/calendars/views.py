"""Calendar files and feeds."""

from flask import Blueprint

blueprint = Blueprint("calendars", __name__)
