"""Editions and what frames them: tracks, formats, contacts, policies, information pages."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conference.editions.rules import ContactKind, MarkShape, PageKind, PolicyKind, SetupTask
from conference.kernel.database import Base, EnumText, one_of


class Edition(Base):
    """One conference in one year; ``slug`` begins every address of it."""

    __tablename__ = "editions"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("vat_rate >= 0 AND vat_rate < 10000", name="vat_rate"),
        CheckConstraint("hold_minutes BETWEEN 30 AND 240", name="hold_minutes"),
        Index(
            "uq_editions_current",
            "is_current",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    strapline: Mapped[str] = mapped_column(String(160))
    lead: Mapped[str] = mapped_column(String(500))
    position: Mapped[str] = mapped_column(String(300))
    is_current: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)
    shows_programme: Mapped[bool] = mapped_column(default=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    doors_at: Mapped[datetime]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/London")
    venue_name: Mapped[str] = mapped_column(String(120))
    venue_place: Mapped[str] = mapped_column(String(160))
    venue_text: Mapped[str] = mapped_column(Text)
    reference_prefix: Mapped[str] = mapped_column(String(6))
    currency: Mapped[str] = mapped_column(String(3), default="GBP")
    vat_rate: Mapped[int]
    seller_name: Mapped[str] = mapped_column(String(120))
    seller_address: Mapped[str] = mapped_column(String(400))
    vat_number: Mapped[str] = mapped_column(String(30), default="")
    hold_minutes: Mapped[int] = mapped_column(default=30)
    bookings_close_minutes: Mapped[int] = mapped_column(default=60)
    needs_by: Mapped[date | None]
    public_version: Mapped[int] = mapped_column(default=1)
    frame_version: Mapped[int] = mapped_column(default=1)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    calendar_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]


class UnseenTime(Base):
    """A time in which nobody outside the team saw the programme; without an end it still is one.

    ``number_before`` and ``number_after`` are of the newest release when the switch was pressed.
    """

    __tablename__ = "unseen_times"
    __table_args__ = (
        CheckConstraint("(switched_on_at IS NULL) = (number_after IS NULL)", name="end"),
        CheckConstraint("number_after >= number_before", name="numbers"),
        Index(
            "uq_unseen_times_open",
            "edition_id",
            unique=True,
            sqlite_where=text("switched_on_at IS NULL"),
            postgresql_where=text("switched_on_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    switched_off_at: Mapped[datetime]
    number_before: Mapped[int]
    switched_on_at: Mapped[datetime | None]
    number_after: Mapped[int | None]


class Track(Base):
    """A thread of the programme with its mark and two colours."""

    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("edition_id", "code"), one_of("shape", MarkShape))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    code: Mapped[str] = mapped_column(String(10))
    letter: Mapped[str] = mapped_column(String(1))
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(20))
    shape: Mapped[MarkShape] = mapped_column(EnumText(MarkShape, 10))
    colour: Mapped[str] = mapped_column(String(7))
    dark_colour: Mapped[str] = mapped_column(String(7))
    position: Mapped[int]


class Format(Base):
    """A kind of session: talk, workshop, clinic."""

    __tablename__ = "formats"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int | None]
    position: Mapped[int]


class Contact(Base):
    """A staffed number, shown in the same order on every page (WCAG 3.2.6)."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("edition_id", "kind"), one_of("kind", ContactKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[ContactKind] = mapped_column(EnumText(ContactKind, 20))
    label: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(254), default="")
    hours: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(300))
    last_checked: Mapped[date]
    checked_by: Mapped[str] = mapped_column(String(80))


class Policy(Base):
    """One version of a text that people agree to: published once, never edited."""

    __tablename__ = "policies"
    __table_args__ = (
        UniqueConstraint("edition_id", "kind", "version"),
        one_of("kind", PolicyKind),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[PolicyKind] = mapped_column(EnumText(PolicyKind, 20))
    version: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(60))


class SetupMark(Base):
    """A task of the set-up list that somebody called done."""

    __tablename__ = "setup_marks"
    __table_args__ = (one_of("task", SetupTask),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    task: Mapped[SetupTask] = mapped_column(EnumText(SetupTask, 20), primary_key=True)
    marked_at: Mapped[datetime]
    marked_by: Mapped[str] = mapped_column(String(60))


class InformationPage(Base):
    """The text of an information page, as Markdown."""

    __tablename__ = "information_pages"
    __table_args__ = (UniqueConstraint("edition_id", "kind"), one_of("kind", PageKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[PageKind] = mapped_column(EnumText(PageKind, 20))
    body: Mapped[str] = mapped_column(Text)
    reviewed_on: Mapped[date]
