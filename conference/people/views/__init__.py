"""Pages for everybody: signing in, the second step, the account."""

from conference.people.views import account, second_step, sign_in
from conference.people.views.blueprint import blueprint

__all__ = ["account", "blueprint", "second_step", "sign_in"]
