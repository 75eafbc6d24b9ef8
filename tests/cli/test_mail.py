#!/usr/bin/env python3
"""Messages of approved letters, as others read them: Python's email, mblaze,
and OpenSSL where they are signed."""

import email
import email.header
import email.policy
import email.utils
import hashlib
import html.parser
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap                                  # noqa: E402
from mail_job import Job                    # noqa: E402
from program import LETTERMILL, run         # noqa: E402
from tap import check                       # noqa: E402

# Names that would like to be something else in a header.
HOSTILE = ['"Ann" <x@evil.example>, Bob', "=?utf-8?q?evil?=", "a\\b\"c",
           "Bcc: x@evil.example", "Zoë Łódź 😀", "a,b;c:d(e)f", "=?", "?=",
           "x" * 300, "Ünïcödé " * 30 + "x", "@", "<>", ".", "--", "a  b",
           "=?UTF-8?B?", "name@domain", "Ann\u2019s \u201cname\u201d"]
TEXT = """Dear {{#if head IS NOT NULL}}{{head}}{{else}}colleague{{/if}}

# Your **figures** & more

The letter for *{{name}}* is attached: {{passed}} of {{entered}} passed. See
[our pages](https://example.org/a?b=c&d=e).

- one
- two

{{signature}}
"""
SETTINGS = """
[email]
from = letters@bücher.example
from_name = Office of "Schools", Zoë
reply_to = answers@example.org
to = {{mail}}
to_name = {{head}}
cc = {{copy}}
subject = {{name}}: {{job.title}}
text = mail.md
"""


def new_job(folder, rows, settings=SETTINGS, text=TEXT):
    return Job(folder, rows, settings, text)


def parse(path):
    return email.message_from_bytes(path.read_bytes(),
                                    policy=email.policy.default)


def display_name(path):
    """Of the first receiver. (Python's newer parser takes the blank between
    two encoded words of a name for one of the name's.)"""
    old = email.message_from_bytes(path.read_bytes())
    name, _ = email.utils.getaddresses([old["to"]])[0]
    return str(email.header.make_header(email.header.decode_header(name)))


