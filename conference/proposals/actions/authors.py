"""Speakers beside the owner: invited by mail, answering, reminded, taken off."""

from collections.abc import Iterable

from sqlalchemy import update

from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.mail import queries as mail
from conference.people import actions as people_actions
from conference.people import queries as people
from conference.people.events import AddressProved
from conference.people.rules import normalised_address
from conference.proposals.actions import confirming, conflicts
from conference.proposals.actions.writing import (
    QUIET,
    Writer,
    check_may_change,
    lock_for_editor,
    lock_for_owner,
)
from conference.proposals.mails import authors as mails
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.queries import authors as queries
from conference.proposals.queries.calls import call_for_update
from conference.proposals.queries.proposals import authors, proposal_for_update
from conference.proposals.rules import authors as rules
from conference.proposals.rules.states import AuthorState
from conference.proposals.rules.writing import MOST_AUTHORS, MOST_INVITED


def invite(writer: Writer, code: str, *, name: str, email: str) -> bool:
    """Name somebody as a speaker and mail them; their account, if there is one, sees it at once.

    Whoever is to be on stage with a reviewer is judged by others, from the draft on. Return whether
    there is a mail: who was taken off and is named again had theirs. Raises: NotFound,
    ChangeClosed, Invalid.
    """
    call_for_update(writer.edition.id)
    row = lock_for_editor(writer, code)
    check_may_change(writer, row)
    address, named = normalised_address(email), authors(row.id)
    same = next((one for one in named if one.email == address), None)
    if same is not None:
        raise Invalid({"email": _already(writer, same, named)})
    if len(named) >= MOST_AUTHORS:
        raise Invalid({"email": f"A proposal has at most {MOST_AUTHORS} speakers"})
    is_new = _check_is_new(row, address)
    author = ProposalAuthor(
        proposal_id=row.id,
        person_id=people.id_of(address),
        email=address,
        name=name,
        position=max(one.position for one in named) + 1,
        invited_at=writer.now,
    )
    db.session.add(author)
    db.session.flush()
    mails.tell_invited(row, author, now=writer.now)
    _record(writer, row, "speaker invited", author)
    conflicts.look_again(writer.edition.id, now=writer.now)
    return is_new


def remind(writer: Writer, code: str, author_id: int) -> None:
    """Mail somebody who has not answered once more, once a day. Raises: NotFound, AuthorRefused."""
    row = lock_for_owner(writer, code)
    author = queries.author_by_id(row.id, author_id)
    rules.check_remind(author.state, author.invited_at, author.reminded_at, now=writer.now)
    author.reminded_at = writer.now
    mails.tell_reminded(row, author, now=writer.now)
    _record(writer, row, "speaker reminded", author)


def remove(writer: Writer, code: str, author_id: int) -> None:
    """Take somebody off who has not accepted; gone already, nothing changes.

    What stood between reviewers and proposals because of them goes too. Raises: NotFound,
    AuthorRefused.
    """
    call_for_update(writer.edition.id)
    row = lock_for_owner(writer, code)
    author = next((one for one in authors(row.id) if one.id == author_id), None)
    if author is None:
        return
    rules.check_remove(author.state, is_owner=author.is_owner)
    _record(writer, row, "speaker taken off", author)
    db.session.delete(author)
    db.session.flush()
    conflicts.look_again(writer.edition.id, now=writer.now)


def present(writer: Writer, code: str, *, name: str, organisation: str) -> None:
    """Change one's own name and organisation in a proposal that may be changed.

    At another organisation, others may have to review it. Raises: NotFound, ChangeClosed.
    """
    call_for_update(writer.edition.id)
    row = lock_for_editor(writer, code)
    check_may_change(writer, row)
    author = queries.author_of_person(row.id, writer.person_id)
    told = {"name": name, "organisation": organisation}
    changed = sorted(field for field, value in told.items() if getattr(author, field) != value)
    if not changed:
        return
    author.name = name
    people_actions.introduce(writer.person_id, name=name, now=writer.now)
    _record(writer, row, "speaker's own details changed", author, fields=changed)
    _work_for(writer, author, organisation)


def respond(
    writer: Writer, code: str, answer: AuthorState, *, organisation: str | None = None
) -> None:
    """Accept or decline an invitation; the same answer twice is one.

    ``organisation`` is for whom they say that they work; none: they were not asked. The owner is
    told of who declines. Raises: NotFound (not invited), AuthorRefused.
    """
    call_for_update(writer.edition.id)
    row = proposal_for_update(writer.edition.id, code)
    author = queries.author_of_person(row.id, writer.person_id)
    rules.check_answer(author.state, answer, row.state)
    if author.state is answer:
        return
    before = author.state
    if answer is AuthorState.ACCEPTED:
        confirming.accept(row, author, actor=writer.actor, now=writer.now)
        if organisation is not None:
            _work_for(writer, author, organisation)
    else:
        author.state, author.answered_at = answer, writer.now
        _record(writer, row, f"invitation {answer.value}", author)
    if rules.is_news(before, answer) and not author.is_owner:
        owner, until = queries.owner_of(row.id).email, writer.real_now + QUIET
        mails.tell_answered(row, author, owner, now=writer.now, until=until)
    if answer is AuthorState.ACCEPTED:
        confirming.let_join(row, actor=writer.actor, now=writer.now)


def attach_authors(event: AddressProved) -> None:
    """Give a person what was proposed for, or is open to, the address that they have proved."""
    db.session.execute(
        update(ProposalAuthor)
        .where(ProposalAuthor.email == event.email, ProposalAuthor.person_id.is_(None))
        .values(person_id=event.person_id)
        .execution_options(synchronize_session=False)
    )


def _check_is_new(row: Proposal, address: str) -> bool:
    """Say whether an address was never invited to the proposal. Raises: Invalid (too many were)."""
    invited = mail.keys(mails.invited_key(row.id))
    is_new = mails.invited_key(row.id, address) not in invited
    if is_new and len(invited) >= MOST_INVITED:
        count = f"{MOST_INVITED} people were invited to this proposal, those taken off counted"
        raise Invalid({"email": f"{count}. Ask the organisers to write to others"})
    return is_new


def _already(writer: Writer, row: ProposalAuthor, named: Iterable[ProposalAuthor]) -> str:
    """Return what is true of somebody who is invited a second time."""
    return rules.already_named(
        row.state,
        is_self=row.person_id == writer.person_id,
        can_remind=any(one.is_owner and one.person_id == writer.person_id for one in named),
        is_time=rules.may_remind(row.invited_at, row.reminded_at, now=writer.now),
    )


def _work_for(writer: Writer, author: ProposalAuthor, organisation: str) -> None:
    """Note for whom somebody works; who judges what they propose is looked at again."""
    if author.organisation != organisation:
        author.organisation = organisation
        db.session.flush()
        conflicts.look_again(writer.edition.id, now=writer.now)


def _record(
    writer: Writer, row: Proposal, what: str, author: ProposalAuthor, **details: object
) -> None:
    history.record(
        writer.actor,
        what,
        on=("proposal", row.id),
        at=writer.now,
        edition_id=writer.edition.id,
        author=author.id,
        **details,
    )
