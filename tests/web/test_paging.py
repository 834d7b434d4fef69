"""Lists in pages: which page was asked for, and what is on it."""

import pytest

from conference.web.paging import LAST_PAGE, PER_PAGE, Page, cut, page_number


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (None, 1),
        ("", 1),
        ("1", 1),
        ("7", 7),
        ("007", 7),
        ("0", 1),
        ("-3", 1),
        ("2.5", 1),
        ("two", 1),
        ("²", 1),
        ("٣", 1),
        (str(LAST_PAGE + 1), LAST_PAGE),
        ("9" * 5_000, LAST_PAGE),
    ],
)
def test_what_is_no_page_is_the_first(asked: str | None, number: int) -> None:
    assert page_number(asked) == number


@pytest.mark.parametrize(
    ("read", "shown", "has_next"),
    [(0, 0, False), (1, 1, False), (PER_PAGE, PER_PAGE, False), (PER_PAGE + 1, PER_PAGE, True)],
)
def test_one_row_more_than_shown_says_whether_there_is_a_next(
    read: int, shown: int, has_next: bool
) -> None:
    page = cut(range(read), 1)
    assert (len(page.rows), page.has_next) == (shown, has_next)


def test_only_the_first_page_has_none_before_it() -> None:
    assert [Page((), number, has_next=False).has_previous for number in (1, 2)] == [False, True]


def test_a_page_may_be_of_another_size() -> None:
    assert cut("abc", 4, size=2) == Page(rows="ab", number=4, has_next=True)
