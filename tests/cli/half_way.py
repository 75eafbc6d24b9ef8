#!/usr/bin/env python3
"""half_way.py PROCESS JOB.DB: stop a run that has recorded some of its letters.

The run goes on for a moment at a time, and is looked at while it stands still.
Whoever holds the record's lock keeps it from recording more letters, so it is
left where it stands between two groups, and its record can be read by others.
"""

import os
import signal
import sqlite3
import sys
import time

PATIENCE = 60  # seconds
MOMENT = 0.001


def is_half_way(path):
    """False: nothing is recorded yet, or just now being recorded."""
    record = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=0,
                             isolation_level=None)
    try:
        record.execute("BEGIN IMMEDIATE")
        return record.execute("SELECT count(*) FROM letter").fetchone()[0] > 0
    finally:
        record.close()


def main(process, path):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        os.kill(process, signal.SIGSTOP)
        try:
            if is_half_way(path):
                return 0
        except sqlite3.OperationalError:  # not there yet, or being written
            pass
        os.kill(process, signal.SIGCONT)
        time.sleep(MOMENT)
    return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
