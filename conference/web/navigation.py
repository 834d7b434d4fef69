"""The organisers' menu: groups of pages, shown as far as the viewer's roles allow."""

from dataclasses import dataclass

from flask import current_app, url_for

from conference.kernel.permissions import Permission
from conference.web.access import Label, label_of
from conference.web.identity import Viewer


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the menu, ready to show."""

    key: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries under one word, in the order in which they are shown."""

    label: str
    items: tuple[MenuItem, ...]

    def holds(self, key: str) -> bool:
        """Say whether the entry with this key is one of the group's."""
        return any(item.key == key for item in self.items)


MENU = (
    ("Desk", (("desk", "Desk", "editions_manage.desk"),)),
    (
        "Orders and people",
        (
            ("orders", "Orders", "orders_manage.index"),
            ("payments", "Payments", "payments_manage.index"),
            ("attendees", "Attendees", "orders_manage.attendees"),
            ("access_needs", "Access needs", "orders_manage.access_needs"),
            ("diet_needs", "Diets", "orders_manage.diet_needs"),
        ),
    ),
    (
        "Programme",
        (
            ("schedule", "Schedule", "programme_manage.board"),
            ("sessions", "Sessions", "programme_manage.sessions"),
            ("speakers", "Speakers", "programme_manage.speakers"),
            ("rooms", "Rooms", "programme_manage.rooms"),
            ("tracks", "Tracks", "programme_manage.tracks"),
            ("formats", "Formats", "programme_manage.formats"),
            ("release", "Release", "programme_manage.release"),
            ("feedback", "Feedback", "feedback_manage.index"),
        ),
    ),
    (
        "Proposals",
        (
            ("call", "Call for proposals", "proposals_manage.call"),
            ("proposals", "Proposals", "proposals_manage.proposals"),
            ("reviewers", "Reviewers", "proposals_manage.reviewers"),
            ("reviews", "Your reviews", "proposals_review.index"),
            ("committee", "Committee", "proposals_manage.committee"),
            ("decisions", "Decisions", "proposals_manage.decisions"),
            ("speaker_tasks", "Speakers’ tasks", "proposals_manage.speaker_tasks"),
            ("speaker_access", "Speakers’ access", "proposals_manage.confidences"),
        ),
    ),
    (
        "Texts and contacts",
        (
            ("policies", "Policies", "editions_manage.policies"),
            ("contacts", "Contacts", "editions_manage.contacts"),
            ("support", "Support services", "safeguarding_manage.index"),
        ),
    ),
    (
        "Settings",
        (
            ("setup", "Set-up", "editions_manage.setup"),
            ("edition", "Edition", "editions_manage.details"),
            ("tickets", "Ticket types", "tickets_manage.index"),
            ("roles", "Roles", "people_manage.roles"),
        ),
    ),
    ("Mail", (("outbox", "Outbox", "mail_manage.index"),)),
)


def menu_for(viewer: Viewer, edition_id: int | None) -> tuple[MenuGroup, ...]:
    """Return the groups of what this viewer may open; the access labels decide, nothing else."""
    views = current_app.view_functions
    groups = (
        MenuGroup(
            label,
            tuple(
                MenuItem(key, name, url_for(endpoint))
                for key, name, endpoint in entries
                if endpoint in views and _may_open(label_of(views[endpoint]), viewer, edition_id)
            ),
        )
        for label, entries in MENU
    )
    return tuple(group for group in groups if group.items)


def _may_open(label: Label | None, viewer: Viewer, edition_id: int | None) -> bool:
    permission: Permission | None = label.permission if label else None
    return permission is not None and viewer.may(permission, edition_id)
