"""One web process: how long it imports, and how much memory it holds."""

import subprocess
import sys

from benchmarks import report

START_MB, USED_MB, IMPORT_SECONDS = 120, 200, 1.0
TRIES = 5

PROBE = """
import os, sys, time
sys.modules["rich"] = None  # came with the tools; a server has none
os.environ.update(CONFERENCE_MODE="demo", CONFERENCE_INSTANCE_DIR={folder!r})
cpu = time.process_time()
import wsgi
cpu = time.process_time() - cpu
import resource
def memory(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
started = memory()
import stripe
from conference.documents import pdf
pdf.ticket_pdf(pdf.TicketFacts(edition_name="E", strapline="S", attendee_name="A",
    ticket_type="T", date_text="D", venue_text="V", ticket_code="ABCD", order_reference="R",
    doors_text="D", conduct_text="C", help_text="H"))
print(cpu, started, memory())
"""


def run(folder: str) -> None:
    """Print import time and memory of fresh processes: the quickest, and the largest."""
    report.heading("One web process")
    probe = PROBE.format(folder=folder)
    _try(probe)  # compiles what was changed; a server starts from what is compiled
    tries = [_try(probe) for _ in range(TRIES)]
    seconds = min(cpu for cpu, _, _ in tries)
    started, used = (max(row[place] for row in tries) for place in (1, 2))
    report.line(
        f"import and build, CPU, best of {TRIES}",
        f"{seconds:.2f} s",
        f"limit {IMPORT_SECONDS} s",
        is_met=seconds <= IMPORT_SECONDS,
    )
    report.line(
        "memory after start",
        f"{started:.0f} MB",
        f"limit {START_MB} MB",
        is_met=started <= START_MB,
    )
    report.line(
        "memory after Stripe and a PDF",
        f"{used:.0f} MB",
        f"limit {USED_MB} MB",
        is_met=used <= USED_MB,
    )


def _try(probe: str) -> tuple[float, float, float]:
    command = [sys.executable, "-c", probe]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cpu, started, used = map(float, done.stdout.split())
    return cpu, started, used
