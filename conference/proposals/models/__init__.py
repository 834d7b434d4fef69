"""Tables of calls, proposals, reviews and of looking after speakers; one file for each."""

from conference.proposals.models.calls import (
    Call,
    CallFormat,
    Criterion,
    DecisionText,
    ExtensionCode,
    Question,
    QuestionTrack,
    ReviewPhase,
)
from conference.proposals.models.proposals import Proposal, ProposalAnswer, ProposalAuthor
from conference.proposals.models.reviews import (
    ConflictOfInterest,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewDraft,
    Reviewer,
    ReviewerTrack,
    ReviewScore,
)
from conference.proposals.models.speakers import (
    SpeakerConduct,
    SpeakerDetails,
    SpeakerPicture,
    SpeakerTask,
)

__all__ = [
    "Call",
    "CallFormat",
    "ConflictOfInterest",
    "Criterion",
    "DecisionText",
    "ExtensionCode",
    "Proposal",
    "ProposalAnswer",
    "ProposalAuthor",
    "Question",
    "QuestionTrack",
    "Review",
    "ReviewAssignment",
    "ReviewComment",
    "ReviewDraft",
    "ReviewPhase",
    "ReviewScore",
    "Reviewer",
    "ReviewerTrack",
    "SpeakerConduct",
    "SpeakerDetails",
    "SpeakerPicture",
    "SpeakerTask",
]
