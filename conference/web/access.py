"""Access labels: every view says who may open it; a view that says nothing is closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from conference.kernel.errors import NotAllowed, NotFound
from conference.kernel.permissions import Permission
from conference.web.identity import Viewer, viewer

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
HOLDERS = "conference.holders"
"""App extension: kind of link → function that says whether the viewer holds the code's link."""


class LinkNeeded(NotFound):
    """An order or ticket that this browser has not opened from its link; known or not."""

    message = "Open this page from the link in your email, or ask for a new one."


class SecondStepNeeded(NotAllowed):
    """A role that asks for a second step, which this sign-in has not passed."""

    message = "Confirm that it is you with a code."


@dataclass(frozen=True, slots=True)
class Label:
    """Who may open a view."""

    kind: str
    permission: Permission | None = None


def public(view: ViewT) -> ViewT:
    """Let everybody in."""
    return _labelled(view, Label("public"))


def signed_in(view: ViewT) -> ViewT:
    """Let in whoever has signed in."""
    return _labelled(view, Label("signed_in"))


def order_link(view: ViewT) -> ViewT:
    """Let in who opened the order's link, or signed in as its buyer; the view has ``code``."""
    return _labelled(view, Label("order"))


def ticket_link(view: ViewT) -> ViewT:
    """Let in who opened the ticket's link, or signed in as its attendee; the view has ``code``."""
    return _labelled(view, Label("ticket"))


def requires(permission: Permission) -> Callable[[ViewT], ViewT]:
    """Let in whoever has a role with ``permission`` for the address's edition."""

    def label(view: ViewT) -> ViewT:
        return _labelled(view, Label("requires", permission))

    return label


def label_of(view: Callable[..., Any]) -> Label | None:
    """Return the label of a view function, if it has one."""
    found: Label | None = getattr(view, "access_label", None)
    return found


def install(app: Flask, holders: Mapping[str, Callable[[str, Viewer], bool]]) -> None:
    """Check the label before each request; ``holders`` answers for links to orders and tickets."""
    app.extensions[HOLDERS] = holders
    app.before_request(_guard)


def _labelled(view: ViewT, label: Label) -> ViewT:
    view.access_label = label  # type: ignore[attr-defined]
    return view


def demand(permission: Permission) -> None:
    """Let in only whoever has a role with ``permission``, in a view that is open to forms.

    Raises: NotAllowed, SecondStepNeeded.
    """
    _check_permission(Label("requires", permission))


def _guard() -> None:
    if request.endpoint is None:
        return
    label = label_of(current_app.view_functions[request.endpoint])
    if label is None:
        raise RuntimeError(f"the view {request.endpoint} has no access label")
    _CHECKS[label.kind](label)


def _check_signed_in(_: Label) -> None:
    if viewer().person_id is None:
        raise NotAllowed


def _check_link(label: Label) -> None:
    holds = current_app.extensions[HOLDERS][label.kind]
    if not holds((request.view_args or {})["code"], viewer()):
        raise LinkNeeded


def _check_permission(label: Label) -> None:
    if viewer().person_id is None:
        raise NotAllowed
    if label.permission is None or not viewer().may(label.permission, g.get("edition_id")):
        raise NotAllowed("Your account has no role for that.")
    if viewer().owes_second_step:
        raise SecondStepNeeded


_CHECKS: Mapping[str, Callable[[Label], None]] = {
    "public": lambda _: None,
    "signed_in": _check_signed_in,
    "order": _check_link,
    "ticket": _check_link,
    "requires": _check_permission,
}
