"""The home page of an edition: the day, the tracks and the prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.editions.queries import EditionFrame, TrackFrame
from conference.editions.rules import EditionPhase, phase
from conference.kernel import clock
from conference.programme.queries.entries import EntryFacts, entries
from conference.programme.queries.rows import SessionRow, Showing, session_rows
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.outline import Item, in_words, outline
from conference.programme.rules.running import now_and_next
from conference.proposals.queries.call_page import CallGlimpse, call_glimpse
from conference.tickets.rules import SaleState, TypeOffer

ANNOUNCED = (SaleState.ON_SALE, SaleState.SOLD_OUT, SaleState.NOT_YET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A row of the price list; ``closes_at`` only where others are sold for longer."""

    name: str
    note: str
    price: int
    closes_at: datetime | None
    few_left: int | None
    sale_state: SaleState

    @property
    def is_bought(self) -> bool:
        """Whether somebody can pay for it now."""
        return self.sale_state is SaleState.ON_SALE and self.price > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackGlimpse:
    """A track with one of its sessions; ``more`` are not named."""

    track: TrackFrame
    example: str
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """All that the home page shows beside the edition's frame.

    ``leading_price`` is the first in the organisers' order that can be bought. ``running`` and
    ``following`` are filled on the days of the conference only, ``call`` while one is shown and
    the conference is to come.
    """

    phase: EditionPhase
    parts: tuple[tuple[datetime, str], ...]
    tracks: tuple[TrackGlimpse, ...]
    track_count: str
    sessions: int
    with_places: int
    prices: tuple[Price, ...]
    leading_price: Price | None
    is_on_sale: bool
    running: tuple[SessionRow, ...]
    following: tuple[SessionRow, ...]
    call: CallGlimpse | None


def home_page(edition: EditionFrame, offers: Sequence[TypeOffer], *, now: datetime) -> HomePage:
    """Return the home page. Without a release it names tracks, and no day."""
    released = entries(edition.id)
    confirmed = [entry for entry in released if not entry.is_cancelled]
    sessions = [entry for entry in confirmed if not entry.is_break]
    prices = _prices(offers)
    stage = phase(edition.starts_on, edition.ends_on, today=clock.day(now))
    running, following = (
        _now_and_next(edition, sessions, now) if stage is EditionPhase.ON else ((), ())
    )
    return HomePage(
        phase=stage,
        parts=_parts(edition, confirmed),
        tracks=tuple(_glimpse(track, sessions) for track in edition.tracks),
        track_count=in_words(len(edition.tracks)).capitalize(),
        sessions=len(sessions),
        with_places=sum(entry.places is not None for entry in sessions),
        prices=prices,
        leading_price=next((price for price in prices if price.is_bought), None),
        is_on_sale=any(price.sale_state is SaleState.ON_SALE for price in prices),
        running=running,
        following=following,
        call=call_glimpse(edition.id, now=now) if stage is EditionPhase.COMING else None,
    )


def _now_and_next(
    edition: EditionFrame, sessions: Sequence[EntryFacts], now: datetime
) -> tuple[tuple[SessionRow, ...], tuple[SessionRow, ...]]:
    running, following = now_and_next(sessions, now)
    named = {entry.session_id for entry in (*running, *following)}
    showing = Showing(edition=edition, speakers=speakers_of(edition.id, named), places={}, now=now)
    return session_rows(running, showing), session_rows(following, showing)


def _parts(
    edition: EditionFrame, confirmed: Sequence[EntryFacts]
) -> tuple[tuple[datetime, str], ...]:
    """Return the parts of the first day, each with its beginning."""
    days = [clock.day(entry.starts_at) for entry in confirmed]
    first = [entry for entry, day in zip(confirmed, days, strict=True) if day == min(days)]
    kinds = {kind.id: kind.name for kind in edition.formats}
    parts = outline(
        Item(
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            title=entry.title,
            kind=kinds.get(entry.format_id or 0, ""),
            is_break=entry.is_break,
        )
        for entry in first
    )
    return tuple((part.starts_at, part.text) for part in parts)


def _glimpse(track: TrackFrame, sessions: Sequence[EntryFacts]) -> TrackGlimpse:
    """Name the track's first session; one that is sensitive only where there is no other."""
    own = [entry for entry in sessions if entry.track_id == track.id]
    own.sort(key=lambda entry: entry.is_sensitive)
    return TrackGlimpse(track=track, example=own[0].title if own else "", more=max(0, len(own) - 1))


def _prices(offers: Sequence[TypeOffer]) -> tuple[Price, ...]:
    announced = [offer for offer in offers if offer.sale_state in ANNOUNCED]
    ends = {offer.closes_at for offer in announced if offer.is_on_sale}
    last = None if None in ends else max(filter(None, ends), default=None)
    return tuple(
        Price(
            name=offer.name,
            note=offer.note,
            price=offer.price,
            closes_at=None if offer.closes_at == last else offer.closes_at,
            few_left=offer.few_left,
            sale_state=offer.sale_state,
        )
        for offer in announced
    )
