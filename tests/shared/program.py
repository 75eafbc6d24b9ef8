"""The program under test, and others, run to their end."""

import os
import subprocess
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
LETTERMILL = Path(os.environ.get(
    "LETTERMILL", HOUSE / "build/release/lettermill")).resolve()
PATIENCE = 300  # seconds: that it ends is all that is asked


def run(*words, **more):
    """The process that has ended, its output as text."""
    return subprocess.run([str(word) for word in words], text=True,
                          capture_output=True, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL, **more)


def told(*words, **more):
    """(exit status, all that it said)."""
    done = subprocess.run([str(word) for word in words], text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=PATIENCE, **more)
    return done.returncode, done.stdout
