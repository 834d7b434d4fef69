"""The organisers' menu: one list, shown as far as the viewer's roles allow."""

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


MENU = (
    ("desk", "Desk", "editions_manage.desk"),
    ("orders", "Orders", "orders_manage.index"),
    ("attendees", "Attendees", "orders_manage.attendees"),
    ("access_needs", "Access needs", "orders_manage.access_needs"),
    ("diet_needs", "Diets", "orders_manage.diet_needs"),
    ("payments", "Payments", "payments_manage.index"),
    ("tickets", "Ticket types", "tickets_manage.index"),
    ("edition", "Edition", "editions_manage.details"),
    ("policies", "Policies", "editions_manage.policies"),
    ("contacts", "Contacts", "editions_manage.contacts"),
    ("support", "Support services", "safeguarding_manage.index"),
    ("outbox", "Outbox", "mail_manage.index"),
    ("roles", "Roles", "people_manage.roles"),
)


def menu_for(viewer: Viewer, edition_id: int | None) -> tuple[MenuItem, ...]:
    """Return the entries that this viewer may open; the access labels decide, nothing else."""
    views = current_app.view_functions
    return tuple(
        MenuItem(key, label, url_for(endpoint))
        for key, label, endpoint in MENU
        if endpoint in views and _may_open(label_of(views[endpoint]), viewer, edition_id)
    )


def _may_open(label: Label | None, viewer: Viewer, edition_id: int | None) -> bool:
    permission: Permission | None = label.permission if label else None
    return permission is not None and viewer.may(permission, edition_id)
