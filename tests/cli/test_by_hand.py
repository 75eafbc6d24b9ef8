#!/usr/bin/env python3
"""One letter by hand: a figure in a letter that was sent was wrong. It is put
right, that letter alone is made again, looked at, approved, and its message
says what it replaces; everything of the issue before is kept."""

import hashlib
import json
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap                          # noqa: E402
from mail_job import Job            # noqa: E402
from tap import check               # noqa: E402
from test_mail import parse         # noqa: E402

# Ash has no group, so that its figures are in nobody else's average.
ROWS = [(key, f"{name} School", kind, "", f"{key}@school.example", "")
        for key, name, kind in (("ash", "Ash", "special"),
                                ("elm", "Elm", "primary"),
                                ("oak", "Oak", "primary"))]
SETTINGS = """
[email]
from = letters@example.org
to = {{mail}}
subject = {{name}}: {{job.title}}
text = mail.md
"""
TEXT = """Dear colleague

{{#if replaces_date IS NOT NULL}}
This replaces our letter of {{replaces_date}}. {{lang cy}}Mae hwn yn disodli
llythyr {{replaces_date|date}}.{{/lang}}
{{/if}}

{{#if replaces_date < '2021-01-01'}}It took us long.{{else}}Yours{{/if}}
"""


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def words_of(path):
    return parse(path).get_body(("plain",)).get_content()


def set_passed(job, key, passed):
    path = job.folder / "results.csv"
    path.write_text(re.sub(rf"(?m)^({key},\d+),\d+$", rf"\1,{passed}",
                           path.read_text()))


def check_tour(folder):
    job = Job(folder, ROWS, SETTINGS, TEXT)
    job.mill("render")
    job.approve()
    job.mill("mail")
    message, letter = job.message("ash")
    before = {"letter": digest(letter), "message": digest(message),
              "id": parse(message)["message-id"], "text": words_of(message)}
    others = {key: digest(job.message(key)[0]) for key in ("elm", "oak")}
    check("a first message replaces nothing",
          before["text"].split() == ["Dear", "colleague", "Yours"],
          before["text"])
    for key in ("ash", "elm"):
        job.add_event(key, "sending", at="2021-03-02T23:59:59Z")
        job.add_event(key, "sent", at="2021-03-03T00:00:01Z")

    set_passed(job, "ash", 6)
    done = job.mill("render", "--only", "ash")
    check("that letter alone is made again, and why is told",
          done.returncode == 0 and "1 made, 0 unchanged" in done.stdout and
          re.search(r"Ash School: .*'7' -> '6'.*'88%' -> '75%'", done.stdout),
          done.stdout + done.stderr)
    done = job.mill("list", "--json")
    one = json.loads(done.stdout)["letters"][0]
    check("its approval has ended", one["key"] == "ash" and not
          one["approved"] and "made again" in one["approval"], one)
    done = job.mill("status", "--json")
    check("the status tells that what was sent is outdated",
          json.loads(done.stdout)["outdated"] == 1 and done.returncode == 1,
          done.stdout)
    done = job.mill("proof")
    page = (job.out / "proof.html").read_text() if done.returncode == 0 else ""
    check("the proof shows it as changed", "1 changed" in done.stdout and
          "75%" in page and "88%" in page, done.stdout + done.stderr)
    done = job.mill("mail", "--only", "ash")
    check("without approval it is not mailed, and the old message is no more",
          "1 not approved" in done.stdout and not message.exists(),
          done.stdout)
    job.approve("ash")
    done = job.mill("mail")
    check("approved, it is", done.returncode == 0 and "1 written, 1 unchanged"
          in done.stdout, done.stdout + done.stderr)
    text = " ".join(words_of(message).split())
    check("its message says what it replaces, by the day it was handed over",
          text == "Dear colleague This replaces our letter of 2 March 2021. "
          "Mae hwn yn disodli llythyr 2 Mawrth 2021. Yours", text)
    check("it is another message", parse(message)["message-id"] !=
          before["id"])
    check("those of others stay as they were", others ==
          {key: digest(job.message(key)[0]) for key in others})
    check_kept(job, before, letter)
    check_same_bytes(job, message)
    check_further(job, message, before)


