#!/usr/bin/env python3
"""half_way.py PROCESS JOB.DB: stop a run that has recorded some of its letters.

Whoever holds the record's lock keeps the run from recording more of them, so it
is stopped between two groups, and leaves the record to be read by others.
"""

import os
import signal
import sqlite3
import sys
import time

PATIENCE = 60  # seconds



def stop(process, path):
    """False: nothing is recorded yet, or just now being recorded."""
    record = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=0,
                             isolation_level=None)
    try:
        record.execute("BEGIN IMMEDIATE")
        if record.execute("SELECT count(*) FROM letter").fetchone()[0] == 0:
            return False
        os.kill(process, signal.SIGSTOP)
        return True
    finally:
        record.close()


end = time.monotonic() + PATIENCE
while time.monotonic() < end:
    try:
        if stop(int(sys.argv[1]), sys.argv[2]):
            sys.exit(0)
    except sqlite3.OperationalError:  # not there yet, or being written
        pass
    time.sleep(0.002)
sys.exit(1)
