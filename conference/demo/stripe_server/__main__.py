"""``python -m conference.demo.stripe_server``: run the stand-in until it is stopped."""

import argparse
import contextlib
import logging
import signal
import sys
from pathlib import Path

from conference.demo.stripe_server.server import make_server


def main() -> None:
    """Serve on loopback until interrupted or told to stop."""
    parser = argparse.ArgumentParser(prog="conference.demo.stripe_server", description=__doc__)
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--state", type=Path, default=Path("instance/stripe.db"))
    parser.add_argument("--webhook-url", default="http://127.0.0.1:8000/stripe/webhook")
    parser.add_argument("--webhook-secret", default="whsec_demo")
    chosen = parser.parse_args()
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with (
        contextlib.suppress(KeyboardInterrupt, SystemExit),
        make_server(
            state=chosen.state,
            port=chosen.port,
            webhook_url=chosen.webhook_url,
            webhook_secret=chosen.webhook_secret,
        ) as server,
    ):
        sys.stdout.write(f"Stripe stand-in: {server.url}/control\n")
        sys.stdout.flush()
        server.wait()


if __name__ == "__main__":
    main()
