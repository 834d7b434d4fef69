"""The token that makes a form which is sent twice one proposal."""

from typing import Any

from flask import current_app
from wtforms import HiddenField

from conference.kernel import codes


class FormTokenField(HiddenField):
    """A token that is drawn when the form is shown, sealed so that nobody chooses one."""

    def __init__(self, *, purpose: str, **values: Any) -> None:
        """Draw a token for this purpose."""
        untyped: Any = super()
        untyped.__init__(default=lambda: _sealed(purpose), **values)
        self.purpose = purpose

    @property
    def token(self) -> str:
        """The token that the form carried; one that is not ours makes a proposal of its own."""
        return codes.opened(self.purpose, self.data or "", key=_key()) or _drawn()


def _sealed(purpose: str) -> str:
    return codes.sealed(purpose, _drawn(), key=_key())


def _drawn() -> str:
    return codes.random_code(codes.TICKET_CODE_LENGTH)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
