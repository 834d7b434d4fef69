"""Imports go down, never up, never in a circle: the contracts in pyproject.toml hold."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_the_import_contracts_hold() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CHECK, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    last = run.stdout.strip().splitlines()[-1]
    assert (run.returncode, last) == (0, "Contracts: 6 kept, 0 broken."), run.stdout
