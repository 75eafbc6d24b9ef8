#!/usr/bin/env python3
"""Messages that came back: reports of a real Postfix, of other servers by
hand, and what must mark nothing."""

import email
import email.policy
import hashlib
import json
import os
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import postfix                      # noqa: E402
import record                       # noqa: E402
import tap                          # noqa: E402
from mail_job import Job            # noqa: E402
from tap import check               # noqa: E402

ROWS = [(key, f"School {key}", "primary", "Head", f"{key}@school.example", "")
        for key in ("ash", "elm", "oak", "yew", "fir")]
SETTINGS = """
[email]
from = office@example.org
to = {{mail}}
subject = {{name}}: {{job.title}}
text = mail.md
"""


def new_job(folder):
    job = Job(folder, list(ROWS), SETTINGS, "Your letter.\n")
    job.mill("render")
    job.approve()
    job.mill("mail")
    return job


def ids(job):
    """Message-ID by key."""
    return {key: words.split()[0] for key, _, words in job.events()}


def bounced(job):
    """Marked keys with the words, in order."""
    return [(key, words) for key, _, _, words in
            record.events(job.record, "bounced")]


def new_maildir(folder):
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def report(about, action="failed", status="5.1.1", name="r1@mx.example",
           words="smtp; 550 5.1.1 <head@school.example>: no such user",
           back="text/rfc822-headers"):
    return (f"From: MAILER-DAEMON@mx.example\nTo: office@example.org\n"
            f"Subject: Undelivered\nMessage-ID: <{name}>\nMIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status;\n"
            '\tboundary="b"\n\n--b\n\nIt came back.\n\n'
            "--b\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example\n\n"
            "Final-Recipient: rfc822; head@school.example\n"
            f"Action: {action}\nStatus: {status}\nDiagnostic-Code: {words}\n\n"
            f"--b\nContent-Type: {back}\n\nSubject: Your letter\n"
            f"Message-ID: <{about}>\n\n--b--\n")


def tree(maildir):
    return sorted((str(path.relative_to(maildir)), path.stat().st_mtime_ns,
                   path.read_bytes()) for path in maildir.rglob("*")
                  if path.is_file())


def check_marks(folder):
    job = new_job(folder / "marks")
    maildir = new_maildir(folder / "marks-mail")
    known = ids(job)
    for key in ("ash", "elm", "oak"):
        job.add_event(key, "sending")
        job.add_event(key, "sent")
    job.add_event("yew", "sending")  # in doubt; fir was only spooled
    put = lambda name, text: (maildir / name).write_text(text)
    put("new/1.a", report(known["ash"]))
    put("new/2.b", report(known["elm"], "delayed", "4.4.1", "r2@mx.example"))
    put("new/3.c", report(known["fir"], name="r3@mx.example"))
    put("new/4.d", report("f" * 40 + "@example.org", name="r4@mx.example"))
    put("new/5.e", "From: head@school.example\nSubject: Thanks\n\nThanks.\n")
    put("cur/6.f:2,S", report(known["yew"], "expanded", "2.0.0",
                              "r6@mx.example").replace("--b--", ""))
    put("cur/7.g:2,", report(known["ash"]))  # a copy of the first
    put("new/.hidden", report(known["oak"]))
    put("tmp/8.h", report(known["oak"]))
    (maildir / "new/9.link").symlink_to(maildir / "tmp/8.h")
    os.mkfifo(maildir / "new/9.fifo")
    before = tree(maildir)
    done = job.mill("bounces", str(maildir))
    check("what failed is told, and what did not", done.returncode == 0 and
          re.findall(r"(?m)^(\w+) +(\w+) +([\d.]+) +(\S+)$", done.stdout) == [
              ("bounced", "ash", "5.1.1", "new/1.a"),
              ("delayed", "elm", "4.4.1", "new/2.b"),
              ("expanded", "yew", "2.0.0", "cur/6.f:2,S")] and
          done.stdout.endswith("out/tiny: 1 bounced, 1 told before, 2 not "
                               "failed, 1 never sent, 1 of others, "
                               "1 no reports\n"), done.stdout)
    check("the letter is marked with the server's words",
          bounced(job) == [("ash", "failed 5.1.1: smtp; 550 5.1.1 "
                            "<head@school.example>: no such user "
                            "(report r1@mx.example)")], bounced(job))
    check("a report of what was never sent is warned of", done.stderr ==
          "warning: [fir] new/3.c reports of this letter's message, which this "
          "job never sent: nothing is marked\n", done.stderr)
    check("no address is printed", "@school" not in done.stdout + done.stderr)
    check("the mails stay as they are", before == tree(maildir))
    done = job.mill("bounces", str(maildir))
    check("again, nothing is marked", "0 bounced, 2 told before" in done.stdout
          and len(bounced(job)) == 1, done.stdout)
    said = job.mill("history", "ash").stdout
    check("the history tells", re.search(r"bounced +\w{12}  failed 5\.1\.1: "
          r"smtp; 550", said), said)
    done = job.mill("status", "--json")
    numbers = json.loads(done.stdout)
    check("so does the status", numbers["bounced"] == 1 and not numbers["well"]
          and numbers["sent"] == 2 and numbers["in_doubt"] == 1 and
          done.returncode == 1, done.stdout)
    done = job.mill("bounces", "--json", str(maildir))
    said = json.loads(done.stdout)
    check("as JSON", said["told_before"] == 2 and said["never_sent"] == 1 and
          {one["mail"]: (one["state"], one["key"], one["action"])
           for one in said["reports"]}["new/2.b"] ==
          ("not failed", "elm", "delayed") and
          [one["key"] for one in said["reports"]].count(None) == 1, done.stdout)
    done = job.mill("bounces", "--quiet", str(maildir))
    check("quietly, nothing but the warning", done.stdout == "" and
          len(done.stderr.splitlines()) == 1, done.stdout)
    check_life(job, maildir, known)


