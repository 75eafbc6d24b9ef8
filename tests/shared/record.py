#!/usr/bin/env python3
"""A job's record behind the program's back: what a test has to know of it or
to put into it. (src/output/record.c says how it is written.)

    record.py JOB.DB add KIND KEY [OF]  an event of KEY, with the letter of OF
    record.py JOB.DB count KIND [WHO]   how many events
    record.py JOB.DB age [KEY]          as a program of format 4 wrote it early,
                                        which held all parts against each letter;
                                        that of KEY had others
"""

import csv
import hashlib
import re
import sqlite3
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = {name: int(number) for name, number in re.findall(
    r'\[EVENT_\w+\] = {"(\w+)", (\d+)}',
    (ROOT / "src/output/history.c").read_text())}
NAMES = {number: name for name, number in KINDS.items()}

FILE = ("CASE stem WHEN '' THEN '' ELSE 'letters/' || coalesce(folder, '') || "
        "coalesce(stem, key) || '.pdf' END")
DIGEST = ("CASE typeof(event.sha256) WHEN 'integer' THEN coalesce((SELECT "
          "sha256 FROM earlier WHERE earlier.letter = letter.id AND "
          "issue = event.sha256), letter.sha256) ELSE event.sha256 END")


def hexadecimal(digest):
    return digest.hex() if isinstance(digest, bytes) else digest


def events(path, kind=None):
    """(key, kind, sha256, words) of all, or of that kind, in order."""
    with sqlite3.connect(path) as db:
        return [(key, NAMES[number], hexadecimal(digest), words)
                for key, number, digest, words in db.execute(
                    f"SELECT key, kind, {DIGEST}, words "
                    "FROM event JOIN letter ON letter.id = event.letter "
                    "ORDER BY number")
                if kind in (None, NAMES[number])]


def count(path, kind, who):
    with sqlite3.connect(path) as db:
        return db.execute(
            "SELECT count(*) FROM event WHERE kind = ?1 AND "
            "(?2 = '' OR who = ?2)",
            (KINDS[kind], who)).fetchone()[0]


def add(path, kind, key, of=None, sha256=None, at="", words=""):
    """An event of the letter as it is, of another's, or of other bytes."""
    digest = sha256 and bytes.fromhex(sha256)
    with sqlite3.connect(path) as db:
        db.execute("INSERT OR IGNORE INTO letter(key, stem, state, issue, "
                   "pages, bytes, sha256, form, dictionary) VALUES "
                   "(?, '', -1, 0, 0, 0, '', 0, 0)", (key,))
        db.execute("INSERT INTO event(letter, kind, sha256, who, at, words) "
                   "SELECT id, ?, coalesce(?, (SELECT sha256 FROM letter WHERE "
                   "key = ?)), '', ?, ? FROM letter WHERE key = ?",
                   (KINDS[kind], digest, of or key, at, words, key))


def file_of(path, key):
    with sqlite3.connect(path) as db:
        return db.execute(f"SELECT {FILE} FROM letter WHERE key = ?",
                          (key,)).fetchone()[0]


def age(path, odd):
    """Of the letters of tests/jobs/tiny, to which nothing has happened yet."""
    with open(Path(path).parent / "manifest.csv", encoding="utf-8") as file:
        names = {row["key"]: row["name"] for row in csv.DictReader(file)}
    with sqlite3.connect(path) as db:
        letters = db.execute(f"SELECT key, {FILE}, issue, pages, bytes, "
                             "lower(hex(sha256)) FROM letter").fetchall()
        (parts,), = db.execute("SELECT lines FROM parts")
    db.close()
    Path(path).write_bytes(b"")
    db = sqlite3.connect(path)
    db.executescript((ROOT / "tests/unit/records/format-4.sql").read_text())
    inputs = dict(db.execute("SELECT name, inputs FROM earlier "
                             "ORDER BY issue DESC"))
    stays, = db.execute("SELECT sql FROM sqlite_master WHERE name = "
                        "'event_stays'").fetchone()
    db.executescript("DROP TRIGGER event_stays; DELETE FROM event; " + stays +
                     "; DELETE FROM letter; DELETE FROM earlier;")
    db.execute("UPDATE parts SET lines = ?", (parts,))
    for key, file, *rest in letters:
        name = names[key]
        whole = f"{file}\n{inputs[name]}\n{parts}" + ("x" if key == odd else "")
        fingerprint = hashlib.sha256(whole.encode()).hexdigest()
        db.execute("INSERT INTO letter VALUES (?, ?, ?, 'made', ?, ?, ?, ?, ?, "
                   "?, '', '')", (key, name, file, *rest, fingerprint,
                                  inputs[name]))
    db.commit()


if __name__ == "__main__":
    job, command, *words = sys.argv[1:]
    if command == "add":
        add(job, *words[:3])
    elif command == "count":
        print(count(job, words[0], (words[1:] or [""])[0]))
    else:
        age(job, (words or [None])[0])
