"""What reviewers read: the one query of their pages, so that blindness is kept in one place.

Nothing here selects an address, an organisation, a biography, a picture, a need or what is for the
committee; names are read only where the phases let them show. A reviewer reads what they were
asked for, within their tracks, never their own and nothing with a conflict, whatever other roles
they have.
"""

from conference.proposals.queries.reading.judging import (
    criteria_kept,
    criteria_of,
    has_opinion,
    rights_of,
)
from conference.proposals.queries.reading.pages import (
    Comment,
    CriterionFacts,
    Opinion,
    OthersOpinion,
    ReadingList,
    ReadingPage,
    ReadingRow,
)
from conference.proposals.queries.reading.proposals import (
    TEXT_LENGTH,
    has_declared,
    may_read,
    next_code,
    progress,
    reading_list,
    reading_page,
    to_give,
)

__all__ = [
    "TEXT_LENGTH",
    "Comment",
    "CriterionFacts",
    "Opinion",
    "OthersOpinion",
    "ReadingList",
    "ReadingPage",
    "ReadingRow",
    "criteria_kept",
    "criteria_of",
    "has_declared",
    "has_opinion",
    "may_read",
    "next_code",
    "progress",
    "reading_list",
    "reading_page",
    "rights_of",
    "to_give",
]
