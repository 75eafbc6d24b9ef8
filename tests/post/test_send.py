#!/usr/bin/env python3
"""Messages on their way: to a real Postfix, over STARTTLS, each once, whatever
is cut or killed when."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import postfix                          # noqa: E402
import proxy                            # noqa: E402
import record                           # noqa: E402
import tap                              # noqa: E402
from mail_job import Job                # noqa: E402
from program import LETTERMILL, PATIENCE  # noqa: E402
from tap import check                   # noqa: E402

EACH = 12  # messages of a run that something happens to
SETTINGS = """
[email]
from = letters@example.org
to = {{mail}}
to_name = {{head}}
cc = {{copy}}
subject = {{name}}: {{job.title}}
text = mail.md

[smtp]
server = localhost
port = %d
roots = %s
user = mill@example.org
password_file = password
sender = bounces@example.org
rate = 0
tries = 3
pause = 0
timeout = 20
"""


class SentJob(Job):
    """One whose messages go to the server."""

    def __init__(self, folder, rows, server):
        super().__init__(folder, rows, SETTINGS % (
            server.port, server.folder / "root.pem"), "Dear {{name}}\n")
        self.keys = [row[0] for row in rows]
        self.write_password("sesame")

    def write_password(self, word, mode=0o600):
        path = self.folder / "password"
        path.write_text(word + "\n")
        path.chmod(mode)

    def start(self, *words):
        return subprocess.Popen(
            [LETTERMILL, *words, "--config", "job.ini"], cwd=self.folder,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)

    def spool(self):
        for words in (("render",), ("approve", "--all", "--by", "Eva"),
                      ("mail",)):
            done = self.mill(*words)
            if done.returncode:
                raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")

    def send(self, *words, **more):
        return self.mill("send", "--really", *words, **more)

    def history(self, key):
        return [(kind, words) for whose, kind, _, words in
                record.events(self.record) if whose == key]

    def last(self, key):
        return self.history(key)[-1][0]

    def ids(self):
        """Of every message that was ever spooled: to its key."""
        return {words.split()[0]: key for key, _, words in self.events()}


def rows(prefix, count, mail="{}@example.org", copy=""):
    return [(f"{prefix}{i:03}", f"School {prefix} {i}", "primary", f"Head {i}",
             mail.format(f"{prefix}{i}"), copy.format(f"{prefix}{i}"))
            for i in range(count)]


def is_about(done, status, *words):
    return done.returncode == status and all(word in done.stdout + done.stderr
                                             for word in words)


def told(done):
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def check_dry(job, server):
    before = job.history("dir000")
    connections = server.log.read_text().count(" connect from")
    done = job.mill("send")
    check("a dry run tells what it would do", is_about(
        done, 0, f"{len(job.keys)} to send", "nothing was sent",
        "dir000    mail/"), told(done))
    check("and does nothing", job.history("dir000") == before and
          server.log.read_text().count(" connect from") == connections)
    check("nobody's address is told", "@example" not in done.stdout +
          done.stderr, told(done))


def check_trouble(job, server):
    """Each is told with clear words, and nothing is sent."""
    log = server.log.read_text().count("message-id")
    other = server.folder / "other.pem"
    cases = [
        ("a certificate of another root", ("--set", f"smtp.roots={other}"),
         ("is not trusted", "certificate")),
        ("a certificate of another name", ("--set", "smtp.server=127.0.0.1"),
         ("is not trusted", "127.0.0.1")),
        ("a server that does not encrypt",
         ("--set", f"smtp.port={server.plain}"), ("does not encrypt",)),
        ("a user that is not known",
         ("--set", "smtp.user=eve@example.org"), ("does not let us in: 535",)),
        ("no encryption at all",
         ("--set", "smtp.security=none", "--set", "smtp.server=mail.test"),
         ("not sent to 'mail.test' for all to read",)),
        ("a password without encryption",
         ("--set", "smtp.security=none"), ("password is not sent",)),
        ("a name that is none",
         ("--set", "smtp.server=localhost/x"), ("is no server's name",)),
    ]
    for what, words, expected in cases:
        done = job.send(*words)
        check(f"{what} is refused", is_about(done, 2, *expected), told(done))
    ini = job.folder / "job.ini"
    before = ini.read_text()
    ini.write_text(before.replace("password_file = password",
                                  "password_variable = NO_SUCH_WORD"))
    done = job.send()
    check("a variable that is not set is told", is_about(
        done, 2, "NO_SUCH_WORD"), told(done))
    done = job.send("dir089", env=dict(os.environ, NO_SUCH_WORD="sesame"))
    check("and one that is set opens", is_about(done, 0, "1 sent"),
          told(done))
    ini.write_text(before)
    job.write_password("wrong")
    done = job.send()
    check("a wrong password is refused", is_about(
        done, 2, "does not let us in: 535"), told(done))
    job.write_password("sesame", 0o644)
    done = job.send()
    check("a password that others may read is refused", is_about(
        done, 2, "open to others", "chmod 600"), told(done))
    job.write_password("sesame")
    done = job.send("--set", f"smtp.port={postfix.free_port()}")
    check("a server that is away is told", is_about(
        done, 2, "cannot be reached", "the next run"), told(done))
    done = job.send("nobody")
    check("an unknown key is refused", is_about(
        done, 2, "no letter has the key 'nobody'"), told(done))
    check("and nothing was sent", job.last("dir000") == "mailed" and
          server.log.read_text().count("message-id") == log + 1)


def check_trial(job, server):
    for path in server.folder.glob("boxes/all/new/*"):
        path.rename(server.folder / path.name)
    done = job.send("--to", "me@example.org", "--sample", "3")
    server.settle_down()
    messages = server.messages()
    check("a trial sends a sample", is_about(done, 0, "3 sent", "trial") and
          len(messages) == 3, told(done))
    check("to one address alone, marked", all(
        one["delivered-to"] == "me@example.org" and
        one["to"] == "me@example.org" and one["cc"] is None and
        one["subject"].startswith("[TRIAL]") and
        one["message-id"].startswith("<trial.") for one in messages),
        [one.items() for one in messages])
    check("and records nothing", sum(
        job.last(key) == "mailed" for key in job.keys) == len(job.keys) - 1)
    for path in server.folder.glob("boxes/all/new/*"):
        path.unlink()
    for path in server.folder.glob("*localhost"):
        path.rename(server.folder / "boxes/all/new" / path.name)


def check_holds(job):
    """What may not be sent is held, the others go."""
    path = next(job.out.glob("mail/*dir-0.eml"))
    bytes_before = path.read_bytes()
    path.write_bytes(bytes_before.replace(b"dir0@", b"eve0@"))
    job.mill("unapprove", "dir001", "--by", "Eva", "--because", "a doubt")
    done = job.send("dir000", "dir001")
    check("a message that was touched is held", is_about(
        done, 1, "[dir000] may not be sent: its message is not the one"),
        told(done))
    check("and one that is approved no longer", is_about(
        done, 1, "2 held", "[dir001] may not be sent: it is approved no "
        "longer: unapproved"), told(done))
    check("neither was sent", job.last("dir000") == "mailed" and
          not any(kind == "sending" for kind, _ in job.history("dir001")))
    path.write_bytes(bytes_before)
    job.mill("approve", "dir001", "--by", "Eva")
    job.mill("mail")
    done = job.send("dir000", "--set", "approval.persons=2")
    check("as is one that too few have approved", is_about(
        done, 1, "not approved by enough"), told(done))
    done = job.send("dir000", "--set", "job.status=specimen")
    check("specimens are refused", is_about(done, 2, "specimens"),
          told(done))
    approvals = job.out / "approvals.csv"
    before = approvals.read_bytes()
    approvals.write_bytes(before.replace(b"Eva", b"Eve", 1))
    done = job.send("dir000")
    check("and all, where the list of approvals is not the record's",
          is_about(done, 2, "approvals.csv"), told(done))
    approvals.write_bytes(before)


def check_direct(job, server):
    """Refused, greylisted, taken."""
    done = job.send()
    server.settle_down()
    got = server.delivered()
    names = {key: id for id, key in job.ids().items()}
    check("what can be sent is sent", is_about(done, 1, "2 refused"),
          told(done))
    check("each to all of its recipients", all(
        got.get(names[f"cc{i:03}"]) == 2 for i in range(4)), got)
    check("one that the server refuses goes to nobody, whoever else it is for",
          names["part000"] not in got and names["gone000"] not in got and
          job.last("part000") == "refused", got)
    check("as the history tells, in the server's words", all(
        words in job.history("part000")[-1][1] for words in (
            "part0@example.org: 250", "gone9@example.org: 550 5.1.1",
            "No such person")), job.history("part000"))
    check("but no log", "[part000] 1 of 2 recipients were refused (550), "
          "nobody got it" in done.stderr and "@" not in done.stderr and
          "No such person" not in done.stderr, told(done))
    kinds = [kind for kind, _ in job.history("grey000")]
    check("what is greylisted is sent in a second try", kinds[-3:] ==
          ["deferred", "sending", "sent"] and got[names["grey000"]] == 1,
          job.history("grey000"))
    connections = server.log.read_text().count(" connect from")
    done = job.send()
    check("a second run finds nothing to send", is_about(done, 0, " 0 sent")
          and server.log.read_text().count(" connect from") == connections,
          told(done))
    refused = job.history("gone000")
    check("and does not try what was refused", refused[-1][0] == "refused" and
          sum(kind == "refused" for kind, _ in refused) == 1, refused)
    done = job.send("--set", "smtp.partial=yes", "--again", "part000",
                    "--because", "the other left", "--by", "Eva")
    server.settle_down()
    check("with partial = yes the others get it", is_about(
        done, 1, "partly sent", "the others got it") and
        server.delivered()[names["part000"]] == 1 and
        [kind for kind, _ in job.history("part000")][-3:] ==
        ["released", "sending", "partly"], told(done))
    done = job.send("--again", "cc000", "--because", "lost it")
    check("what was sent is not sent again", is_about(
        done, 2, "[cc000] its message was sent"), told(done))
    check("but for a word of its own, all are sent once", all(
        number == (2 if job.ids()[id].startswith("cc") else 1)
        for id, number in server.delivered().items()), server.delivered())


def check_full(job, server):
    """A server without room: taken later."""
    key = "full000"
    server.set("queue_minfree = 1000000000000")
    done = job.send(key)
    check("a server without room defers", is_about(
        done, 1, "1 deferred") and job.last(key) == "deferred" and
        "452" in job.history(key)[-1][1], f"{told(done)}{job.history(key)}")
    server.set("queue_minfree = 0")
    done = job.send(key)
    check("and takes it when there is some", is_about(done, 0, "1 sent") and
          job.last(key) == "sent", told(done))


def check_utf8(job, server):
    done = job.send("utf000")
    server.settle_down()
    check("an address of other letters goes by SMTPUTF8", is_about(
        done, 0, "1 sent") and job.last("utf000") == "sent", told(done))
    server.set("smtputf8_enable = no")
    done = job.send("utf001")
    check("or is refused where the server does not offer that", is_about(
        done, 1, "1 refused") and "SMTPUTF8" in job.history("utf001")[-1][1],
        f"{told(done)}{job.history('utf001')}")
    server.set("smtputf8_enable = yes")


def check_steps(job, server):
    """At each step the connection is cut, then the program killed."""
    between = proxy.Proxy(server.port, server.folder / "server.pem",
                          server.folder / "server.key")
    keys = sorted(key for key in job.keys if key.startswith("step"))
    port = ("--set", f"smtp.port={between.port}")
    missed, wrong, doubts = [], [], 0
    for kill in (False, True):
        for step in proxy.STEPS:
            some, keys = keys[:EACH], keys[EACH:]
            early = step in proxy.STEPS[:4] or step == "QUIT"
            between.aim(step, 0 if early else EACH // 2, kill)
            process = job.start("send", "--really", *port, *some)
            between.process = process
            out, err = process.communicate(timeout=PATIENCE)
            if not between.fired.is_set():
                missed.append((kill, step, out + err))
            states = [job.last(key) for key in some]
            open_ones = [state for state in states
                         if state not in ("sent", "mailed", "deferred")]
            doubts += len(open_ones)
            may = step in ("body", "dot", "answer") or (kill and
                                                        step == "after")
            if len(open_ones) > may or (not kill and "mailed" in states):
                wrong.append((kill, step, states, out + err))
    check("each step was cut and killed", not missed, missed)
    check("at most the message at hand is in doubt", not wrong, wrong)
    check("and where it cannot be known, it is", doubts >= 5, doubts)
    between.aim(None)
    server.settle_down()
    waits = [key for key in job.keys if job.last(key) in ("mailed",
                                                          "deferred")]
    done = job.send(*port)
    check("a run after that sends what is left, nothing in doubt", is_about(
        done, 1, f"{len(waits)} sent", f"{doubts} in doubt"), told(done))
    check("by one connection", between.connections > 0)
    tally = json.loads(job.mill("status", "--json").stdout)
    check("status counts it", tally["in_doubt"] == doubts, tally)
    between.close()
    return doubts


def check_settled(job, server, doubts):
    server.settle_down()
    empty = server.folder / "empty.log"
    empty.write_text("hello\n")
    done = job.mill("send", "--settle", empty)
    check("an empty log settles nothing", is_about(
        done, 1, f"0 were sent, 0 were not, {doubts} in doubt"), told(done))
    done = job.mill("send", "--settle", server.log)
    check("the server's log settles all", is_about(done, 0, " 0 in doubt"),
          told(done))
    done = job.send()
    check("what was not sent is sent then", is_about(done, 0, " sent"),
          told(done))
    server.settle_down()
    got, names = server.delivered(), job.ids()
    state = {key: job.last(key) for key in job.keys}
    wanted = {id for id, key in names.items() if key.startswith("step")}
    check(f"of {len(wanted)} messages none is lost, none was sent twice",
          len(wanted) == len([k for k in job.keys if k.startswith("step")])
          and all(got.get(id) == 1 for id in wanted),
          {id: got.get(id) for id in wanted if got.get(id) != 1})
    check("and the record says so", all(
        state[names[id]] in ("sent", "settled") for id in wanted), state)
    strange = set(got) - set(names)
    check("nothing else was delivered", not strange, strange)
    modes = {oct(path.stat().st_mode & 0o777) for path in
             (job.out / "job.db", *job.out.glob("mail/*"))}
    check("record and spool are their owner's", modes == {"0o600"}, modes)


def check_again(job, server):
    """In doubt, and no log: a person's word."""
    key = "again000"
    job.add_event(key, "sending")
    done = job.send(key)
    check("what was being sent when all ended is in doubt", is_about(
        done, 1, f"[{key}] its message was sent, or not", "1 in doubt"),
        told(done))
    for words in (("--again",), ("--again", key), ("--because", "x", key),
                  ("--again", key, "--because", "x", "--settle", "y")):
        check(f"{' '.join(words)} is no word for it",
              job.mill("send", *words).returncode == 2)
    done = job.mill("send", "--again", key, "--because", "not in the log")
    check("a dry run tells that it would be sent again", is_about(
        done, 0, "1 to send") and job.last(key) == "sending", told(done))
    done = job.send("--again", key, "--because", "not in the log", "--by",
                    "Eva")
    check("an explicit word sends it", is_about(done, 0, "1 sent") and
          [kind for kind, _ in job.history(key)][-3:] ==
          ["released", "sending", "sent"], told(done))
    said = job.mill("history", key).stdout
    check("and stands in the history", "by Eva: not in the log" in said, said)


