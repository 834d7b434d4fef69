"""How money, dates and times are written on pages and in mails: British, UK time, no seconds."""

from datetime import date, datetime, timedelta

from flask import Flask

from conference.kernel import clock, money


def long_date(day: date | datetime) -> str:
    """Write Wednesday 25 September 2024."""
    day = _local_date(day)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_date(day: date | datetime) -> str:
    """Write 25 September 2024."""
    day = _local_date(day)
    return f"{day.day} {day:%B} {day.year}"


def day_month(day: date | datetime) -> str:
    """Write 25 September."""
    day = _local_date(day)
    return f"{day.day} {day:%B}"


def clock_time(moment: datetime) -> str:
    """Write 09:55, as clocks at the venue show it."""
    return f"{clock.local(moment):%H:%M}"


def clock_times(starts_at: datetime, ends_at: datetime) -> str:
    """Write 11:00 to 12:30; of what has no length (posters, drop-in) only when it begins."""
    return f"{clock_time(starts_at)} {clock_end(starts_at, ends_at)}".rstrip()


def clock_end(starts_at: datetime, ends_at: datetime) -> str:
    """Write to 12:30; nothing for what has no length."""
    return f"to {clock_time(ends_at)}" if ends_at > starts_at else ""


def spoken_time(moment: datetime) -> str:
    """Write 9am or 8.30am, as prose does."""
    local = clock.local(moment)
    minutes = f".{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004


def deadline(moment: datetime) -> str:
    """Write 11:59pm UK time on Wednesday 31 July 2024 (domain.md UX-23).

    Midnight is written as the last minute of the day before: nobody agrees whose midnight it is.
    """
    local = clock.local(moment)
    if (local.hour, local.minute) == (0, 0):
        moment -= timedelta(minutes=1)
        local = clock.local(moment)
    half = "am" if local.hour < 12 else "pm"  # noqa: PLR2004
    return f"{local.hour % 12 or 12}:{local:%M}{half} UK time on {long_date(moment)}"


def moment_text(moment: datetime) -> str:
    """Write 15 July 2024, 10:20."""
    return f"{short_date(moment)}, {clock_time(moment)}"


def initials(name: str) -> str:
    """Write the first letters of the first and the last word of a name, for a tile."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


def iso(moment: datetime) -> str:
    """Write the moment for a ``datetime`` attribute, with the venue's offset."""
    return clock.local(moment).isoformat(timespec="minutes")


def plural(count: int, one: str, many: str = "") -> str:
    """Write ``1 place`` or ``2 places``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def install(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        money=money.written,
        rate=money.rate_written,
        long_date=long_date,
        short_date=short_date,
        day_month=day_month,
        clock=clock_time,
        clock_times=clock_times,
        clock_end=clock_end,
        spoken_time=spoken_time,
        deadline=deadline,
        moment=moment_text,
        initials=initials,
        iso=iso,
        plural=plural,
    )


def _local_date(day: date | datetime) -> date:
    return clock.day(day) if isinstance(day, datetime) else day
