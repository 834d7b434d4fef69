"""Stripe's notices: genuine ones are a hint where to look, anything else leaves nothing."""

from http import HTTPStatus

import structlog
from flask import Blueprint, Response, request

from conference.kernel import clock
from conference.kernel.errors import ConferenceError, Unavailable
from conference.payments import flows
from conference.payments.stripe_gateway import BadNotice
from conference.payments.views import this_gateway
from conference.web import access

NOTICE_LIMIT = 256 * 1024
RETRY_SECONDS = "5"

blueprint = Blueprint("payments_webhook", __name__)


@blueprint.post("/stripe/webhook")
@access.public
def receive() -> Response:
    """Answer 200 to what is done or not ours, 400 to a forgery, 503 to what is to come again."""
    request.max_content_length = NOTICE_LIMIT
    gateway = this_gateway()
    try:
        notice = gateway.notice(request.get_data(), request.headers.get("Stripe-Signature", ""))
        flows.take_notice(gateway, notice, now=clock.now())
    except BadNotice:
        return _answer("The signature does not fit.", HTTPStatus.BAD_REQUEST)
    except Unavailable:
        answer = _answer("Send it again.", HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = RETRY_SECONDS
        return answer
    except ConferenceError as error:
        # A business outcome is no fault of the messenger; the reconciliation looks again.
        structlog.get_logger().error("notice without effect", why=type(error).__name__)
    return _answer("Taken.", HTTPStatus.OK)


def _answer(text: str, status: HTTPStatus) -> Response:
    return Response(text, status=status, mimetype="text/plain")