def check_life(job, maildir, known):
    """After the address is put right, and after the letter is made again."""
    job.rows[0] = (*job.rows[0][:4], "new@school.example", "")
    job.write_rows()
    states = job.states()
    check("with another address it is written again, and no other",
          states["ash"] == "written" and states["elm"] == "sent" and
          states["fir"] == "unchanged", states)
    job.add_event("ash", "sending")
    job.add_event("ash", "sent")
    job.mill("bounces", str(maildir))
    (maildir / "new/10.i").write_text(
        report(known["ash"], name="r10@mx.example"))
    done = job.mill("bounces", str(maildir))
    check("the same message that fails once more is marked once more",
          "1 bounced, 2 told before" in done.stdout and
          len(bounced(job)) == 2, done.stdout)
    results = job.folder / "results.csv"
    results.write_text(results.read_text().replace("ash,8,7", "ash,8,6"))
    job.mill("render")
    job.approve("ash")
    job.mill("mail")
    job.add_event("ash", "sending")
    job.add_event("ash", "sent")
    (maildir / "new/11.j").write_text(
        report(known["ash"], name="r11@mx.example"))
    done = job.mill("bounces", str(maildir))
    numbers = json.loads(job.mill("status", "--json").stdout)
    check("a late report of the issue before says nothing of the new one",
          "1 bounced" in done.stdout and numbers["bounced"] == 0 and
          numbers["sent"] == 3, (done.stdout, numbers))
    (maildir / "new/12.k").write_text(
        report(ids(job)["ash"], name="r12@mx.example"))
    job.mill("bounces", str(maildir))
    numbers = json.loads(job.mill("status", "--json").stdout)
    check("one of the new one does", numbers["bounced"] == 1 and
          numbers["sent"] == 2, numbers)


