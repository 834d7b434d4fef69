"""What people are mailed once the committee has decided: one mail for each address."""

from conference.editions.frames import frame_of
from conference.kernel.errors import NotFound
from conference.mail.rules import Draft, MailRequest
from conference.proposals.queries.decisions import told_in
from conference.proposals.queries.telling import letter
from conference.proposals.rules.letters import subject
from conference.proposals.rules.states import Decision

FIGURES = ("proposals", "places")


def decided(request: MailRequest) -> Draft:
    """Write: what the committee decided, for each proposal of this address.

    The preview is written by this too: it is what will be sent. Raises: NotFound.
    """
    edition = frame_of(request.edition_id)
    page = letter(
        edition,
        told_in(request.facts),
        reviews=[Decision(name) for name in request.facts["reviews"]],
        figures={name: request.facts[name] for name in FIGURES},
        now=request.now,
    )
    if not page.parts:
        raise NotFound
    return Draft(
        subject=subject(part.decision for part in page.parts),
        template="proposals/mail/decided.txt",
        context={
            "edition": edition,
            "page": page,
            "confirm_links": {
                part.code: request.link(f"/{edition.slug}/speak/{part.code}/confirm")
                for part in page.parts
                if part.decision is Decision.ACCEPT
            },
            "link": request.link(f"/{edition.slug}/speak/mine"),
        },
    )
