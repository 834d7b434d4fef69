"""From a confirmed proposal to the stage: who answers, who is on it, what a session says."""

from conference.proposals.rules.refusals import ProposalRefused

SUMMARY_LENGTH = 400
"""As much as a session's summary holds."""

_END = ".!?…"


class OwnerAnswers(ProposalRefused):
    """A co-speaker cannot confirm or withdraw for the others."""

    code = "owner_answers"

    def __init__(self, owner: str) -> None:
        """Say who can."""
        super().__init__(f"{owner} answers for this proposal. Your own tasks are yours to do.")


class NameMissing(ProposalRefused):
    """Whoever says that they come is known by an address only: that is never printed."""

    code = "name_missing"
    message = "Say what your name is: the programme never prints an email address."


def summary(audience: str, outcome: str) -> str:
    """Return the sentence or two that stand in lists: what people can do then, and who they are."""
    text = " ".join(_sentence(part) for part in (outcome, audience and f"For: {audience}") if part)
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _sentence(text: str) -> str:
    folded = " ".join(text.split())
    return folded if folded.endswith(tuple(_END)) else f"{folded}."