def check_kept(job, before, letter):
    kept = {digest(path): path for path in job.out.glob("superseded/*")}
    check("letter and message of the issue before are kept",
          before["letter"] in kept and before["message"] in kept, kept)
    events = json.loads(job.mill("history", "ash", "--json").stdout)["events"]
    kinds = [event["kind"] for event in events]
    check("the history tells all of it", kinds == [
        "made", "approved", "mailed", "sending", "sent", "superseded", "made",
        "approved", "mailed"], kinds)
    check("of which bytes, and where they are now",
          events[0]["sha256"] == before["letter"] and
          job.out / events[0]["file"] == kept.get(before["letter"]) and
          events[-1]["sha256"] == digest(letter), events)


def check_same_bytes(job, message):
    once = message.read_bytes()
    done = job.mill("mail")
    check("again, it is kept", "0 written, 2 unchanged" in done.stdout,
          done.stdout)
    message.unlink()
    job.mill("mail", env={"SOURCE_DATE_EPOCH": "1900000000", "TZ": "Asia/Tokyo",
                          "PATH": "/usr/bin:/bin"})
    check("gone and written again, it is the same bytes",
          message.exists() and message.read_bytes() == once)


def check_further(job, message, before):
    """What came back is not replaced; what came long after is."""
    job.add_event("ash", "bounced", at="2021-03-04T00:00:00Z",
                  sha256=before["letter"])
    done = job.mill("mail", "--only", "ash")
    check("an issue that came back is not replaced", "1 written" in done.stdout
          and "replaces" not in words_of(message), words_of(message))
    job.add_event("ash", "sending", at="2020-12-24T09:00:00Z",
                  sha256=before["letter"])
    job.add_event("ash", "sent", at="2020-12-24T10:00:00Z",
                  sha256=before["letter"])
    job.mill("mail", "--only", "ash")
    check("once it was sent again, it is; conditions know the day",
          "24 December 2020. Mae" in " ".join(words_of(message).split()) and
          "It took us long." in words_of(message), words_of(message))


def check_there_and_back(folder):
    """Bytes that were the letter twice are kept twice, and told."""
    job = Job(folder, ROWS, SETTINGS, TEXT)
    for passed in (7, 6, 7, 6, 7):
        set_passed(job, "ash", passed)
        job.mill("render", "--only", "ash")
    said = json.loads(job.mill("history", "ash", "--json").stdout)
    check("there and back, nothing seems to come of before the record",
          len(said["kept"]) == 4 and "before there was any" not in
          job.mill("history", "ash").stdout, said)


def check_letters(folder):
    """A letter must not depend on what was sent: its text cannot ask."""
    job = Job(folder, ROWS, SETTINGS, TEXT)
    path = job.folder / "letter.md"
    text = path.read_text()
    for more, words in [
            ("\n\n{{replaces_date}}\n",
             "unknown placeholder {{replaces_date}}"),
            ("\n\n{{#if replaces_date IS NULL}}New{{/if}}\n",
             "no such column: replaces_date")]:
        path.write_text(text + more)
        for command in ("render", "check", "mail"):
            done = job.mill(command)
            check(f"refused in a letter by {command}: {words}",
                  done.returncode == 2 and words in done.stderr and
                  "did you mean 'replaces_date'" not in done.stderr,
                  done.stderr)
    path.write_text(text)
    done = job.mill("check", "--set", "data.text.replaces_date=Head")
    check("a column of that name is refused where there are messages",
          "two things are called 'replaces_date'" in done.stderr, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_tour(Path(folder) / "tour")
        check_there_and_back(Path(folder) / "back")
        check_letters(Path(folder) / "letters")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
