"""A serving process leaves what it imported alone."""

import gc
import subprocess
import sys

PROBE = """
import gc
import wsgi
print(gc.isenabled(), gc.get_freeze_count() > 50_000, gc.get_threshold()[0])
"""


def test_a_web_process_looks_for_garbage_among_what_requests_make() -> None:
    environment = {"CONFERENCE_MODE": "development", "CONFERENCE_INSTANCE_DIR": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.split() == ["True", "True", "20000"]
    assert gc.isenabled()
