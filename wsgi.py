"""Entry point for web servers: ``gunicorn wsgi:app``."""

from conference.app import create_app

app = create_app()
