"""Running our commands as an operator would."""

from flask import Flask

from conference.kernel.database import db


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, list[str]]:
    """Run ``flask`` with these words; return the exit code and the lines that it printed."""
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=words, input=typed)
    db.session.rollback()
    return result.exit_code, result.output.splitlines()