def check_signal(job, server):
    """A signal to end is heeded between two messages."""
    process = job.start("send", "--really", "--set", "smtp.rate=60")
    end = time.monotonic() + PATIENCE
    while "queued as" not in str(job.history("wait000")) and \
            time.monotonic() < end:
        time.sleep(0.01)
    process.terminate()
    out, err = process.communicate(timeout=PATIENCE)
    states = {job.last(key) for key in job.keys if key.startswith("wait")}
    check("a signal to end leaves nothing in doubt", process.returncode == 2
          and "stopped between two messages" in err and
          states == {"sent", "mailed"}, f"{out}{err}{states}")
    done = job.send()
    check("and the next run sends the rest", is_about(done, 0, " sent"),
          told(done))


def check_all(folder, server):
    direct = SentJob(folder / "direct", rows("dir", 90) + rows(
        "cc", 4, copy="copy-{}@example.org") + rows(
        "grey", 3, "grey-{}@example.org") + rows(
        "gone", 1, "gone-{}@example.org") + rows(
        "part", 1, copy="gone9@example.org") + rows("full", 1), server)
    direct.spool()
    check_dry(direct, server)
    check_trouble(direct, server)
    check_trial(direct, server)
    check_holds(direct)
    check_full(direct, server)
    check_direct(direct, server)
    small = SentJob(folder / "small", rows("utf", 2, "zoë-{}@example.org") +
                rows("again", 1) + rows("wait", 30), server)
    ini = (small.folder / "job.ini").read_text()
    (small.folder / "job.ini").write_text(
        ini.replace("[email]", "[email]\nsmtputf8 = yes"))
    small.spool()
    check_utf8(small, server)
    check_again(small, server)
    check_signal(small, server)
    for path in server.folder.glob("boxes/all/new/*"):
        path.unlink()
    count = EACH * 2 * len(proxy.STEPS)
    steps = SentJob(folder / "steps", rows("step", max(count, 420)), server)
    steps.spool()
    doubts = check_steps(steps, server)
    check_settled(steps, server, doubts)


def main():
    try:
        with tempfile.TemporaryDirectory(dir=postfix.fast_folder()) as folder:
            with postfix.server() as server:
                check_all(Path(folder), server)
    except postfix.Unavailable as why:
        print(f"# skip: {why}")
    return tap.failed > 0


sys.exit(main())
