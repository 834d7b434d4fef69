"""What tests of the organisers' programme begin with."""

import pytest

from tests.factories.people import make_grant, make_person
from tests.factories.programme import SmallDay, make_small_day
from tests.support.pages import Browser


@pytest.fixture
def day(browser: Browser) -> SmallDay:
    """Return a released day; an organiser has signed in."""
    day = make_small_day()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser.sign_in(person_id)
    return day
