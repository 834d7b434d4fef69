"""Tables of support services and of the reviews of the help pages; both hold for every edition."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.safeguarding.rules import LIMITS, ServiceGroup


class SupportService(Base):
    """One helpline, office or site that pages may send people to."""

    __tablename__ = "support_services"
    __table_args__ = (
        one_of("service_group", ServiceGroup),
        *(
            CheckConstraint(f"length({column}) <= {limit}", name=f"{column}_length")
            for column, limit in LIMITS.items()
        ),
        CheckConstraint("length(name) > 0", name="named"),
        CheckConstraint("phone <> '' OR text_number <> '' OR url <> ''", name="can_be_reached"),
        CheckConstraint("url = '' OR url LIKE 'https://%'", name="url_is_https"),
        CheckConstraint("position >= 0", name="position_from_zero"),
        CheckConstraint(
            "(last_checked IS NULL) = (next_check IS NULL)", name="checked_and_next_together"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LIMITS["name"]), unique=True)
    what_for: Mapped[str] = mapped_column(String(LIMITS["what_for"]))
    who_for: Mapped[str] = mapped_column(String(LIMITS["who_for"]), default="")
    phone: Mapped[str] = mapped_column(String(LIMITS["phone"]), default="")
    text_number: Mapped[str] = mapped_column(String(LIMITS["text_number"]), default="")
    url: Mapped[str] = mapped_column(String(LIMITS["url"]), default="")
    hours: Mapped[str] = mapped_column(String(LIMITS["hours"]), default="")
    cost: Mapped[str] = mapped_column(String(LIMITS["cost"]), default="")
    group: Mapped[ServiceGroup] = mapped_column("service_group", EnumText(ServiceGroup, 24))
    position: Mapped[int]
    is_for_everyone: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(LIMITS["source"]), default="")
    last_checked: Mapped[date | None]
    checked_by: Mapped[str] = mapped_column(String(LIMITS["checked_by"]), default="")
    next_check: Mapped[date | None]
    is_to_be_confirmed: Mapped[bool] = mapped_column(default=True)


class GuidanceReview(Base):
    """One reading of all help pages by somebody who answers for them; never changed."""

    __tablename__ = "guidance_reviews"
    __table_args__ = (
        CheckConstraint("length(reviewed_by) BETWEEN 1 AND 120", name="reviewed_by_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewed_at: Mapped[datetime]
    reviewed_by: Mapped[str] = mapped_column(String(120))