class Page(html.parser.HTMLParser):
    """Every element is closed, and nothing is loaded."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.lang, self.words = [], [], None, ""
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is open" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name not in ("lang", "href", "charset", "start"):
                self.faults.append(f"{tag} {name}={value}")
        if tag == "html":
            self.lang = dict(attributes).get("lang")
        if tag in ("img", "script", "style", "link", "iframe", "form"):
            self.faults.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data):
        self.words += data


def check_messages(folder):
    rows = [(f"k{i:02}", f"School {i} {name[:40].strip()}", "primary", name,
             f"head{i}@example.org", "") for i, name in enumerate(HOSTILE)]
    rows.append(("many", "Many School", "primary", "", "a@example.org; "
                 "b@Bücher.example,c@example.org", "d@example.org"))
    job = new_job(folder, rows)
    made = job.mill("render")
    check("the letters are made", made.returncode == 0, made.stderr)
    done = job.mill("mail")
    check("nothing is mailed that is not approved", done.returncode == 0 and
          not job.messages() and f"{len(rows)} not approved" in done.stdout,
          done.stdout)
    job.approve()
    done = job.mill("mail")
    check("then all are", done.returncode == 0 and
          f"{len(rows)} written, 0 unchanged" in done.stdout and
          not done.stderr, done.stdout + done.stderr)
    faults = [fault for row in rows for fault in message_faults(job, row)]
    check("each message says what it should", not faults, "\n".join(faults))
    faults = [fault for path in job.messages() for fault in wire_faults(path)]
    check("each is fit for the wire", not faults, "\n".join(faults))
    modes = {path.stat().st_mode & 0o777 for path in job.messages()}
    check("nobody else can read them", modes == {0o600} and
          stat.S_IMODE((job.out / "mail").stat().st_mode) == 0o700, modes)
    check_parts(job)
    check_mblaze(job, rows)
    check_life(job)
    return job


def message_faults(job, row):
    key, name, _, head, _, _ = row
    path, letter = job.message(key)
    message = parse(path)
    to = message["to"].addresses
    wanted = {
        "From": (message["from"].addresses[0].display_name,
                 'Office of "Schools", Zoë'),
        "From's address": (message["from"].addresses[0].addr_spec,
                           "letters@xn--bcher-kva.example"),
        "Reply-To": (message["reply-to"], "answers@example.org"),
        "To": (display_name(path), head),
        "To's addresses": ([one.addr_spec for one in to],
            ["a@example.org", "b@xn--bcher-kva.example", "c@example.org"]
            if key == "many" else [row[4]]),
        "Cc": (message["cc"], "d@example.org" if key == "many" else None),
        "Subject": (message["subject"], f"{name}: Yearly letter"),
        "Bcc": (message["bcc"], None),
        "Date": (message["date"], "Mon, 01 Mar 2021 12:00:00 +0000"),
        "defects": (message.defects, []),
        "fields": (len(message.keys()), 9 if key == "many" else 8),
    }
    attached = [part for part in message.iter_attachments()]
    wanted["attachments"] = (len(attached), 1)
    wanted["type"] = (attached[0].get_content_type(), "application/pdf")
    wanted["file"] = (attached[0].get_filename(), letter.name)
    wanted["bytes"] = (attached[0].get_content() == letter.read_bytes(), True)
    plain = message.get_body(("plain",)).get_content()
    page = Page(message.get_body(("html",)).get_content())
    who = head or "colleague"
    squeeze = lambda text: re.sub(r"\s+", " ", text).strip()
    wanted["plain text"] = (f"Dear {squeeze(who)} Your figures & more" in
                            squeeze(plain), True)
    wanted["HTML"] = (f"Dear {squeeze(who)} Your figures & more" in
                      squeeze(page.words), True)
    wanted["HTML's faults"] = (page.faults, [])
    wanted["language"] = (page.lang, "en-GB")
    for what, (got, right) in wanted.items():
        if got != right:
            yield f"{key}: {what}: {got!r}, not {right!r}"


def wire_faults(path):
    data = path.read_bytes()
    lines = data.split(b"\r\n")
    if b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(
            b"\r\n", b""):
        yield f"{path.name}: a line that does not end in CR LF"
    if max(map(len, lines)) > 78:
        yield f"{path.name}: a line of {max(map(len, lines))}"
    if any(byte > 126 for byte in data):
        yield f"{path.name}: 8 bits"
    for word in re.findall(rb"=\?[^ ]*\?=", data[:data.index(b"\r\n\r\n")]):
        if len(word) > 75:
            yield f"{path.name}: an encoded word of {len(word)}"


def check_parts(job):
    ids = {parse(path)["message-id"] for path in job.messages()}
    check("each has an id of its own", len(ids) == len(job.messages()))
    check("of the sender's domain", all(
        re.fullmatch(r"<[0-9a-f]{40}@xn--bcher-kva.example>", one)
        for one in ids), ids)
    told = {f"<{words.split()[0]}>" for _, _, words in job.events()}
    check("the history knows them", told == ids)
    digests = {digest for _, digest, _ in job.events()}
    check("with the letters' digests", digests == {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in job.out.glob("letters/*.pdf")})


def check_mblaze(job, rows):
    """A parser of another make."""
    faults = []
    for row in rows:
        path, letter = job.message(row[0])
        subject = run("mhdr", "-h", "subject", "-d", path).stdout.strip()
        if subject != f"{row[1]}: Yearly letter":
            faults.append(f"subject {subject!r}")
        to = run("maddr", "-a", "-h", "to", path).stdout.split()
        if len(to) != (3 if row[0] == "many" else 1):
            faults.append(f"to {to}")
        got = subprocess.run(["mshow", "-O", path, letter.name],
                             capture_output=True, timeout=60).stdout
        if got != letter.read_bytes():
            faults.append(f"{letter.name} is not the letter")
    check("mblaze reads the same", not faults, "\n".join(faults))


def check_life(job):
    before = {path: path.read_bytes() for path in job.messages()}
    inodes = {path: path.stat().st_ino for path in job.messages()}
    events = job.events()
    done = job.mill("mail")
    check("a second run writes nothing", "0 written" in done.stdout and
          inodes == {path: path.stat().st_ino for path in job.messages()} and
          job.events() == events, done.stdout)
    shutil.rmtree(job.out / "mail")
    job.mill("mail", env=dict(os.environ, LC_ALL="tr_TR.UTF-8",
                              TZ="Asia/Tokyo", HOSTNAME="other",
                              SOURCE_DATE_EPOCH="1"))
    check("anew, they are the same bytes, wherever and whenever", before ==
          {path: path.read_bytes() for path in job.messages()})
    job.mill("mail", "--set", "email.file={{key}}, Łódź",
             "--set", "email.date=2024-02-29", "--only", "k00")
    message = parse(job.message("k00")[0])
    check("a file name of any letters is read back", [
        part.get_filename() for part in message.iter_attachments()] ==
        ["k00, Łódź.pdf"])
    check("the date can be set", message["date"] ==
          "Thu, 29 Feb 2024 12:00:00 +0000", message["date"])
    job.mill("mail")
    path, letter = job.message("k03")
    job.mill("unapprove", "k03", "--by", "Eva", "--because", "a doubt")
    done = job.mill("mail")
    check("one that is unapproved is withdrawn", not path.exists() and
          "1 not approved, 1 withdrawn" in done.stdout and
          len(job.messages()) == len(job.rows) - 1, done.stdout)
    check("and kept among the superseded", (job.out / "superseded" /
          path.name).read_bytes() == before[path])
    tally = json.loads(job.mill("status", "--json").stdout)
    check("nor does status count it as mailed", tally["mailed"] ==
          len(job.messages()) and job.last("k03") == "unspooled", tally)
    job.approve("k03")
    job.mill("mail")
    check("until it is approved and mailed again", path.exists() and
          job.last("k03") == "mailed", job.last("k03"))
    job.add_event("k03", "sent")
    job.mill("unapprove", "k03", "--by", "Eva", "--because", "a doubt")
    job.mill("mail")
    check("one that was sent stays told so", not path.exists() and
          job.last("k03") == "sent", job.last("k03"))
    path, letter = job.message("k04")
    stray = job.out / "mail/of-nobody.eml"
    stray.write_text("x")
    job.mill("mail", "--only", "k05")
    check("--only leaves the others alone", stray.exists())
    job.mill("mail")
    check("what is nobody's leaves the spool", not stray.exists() and
          (job.out / "superseded/of-nobody.eml").exists())
    letter.write_bytes(letter.read_bytes() + b"\n")
    done = job.mill("mail")
    check("a letter that was touched is not mailed",
          "1 out of date" in done.stdout and not path.exists(), done.stdout)
    check("and it is told by its key", "warning: [k04] the letter is out of "
          "date: make it again" in done.stderr, done.stderr)
    job.rows[5] = job.rows[5][:1] + ("Another Name",) + job.rows[5][2:]
    job.write_rows()
    check("neither is one whose data changed",
          job.states()["k05"] == "out of date")
    job.mill("render")
    check("nor one made again without approval",
          job.states()["k05"] == "not approved")
    job.approve("k05")
    check("until it is approved", job.states()["k05"] == "written")
    check("with another id", len({words.split()[0] for key, _, words in job.events()
                                  if key == "k05"}) == 2)
    two = ("--set", "approval.persons=2", "--only", "k06")
    check("where two have to approve, one is not enough",
          job.states(*two) == {"k06": "not approved"})
    job.approve("k06", by="Max")
    check("and two are", job.states(*two) == {"k06": "written"})
    (job.folder / "mail.md").write_text("Hello\n")
    check("another text is another message",
          job.states()["k06"] == "written" and
          parse(job.message("k06")[0]).get_body(("plain",)).get_content()
          .split() == ["Hello"])
    check("of the same id", len({words.split()[0] for key, _, words in job.events()
                                 if key == "k06"}) == 1)
    path, _ = job.message("k07")
    for kind, state in (("sent", "sent"), ("bounced", "written"),
                        ("doubted", "sent"), ("refused", "unchanged")):
        job.add_event("k07", kind)
        before = path.read_bytes()
        subject = "A third" if kind == "doubted" else "Another"
        check(f"after '{kind}' a message is {state}",
              job.states("--only", "k07", "--set",
                         f"email.subject={subject}") == {"k07": state} and
              (path.read_bytes() == before) == (state != "written"))
    job.mill("mail")
    made = job.mill("render").stdout
    check("and no reason for another letter", "0 made" in made, made)


def check_killed(folder):
    """Killed at any time, what is there is whole, and the rest comes."""
    rows = [(f"k{i:03}", f"School {i}", "primary", "", f"h{i}@example.org",
             "") for i in range(150)]
    job = new_job(folder, rows)
    job.mill("render")
    job.approve()
    cut = broken = 0
    for delay in (0.03, 0.05, 0.07, 0.09, 0.11, 0.13, 0.15):
        work = subprocess.Popen(
            [LETTERMILL, "mail", "--config", "job.ini"], cwd=job.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            work.wait(delay)
        except subprocess.TimeoutExpired:
            work.kill()
            work.wait()
            cut += 0 < len(job.messages()) < len(rows)
        for path in job.messages():
            letter = job.out / "letters" / (path.stem + ".pdf")
            part, = parse(path).iter_attachments()
            broken += part.get_content() != letter.read_bytes()
    check("of a killed run every message is whole", broken == 0)
    done = job.mill("mail")
    ids = sorted(parse(path)["message-id"] for path in job.messages())
    check("the next run writes what is left", len(ids) == len(rows) and
          not list(job.out.glob(".lettermill*")), done.stderr)
    check("and tells each once", ids == sorted(
        f"<{words.split()[0]}>" for _, _, words in job.events()))
    if not cut:
        print("# skip: no run was killed amid its messages")


def check_faults(folder):
    rows = [("ash", "Ash", "primary", "A\u202Eb", "a@example.org", ""),
            ("elm", "Elm\u0085x", "primary", "", "e@example.org", ""),
            ("oak", "Oak", "primary", "Joe", "joe at example.org", ""),
            ("yew", "Yew", "primary", "", "jürgen@example.org", ""),
            ("fir", "Fir", "primary", "x\r\nBcc: evil@example.org",
             "f@example.org", ""),
            ("box", "Box", "primary", "", "", ""),
            ("bay", "Bay", "primary", "", "b@example.org",
             "c@example.org; c@Example.org"),
            ("nut", "Nut", "primary", "Pat", "pat@example.org", ""),
            ("fig", "Fig", "primary", "", "PAT@example.org", ""),
            ("gum", "Gum", "primary", "", "g@example.org", "\u2028"),
            ("ivy", "Ivy", "primary", "PAT", "other@example.org", "")]
    text = TEXT.replace("{{head}}{{else}}", "you{{else}}")
    job = new_job(folder, rows, text=text)
    (job.folder / "letter.md").write_text("Dear colleague\n")
    ini = (job.folder / "job.ini").read_text()
    (job.folder / "job.ini").write_text(
        ini.replace("footer = {{name}}", "").replace("{{name}}", "{{key}}")
        .replace("[letter]", "[output]\nfile = {{key}}\n[letter]"))
    made = job.mill("render")
    job.approve()
    done = job.mill("mail")
    for words in (
            "recipients.csv:2:4: error: [ash] the text holds the control "
            "character U+202E, but {{head}} at job.ini:",
            "recipients.csv:3:2: error: [elm] the text holds the control "
            "character U+0085, but {{name}} at mail.md:",
            "recipients.csv:4:5: error: [oak] the address for 'to' has no @: "
            "write name@domain",
            "recipients.csv:5:5: error: [yew] the address for 'to' has other "
            "letters than a to z before its @",
            "recipients.csv:6:4: error: [fir] the character U+000D cannot "
            "stand in the message's to_name",
            "error: [box] no value in column 'Mail', but {{mail}} at job.ini:",
            "cannot stand in the message's cc: take it out",
            "6: error: [bay] the address for 'cc' stands twice: take one out",
            "[fig] the address is also that of 'nut' (recipients.csv:",
            "[ivy] the name is also that of 'nut' (recipients.csv:"):
        check(f"told: {words}", words in done.stderr, done.stderr)
    check("no message of a faulty row is written", sorted(
        path.stem for path in job.messages()) == ["fig", "ivy", "nut"],
        f"{made.stdout}{made.stderr}{job.messages()}")
    check("and the exit status says so", done.returncode == 1)
    check("nothing personal is told", not re.search(
        r"@example|Joe|Pat|jürgen", done.stdout + done.stderr,
        re.I), done.stderr)
    states = job.states("--set", "email.duplicates=refuse")
    check("refused, no double is written", [states[key] for key in
          ("nut", "fig", "ivy")] == ["failed"] * 3, states)
    check("and they leave the spool", not job.messages())
    done = job.mill("mail", "--set", "email.duplicates=allow",
                    "--set", "email.smtputf8=yes")
    check("allowed, nothing is said of them", "also that of" not in
          done.stderr, done.stderr)
    path, _ = job.message("yew")
    check("with smtputf8 other letters stand in an address", path.exists() and
          "\r\nTo: jürgen@example.org\r\n" in path.read_bytes().decode())
    done = job.mill("check")
    check("check tells the same faults", done.returncode == 1 and
          "recipients.csv:4:5: error: [oak] the address for 'to' has no @" in
          done.stderr and "[ivy] the name is also" in done.stderr)


def check_specimens(folder):
    job = new_job(folder, [("ash", "Ash", "primary", "", "a@example.org", "")])
    path = job.folder / "job.ini"
    path.write_text(path.read_text().replace("status = final", ""))
    job.mill("render")
    job.approve()
    done = job.mill("mail")
    check("specimens are refused", done.returncode == 2 and
          "the letters are specimens, which nobody is sent: say status = "
          "final, or pass --specimen for a trial" in done.stderr and
          not job.messages(), done.stderr)
    done = job.mill("mail", "--specimen")
    message = parse(job.messages()[0])
    check("with --specimen their subject says so", message["subject"] ==
          "[Specimen – not an official letter] Ash: Yearly letter",
          message["subject"])
    check("and so does the text", message.get_body(("plain",)).get_content()
          .splitlines()[:3] == ["Specimen – not an official letter", "",
                                "Dear colleague"])


def make_key(folder, kind):
    new = (["-newkey", "rsa:2048"] if kind == "rsa" else
           ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
    done = run("openssl", "req", "-x509", *new, "-nodes", "-keyout",
               folder / f"{kind}.key", "-out", folder / f"{kind}.pem",
               "-subj", "/CN=Office", "-not_before", "20200101000000Z",
               "-days", "36500", "-addext",
               "subjectAltName=email:letters@xn--bcher-kva.example",
               "-addext", "keyUsage=digitalSignature")
    if done.returncode:  # an openssl without -not_before
        done = run("openssl", "req", "-x509", *new, "-nodes", "-keyout",
                   folder / f"{kind}.key", "-out", folder / f"{kind}.pem",
                   "-subj", "/CN=Office", "-days", "36500", "-addext",
                   "subjectAltName=email:letters@xn--bcher-kva.example",
                   "-addext", "keyUsage=digitalSignature")
    os.chmod(folder / f"{kind}.key", 0o600)
    return done


def verify(job, path, kind):
    return run("openssl", "cms", "-verify", "-in", path, "-CAfile",
               job.folder / f"{kind}.pem", "-purpose", "any", "-out",
               job.folder / "content")


def check_smime(folder, kind):
    settings = SETTINGS + f"""date = 2030-01-01
