"""Stripe's lists and expansions: pages of objects, and ids replaced by what they name."""

from collections.abc import Callable, Iterator
from itertools import islice

from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Json, Missing, page, shown

DEFAULT_LIMIT = 10
PREFIXES = {"pi_": "payment_intent", "ch_": "charge", "re_": "refund", "cs_": "checkout.session"}
_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def listing(
    ledger: Ledger, kind: str, url: str, params: Json, fits: Callable[[Json], bool] = bool
) -> Json:
    """Return one page of a kind, the newest first, as the paging parameters ask."""
    limit = params.get("limit", DEFAULT_LIMIT)
    between = {
        bound: _number(ledger, kind, params[name], name)
        for bound, name in (("below", "starting_after"), ("above", "ending_before"))
        if name in params
    }
    rows = ledger.newest(kind, payment_intent=params.get("payment_intent", ""), **between)
    period = params.get("created", {})
    wanted: Iterator[Json] = (
        row for row in rows if fits(row) and _is_within(row["created"], period)
    )
    if "ending_before" in params:
        # Stripe pages backwards from the object: the nearest newer ones, still newest first.
        wanted = iter(list(wanted)[-limit - 1 :])
    found = list(islice(wanted, limit + 1))
    has_more = len(found) > limit
    found = found[-limit:] if "ending_before" in params else found[:limit]
    return expanded(ledger, page(found, url=url, has_more=has_more), params)


def expanded(ledger: Ledger, thing: Json, params: Json) -> Json:
    """Return what is shown of the object, with the asked-for ids replaced by their objects."""
    answer = shown(thing)
    for path in params.get("expand", []):
        _expand(ledger, answer, path.split("."), path)
    return answer


def line_page(session: Json, params: Json) -> Json:
    """Return the session's line items after the asked-for one, in their own order."""
    lines = session["_line_items"]
    limit, after = params.get("limit", DEFAULT_LIMIT), params.get("starting_after")
    start = next((place + 1 for place, line in enumerate(lines) if line["id"] == after), 0)
    rows = lines[start : start + limit]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return page(rows, url=url, has_more=len(lines) > start + limit)


def _expand(ledger: Ledger, thing: Json, steps: list[str], path: str) -> None:
    step, *rest = steps
    if step == "line_items" and (session := ledger.find("checkout.session", thing.get("id", ""))):
        thing[step] = line_page(session, {})
    value = thing.get(step, "")
    if isinstance(value, str):
        found = ledger.find(PREFIXES.get(value[:3], ""), value)
        value = thing[step] = shown(found) if found else value
    if not isinstance(value, dict | list | None):
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    for child in value if isinstance(value, list) else [value]:
        if rest and isinstance(child, dict):
            _expand(ledger, child, rest, path)


def _number(ledger: Ledger, kind: str, key: str, param: str) -> int:
    number = ledger.number_of(kind, key)
    if number is None:
        raise Missing(kind, key, param, status=400)
    return number


def _is_within(moment: int, period: Json) -> bool:
    return all(_BOUNDS[bound](moment, limit) for bound, limit in period.items())
