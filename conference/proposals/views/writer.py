"""Who writes: the viewer, in the edition of the address, now."""

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.proposals.actions.writing import Writer
from conference.proposals.queries import speaking
from conference.proposals.queries.speaking import ProposalPage
from conference.web.identity import viewer


def writer() -> Writer:
    """Return who acts. Raises: NotAllowed (nobody is signed in)."""
    return Writer(
        edition=this_edition(),
        person_id=viewer().known_id,
        now=clock.now(),
        real_now=clock.real_now(),
    )


def own_page(code: str) -> ProposalPage:
    """Return a proposal that the viewer may edit. Raises: NotFound, NotAllowed."""
    acting = writer()
    return speaking.proposal_page(acting.edition, code, acting.person_id, now=acting.now)
