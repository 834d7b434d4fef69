"""One web process: how long it imports, and how much memory it holds."""

import subprocess
import sys

from benchmarks import report

START_MB, USED_MB, IMPORT_SECONDS = 120, 200, 1.0

PROBE = """
import time
cpu = time.process_time()
from conference.app import create_app
from conference.kernel.settings import Mode, Settings
app = create_app(Settings(mode=Mode.DEMO, instance_dir={folder!r}))
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
    """Print import time and memory of a fresh process."""
    report.heading("One web process")
    probe = PROBE.format(folder=folder)
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    seconds, started, used = (float(text) for text in done.stdout.split())
    report.line(
        "import and build, CPU",
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