smime = yes
smime_key = {kind}.key
smime_certificates = {kind}.pem
"""
    job = new_job(
        folder, [("ash", "Ash", "primary", "", "a@example.org", ""),
                 ("elm", "Elm", "primary", "", "e@example.org", "")], settings)
    make_key(job.folder, kind)
    job.mill("render")
    job.approve()
    done = job.mill("mail")
    check(f"{kind}: signed messages are written", len(job.messages()) == 2,
          done.stderr)
    path, letter = job.message("ash")
    message = parse(path)
    check(f"{kind}: as multipart/signed", message.get_content_type() ==
          "multipart/signed" and message.get_param("micalg") == "sha-256")
    done = verify(job, path, kind)
    check(f"{kind}: OpenSSL verifies them", done.returncode == 0, done.stderr)
    inner = email.message_from_bytes((job.folder / "content").read_bytes(),
                                     policy=email.policy.default)
    check(f"{kind}: what is signed holds the letter", [
        part.get_content() for part in inner.iter_attachments()] ==
        [letter.read_bytes()])
    broken = job.folder / "broken.eml"
    broken.write_bytes(path.read_bytes().replace(b"colleague", b"colleagve"))
    check(f"{kind}: and sees a change", verify(job, broken, kind).returncode
          != 0)
    before = path.read_bytes()
    done = job.mill("mail")
    check(f"{kind}: unchanged, they are kept", "0 written, 2 unchanged" in
          done.stdout, done.stdout)
    if kind == "rsa":
        shutil.rmtree(job.out / "mail")
        job.mill("mail")
        check("rsa: anew, they are the same bytes",
              before == path.read_bytes())
        done = job.mill("mail", "--set", "email.from=other@example.org")
        check("a sender that the certificate does not name is refused",
              done.returncode == 1 and "the certificate for messages does not "
              "name the sender's address" in done.stderr, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        check_messages(folder / "messages")
        check_killed(folder / "killed")
        check_faults(folder / "faults")
        check_specimens(folder / "specimens")
        check_smime(folder / "rsa", "rsa")
        check_smime(folder / "ec", "ec")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