def check_hostile(folder):
    job = new_job(folder / "hostile")
    maildir = new_maildir(folder / "hostile-mail")
    known = ids(job)
    for key in known:
        job.add_event(key, "sent")
    bad = "\x1b[2J\x1b]0;title\x07 \u202e\u2028"
    words = f"smtp; {bad}550 no\r\n Bcc: x"
    # A name that is no word: a digest of the fields stands for it.
    (maildir / "new/1\x1b[31m\n\xff").write_bytes(report(
        known["ash"], words=words, name=f"r {bad}1").encode())
    fields = report("", words=words).split("delivery-status\n\n")[1]
    fields = fields.split("\n--b")[0]
    deep = "".join(f"Content-Type: multipart/mixed; boundary=m{i}\n\n--m{i}\n"
                   for i in range(50000))
    (maildir / "new/2").write_text(deep)
    (maildir / "new/3").write_bytes(
        b"Subject: " + b"x" * 30000000 + b"\n\n" + os.urandom(1000))
    (maildir / "new/4").write_text(
        report(known["elm"], words="\n ".join(["long"] * 1000000)))
    (maildir / "new/5").write_text(report(f"{known['oak']}> <x") + "\0" * 99)
    (maildir / "new/6").write_bytes(b"")
    with open(maildir / "new/7", "wb") as file:
        file.truncate(65 << 20)
    (maildir / "new/8").write_text(
        report(known["yew"], name="x" * 1000000))
    done = job.mill("bounces", str(maildir))
    check("hostile mails are read or counted", done.returncode == 1 and
          "3 bounced, 0 told before, 1 of others, 3 no reports, 1 not read"
          in done.stdout and
          done.stderr.count("is larger than 67108864 bytes") == 1,
          done.stdout[-300:] + done.stderr[-300:])
    marks = dict(bounced(job))
    check("their words are bounded, and fit for a line",
          set(marks) == {"ash", "elm", "yew"} and marks["ash"] ==
          "failed 5.1.1: smtp; [2J ]0;title 550 no Bcc: x (report " +
          hashlib.sha256(fields.encode()).hexdigest() + ")" and
          max(map(len, marks.values())) < 700, marks)
    said = done.stdout + job.mill("history", "ash").stdout
    check("nothing of theirs steers a terminal", not re.search(
         "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", said), repr(said))
    done = job.mill("bounces", str(maildir))
    check("and they are known again", "0 bounced, 3 told before" in
          done.stdout, done.stdout)


def check_faults(folder):
    job = Job(folder / "faults", ROWS, SETTINGS, "Your letter.\n")
    maildir = new_maildir(folder / "faults-mail")
    for what, words, said in [
            ("no maildir is named", [], "takes one maildir"),
            ("nothing was made", [str(maildir)], "nothing was made here yet")]:
        done = job.mill("bounces", *words)
        check(f"refused: {what}", done.returncode == 2 and said in done.stderr
              and not done.stdout and not (job.out / "job.db").exists(),
              done.stderr)
    job.mill("render")
    done = job.mill("bounces", str(folder))
    check("refused: it is no maildir", done.returncode == 2 and
          "new: error: cannot be read: No such file or directory; a maildir "
          "has the folders new and cur" in done.stderr, done.stderr)
    (maildir / "new/1").write_text(report(""))
    done = job.mill("bounces", str(maildir))
    check("where nothing was mailed, no report is ours", done.returncode == 0
          and "0 bounced, 0 told before, 1 of others" in done.stdout,
          done.stdout)


# What is for school.example fails unless it is for elm; what is for
# example.org lands in a maildir.
DOMAINS = """
myhostname = mx.example.org
virtual_mailbox_domains = example.org, school.example
virtual_mailbox_maps = inline:{office@example.org=office/,
    elm@school.example=elm/}
"""


def check_postfix(folder):
    try:
        with postfix.server(DOMAINS) as server:
            check_reports(new_job(folder / "postfix"), server)
    except postfix.Unavailable as why:
        print(f"# skip: {why}")


def check_reports(job, server):
    known, maildir = ids(job), server.folder / "boxes/office"
    for key in ("ash", "elm", "oak"):
        job.add_event(key, "sent")
        server.give(job.message(key)[0])
    server.wait_for("office", 3)
    done = job.mill("bounces", str(maildir))
    kinds = dict(line.split()[:2][::-1] for line in
                 done.stdout.splitlines()[:-1])
    check("what Postfix reports is understood", done.returncode == 0 and
          kinds == {"ash": "bounced", "oak": "bounced",
                    "elm": "delivered"} and not done.stderr,
          done.stdout + done.stderr)
    words = dict(bounced(job)).get("ash", "")
    check("with its words", re.fullmatch(
         r"failed 5\.1\.1: X-Postfix; unknown user: "
         r"\"ash@school\.example\" \(report \S+@mx\.example\.org\)",
         words), words)
    one = email.message_from_bytes(
        next((maildir / "new").glob("*")).read_bytes())
    check("they are the reports that the test is about",
          one.get_content_type() == "multipart/report" and any(
              known[key] in str(one) for key in known))
    done = job.mill("bounces", str(maildir))
    check("once", "0 bounced, 2 told before" in done.stdout, done.stdout)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        check_marks(folder)
        check_hostile(folder)
        check_faults(folder)
        check_postfix(folder)
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
