"""A stand-in for Stripe on loopback: its wire format, its pay page and its signed webhooks."""

from conference.demo.stripe_server.server import RunningServer, make_server

__all__ = ["RunningServer", "make_server"]
