"""Entry point for web servers: ``gunicorn wsgi:app``."""

import gc

gc.disable()  # what an import makes stays: there is nothing to collect

from conference.app import create_app  # noqa: E402
from conference.kernel import garbage  # noqa: E402

app = create_app()
garbage.settle_in()
