"""The five ways in which the domain says no; ``web/errors.py`` is the only map to HTTP."""

from collections.abc import Mapping


class ConferenceError(Exception):
    """Anything that the domain refuses; carries a sentence for people."""

    message = "That did not work."

    def __init__(self, message: str | None = None) -> None:
        """Use the class's sentence unless a better one is at hand."""
        if message is not None:
            self.message = message
        super().__init__(self.message)


class NotFound(ConferenceError):
    """Is not there, or this viewer may not know of it."""

    message = "We cannot find that."


class NotAllowed(ConferenceError):
    """The viewer lacks the permission; a stranger is asked to sign in."""

    message = "You need to sign in for that."


class Invalid(ConferenceError):
    """Cannot be understood: one sentence for each field that is wrong."""

    message = "There is a problem with what you sent."

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep the sentence for each field."""
        super().__init__()
        self.fields = dict(fields)


class Refused(ConferenceError):
    """Understood, and a rule says no now; ``code`` is for programs and never changes."""

    code = "refused"


class Unavailable(ConferenceError):
    """Another service does not answer."""

    message = "A service that we need does not answer. Nothing is lost. Try again in a minute."
