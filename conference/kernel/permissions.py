"""Everything that somebody may be allowed to do; ``people/rules.py`` maps roles to these."""

import enum


class Permission(enum.StrEnum):
    """One thing that a role may allow."""

    OPEN_DESK = "open_desk"
    EDIT_EDITION = "edit_edition"
    EDIT_TICKETS = "edit_tickets"
    EDIT_PROGRAMME = "edit_programme"
    ISSUE_TICKETS = "issue_tickets"
    SEE_ORDERS = "see_orders"
    SEE_ATTENDEES = "see_attendees"
    REFUND = "refund"
    SEE_OUTBOX = "see_outbox"
    GRANT_ROLES = "grant_roles"
    SEE_ACCESS_NEEDS = "see_access_needs"
    SEE_DIET_NEEDS = "see_diet_needs"
    EDIT_CALL = "edit_call"
    REVIEW_PROPOSALS = "review_proposals"
    DECIDE_PROPOSALS = "decide_proposals"
