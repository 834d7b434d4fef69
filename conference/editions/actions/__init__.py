"""Changing editions: the one at hand, and making the next from it."""

from conference.editions.actions.copying import copy_edition
from conference.editions.actions.edition import (
    create_edition,
    edit_contact,
    edit_edition,
    edit_information,
    make_current,
    mark_task,
    publish_policy,
    touch_all_public,
    touch_frame,
    touch_public,
    unmark_task,
)

__all__ = [
    "copy_edition",
    "create_edition",
    "edit_contact",
    "edit_edition",
    "edit_information",
    "make_current",
    "mark_task",
    "publish_policy",
    "touch_all_public",
    "touch_frame",
    "touch_public",
    "unmark_task",
]
