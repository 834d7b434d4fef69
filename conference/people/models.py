"""People with proved addresses, their sign-ins, second steps and roles; speakers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.people.rules import Role


class Person(Base):
    """Somebody whose address is proved; ``email`` is kept in lower case."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]


class SignInLink(Base):
    """A link asked for by an address, known or not; sealed at sending, never stored.

    Times are real time. A newer link of the same address ends the older ones.
    """

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    selector: Mapped[str] = mapped_column(String(40), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    next_address: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """One browser of one person; revocable. Times are real time."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    failed_codes: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None]


class SecondStep(Base):
    """A person's time-based code (RFC 6238); the secret is encrypted with a key of ours.

    Until it is confirmed only the sign-in that began it may see the secret: whoever looked at an
    abandoned one must not know the one that counts.
    """

    __tablename__ = "second_steps"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(default=0)
    sign_in_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code for the day the phone is lost: used once, only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role of a person in one edition, or in all (no edition)."""

    __tablename__ = "role_grants"
    __table_args__ = (
        one_of("role", Role),
        UniqueConstraint("person_id", "role", "edition_id"),
        Index(
            "uq_role_grants_all",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("edition_id IS NULL"),
            postgresql_where=text("edition_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role, 30))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    granted_at: Mapped[datetime]
    granted_by: Mapped[str] = mapped_column(String(60))


class RoleInvitation(Base):
    """A role that waits for an address to be proved; it becomes a grant at the first sign-in."""

    __tablename__ = "role_invitations"
    __table_args__ = (
        one_of("role", Role),
        UniqueConstraint("email", "role", "edition_id"),
        Index(
            "uq_role_invitations_all",
            "email",
            "role",
            unique=True,
            sqlite_where=text("edition_id IS NULL"),
            postgresql_where=text("edition_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(EnumText(Role, 30))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    invited_at: Mapped[datetime]
    invited_by: Mapped[str] = mapped_column(String(60))


class Speaker(Base):
    """Somebody on stage in one edition; an account is not needed.

    ``is_listed``, ``alias`` and the ``shows_`` columns are the person's own protective choices
    (domain.md PR-29): one function decides from them what the public sees. Somebody hidden by
    the organisers is shown as somebody who is not listed.
    """

    __tablename__ = "speakers"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        Index("uq_speakers_edition_id_person_id", "edition_id", "person_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    biography: Mapped[str] = mapped_column(Text, default="")
    alias: Mapped[str] = mapped_column(String(200), default="")
    is_listed: Mapped[bool] = mapped_column(default=True)
    shows_organisation: Mapped[bool] = mapped_column(default=True)
    shows_biography: Mapped[bool] = mapped_column(default=True)
    shows_picture: Mapped[bool] = mapped_column(default=True)
    hidden_at: Mapped[datetime | None]
