"""Signs of life for operators: is the process up, can it work, does the worker work."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from conference.kernel import clock, heartbeat
from conference.kernel.database import db
from conference.web import access

blueprint = Blueprint("web", __name__)
WORKER = "worker"


@blueprint.get("/healthz")
@access.public
def health() -> Response:
    """Say that this process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@access.public
def readiness() -> tuple[Response, int]:
    """Say whether the database answers and the worker has spoken in the last three minutes."""
    try:
        db.session.execute(text("SELECT 1"))
        is_silent = heartbeat.is_silent(WORKER, clock.real_now())
    except SQLAlchemyError:
        return jsonify(status="unavailable", database="no answer"), 503
    if is_silent:
        return jsonify(status="unavailable", worker="silent"), 503
    return jsonify(status="ok", database="ok", worker="ok"), 200
