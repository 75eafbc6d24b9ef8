#!/usr/bin/env python3
"""PAdES B-T from the command line, with a real time-stamp server: openssl ts
behind tests/unit/sign/timestamp_server.py. It must be asked once a letter, and
whatever it does, no letter may be half signed."""

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path.cwd()
HERE = ROOT / "tests/unit/sign"
TOKEN = bytes.fromhex("060b2a864886f70d010910020e") # id-aa-timeStampToken
SIGNATURE = """
[signature]
key          = keys/p256.key
certificates = keys/p256.pem, keys/middle.pem
roots        = keys/root.pem
level        = b-t
timestamp_timeout = 20
timestamp    = {url}
"""


def tell(what, good, said=""):
    print(("ok - " if good else "not ok - ") + what)
    if not good:
        print("   ", said)
    tell.failed |= not good


tell.failed = False


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "timestamp_server.py", folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/"

    def count(self):
        return int(urllib.request.build_opener(urllib.request.ProxyHandler(
            {})).open(self.url + "count").read())

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Job:
    def __init__(self, folder, url):
        self.folder, self.more = Path(folder, "job"), {}
        shutil.copytree("tests/jobs/tiny", self.folder)
        Path(self.folder, "fonts").symlink_to(ROOT / "fonts")
        Path(self.folder, "keys").symlink_to(Path(folder, "keys"))
        with open(self.folder / "job.ini", "a") as file:
            file.write(SIGNATURE.format(url=url))
        self.letters = self.folder / "out/tiny/letters"

    def mill(self, command, *words):
        start = time.monotonic()
        done = subprocess.run(
            [os.environ["LETTERMILL"], command, "--config", "job.ini",
             *words], cwd=self.folder, capture_output=True, text=True,
            timeout=60, env={**os.environ, **self.more})
        self.seconds = time.monotonic() - start
        self.status, self.said = done.returncode, done.stdout + done.stderr
        return done

    def render(self, *words):
        return self.mill("render", "--jobs", "1", *words)

    def bytes(self):
        return {path.name: path.read_bytes()
                for path in sorted(self.letters.glob("*.pdf"))}

    def edit(self, name, old, new):
        path = self.folder / name
        text = path.read_text()
        assert old in text, (name, old)
        path.write_text(text.replace(old, new))

    def failed(self):
        with open(self.folder / "out/tiny/failed.csv") as file:
            return len(list(csv.reader(file))) - 1


def parts(letter):
    """The signature of a letter, and its time-stamp's token."""
    cms = bytes.fromhex(re.search(rb"/Contents<([0-9a-f]+)>", letter)[1]
                        .decode())
    at = cms.index(TOKEN) + len(TOKEN)
    set_size = int.from_bytes(cms[at + 2:at + 4], "big")
    assert cms[at:at + 2] == b"\x31\x82"
    token = cms[at + 4:at + 4 + set_size]
    before = cms[:cms.index(TOKEN)]
    # An ECDSA signature: OCTET STRING of a SEQUENCE of two INTEGERs.
    found = list(re.finditer(rb"\x04[\x40-\x50](?=\x30[\x40-\x50]\x02)",
                             before, re.S))[-1]
    return before[found.end():found.end() + before[found.end() - 1]], token


def openssl_verifies(letter, keys):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in zip(("signature", "token"), parts(letter)):
            Path(folder, name).write_bytes(data)
        return subprocess.run(
            ["openssl", "ts", "-verify", "-data", Path(folder, "signature"),
             "-in", Path(folder, "token"), "-token_in", "-CAfile",
             keys / "root.pem"], capture_output=True).returncode == 0


def asks_once(job, server, keys):
    job.render()
    first = job.bytes()
    tell("letters are made with time-stamps", job.status == 0 and
         "4 made" in job.said and len(first) == 4, job.said)
    tell("the server is asked once a letter", server.count() == 4)
    job.mill("verify")
    tell("verify takes them", "4 letters, 0 not good" in job.said, job.said)
    said = job.mill("verify", "--roots", "keys/root.pem",
                    job.letters / "ash-lane-school.pdf").stdout
    tell("and tells who proves the time",
         "'Test stamper' proves that it was signed by 20" in said, said)
    tell("openssl ts verifies each", all(
        openssl_verifies(letter, keys) for letter in first.values()))
    said = [subprocess.run(["pdfsig", "-nocert", path], capture_output=True,
                           text=True).stdout
            for path in sorted(job.letters.glob("*.pdf"))]
    tell("so does pdfsig", all("Signature is Valid." in one and
         "Total document signed" in one for one in said), said)
    return first


def asks_no_more(job, server, first):
    def same(what, *words):
        job.render(*words)
        tell(f"{what}: the same files, and nobody is asked",
             job.status == 0 and job.bytes() == first and
             server.count() == asked, f"{server.count()} {job.said}")

    asked = server.count()
    same("run again")
    same("made by force", "--force")
    same("another server, another time-out", "--set",
         "signature.timestamp=http://127.0.0.1:1/", "--set",
         "signature.timestamp_timeout=2")
    tell("what is made already stays", "4 unchanged" in job.said, job.said)
    Path(job.folder, "out/tiny/job.db").unlink()
    same("without the record")
    job.edit("recipients.csv", "Ms North", "Ms South")
    job.render()
    tell("a letter that changed is stamped anew", server.count() ==
         asked + 1 and "1 made" in job.said, job.said)
    asked += 1
    job.edit("recipients.csv", "Ms South", "Ms North")
    same("changed back")
    recipients = (job.folder / "recipients.csv").read_text()
    job.edit("recipients.csv", "ash,", "fir,")
    job.edit("results.csv", "ash,", "fir,")
    job.render()
    asked = server.count()
    job.edit("recipients.csv", "fir,", "ash,")
    job.edit("results.csv", "fir,", "ash,")
    assert (job.folder / "recipients.csv").read_text() == recipients
    same("withdrawn and back")
    shutil.rmtree(job.folder / "out")
    job.render()
    tell("a new folder knows no time-stamps", server.count() == asked + 4)


def bears_a_bad_server(job, server):
    for path in ("broken", "untrusted", "rubbish", "html", "huge", "endless",
                 "redirect", "nonce", "refuse"):
        shutil.rmtree(job.folder / "out", ignore_errors=True)
        before = server.count()
        job.render("--set", f"signature.timestamp={server.url}{path}")
        tell(f"/{path}: no letter, not half of one", job.status == 1 and
             not job.bytes() and job.failed() == 4 and
             "0 made, 0 unchanged, 4 failed" in job.said and
             not list(job.folder.glob("out/**/*.tmp")), job.said)
        tell(f"/{path}: asked three times, then no more",
             server.count() == before + 3 and
             f"] '{server.url}{path}' was not asked for a time-stamp, as it "
             "failed 3 times before" in job.said, job.said)
        tell(f"/{path}: each reason is told once",
             job.said.count("error:") == 2, job.said)
    for path in ("hang", "drip"):
        job.render("--set", f"signature.timestamp={server.url}{path}", "--set",
                   "signature.timestamp_timeout=1")
        tell(f"/{path}: costs no more than its time, three times",
             job.status == 1 and job.seconds < 12 and
             "does not answer within 1 seconds" in job.said,
             f"{job.seconds} {job.said}")
    job.render()
    tell("once the server is well, the rest is made", job.status == 0 and
         "4 made" in job.said and len(job.bytes()) == 4, job.said)
    job.mill("verify")
    tell("and is good", job.status == 0, job.said)


def bears_a_server_that_is_away(job, server):
    before = job.bytes()
    job.edit("recipients.csv", "Ms North", "Ms West")
    job.render("--set", "signature.timestamp=http://127.0.0.1:1/")
    after = job.bytes()
    tell("away: the letter that changed fails, the others stand",
         job.status == 1 and "3 unchanged, 1 failed" in job.said and
         "Connection refused" in job.said and len(after) == 3 and
         all(before[name] == after[name] for name in after), job.said)
    job.render("--set", "signature.timestamp=https://127.0.0.1:1/")
    tell("https is refused with the reason", "it has to begin with http://"
         in job.said, job.said)
    job.render()
    tell("back: it is made", job.status == 0 and "1 made" in job.said,
         job.said)


def knows_proxies(job, server):
    job.more = {"http_proxy": "http://127.0.0.1:1/", "no_proxy": ""}
    shutil.rmtree(job.folder / "out")
    job.render("--only", "ash")
    tell("this machine is never asked by way of a proxy", job.status == 0,
         job.said)
    far = ("--set", "signature.timestamp=http://stamps.example:81/good")
    job.render("--only", "elm", *far)
    tell("a proxy that is away is named", "by way of the proxy 127.0.0.1:1 "
         "(http_proxy of the environment): Connection refused" in job.said,
         job.said)
    job.more["no_proxy"] = "other.test, .example"
    job.render("--only", "elm", *far)
    tell("no_proxy is heeded", job.status == 1 and "proxy" not in job.said,
         job.said)
    job.more = {"http_proxy": server.url, "no_proxy": "ample, other"}
    job.render("--only", "elm", *far)
    tell("a proxy is used", job.status == 0 and "1 made" in job.said,
         job.said)


def without_signature(letters):
    return {name: re.sub(rb"/Contents<[0-9a-f]*>", b"", letter)
            for name, letter in letters.items()}


def signs_later(job, server, keys, first):
    """Made without a key and without the server, which is asked by sign."""
    def sign(what, said, asked, *words):
        before = server.count()
        job.mill("sign", "--jobs", "2", *words)
        tell(what, said in job.said and server.count() == before + asked,
             f"{server.count() - before} {job.said}")

    shutil.rmtree(job.folder / "out")
    before = server.count()
    job.render("--set", "signature.sign=later", "--set",
               "signature.key=/no/such")
    tell("later: neither key nor server is asked for letters",
         "4 to be signed by" in job.said and server.count() == before,
         job.said)
    made = job.bytes()
    sign("a server that fails leaves them unsigned", "0 signed, 0 already, "
         "4 failed", 4, "--set", f"signature.timestamp={server.url}refuse",
         "--set", "signature.sessions=4")
    tell("as they were", job.bytes() == made)
    sign("then each is asked for once", "4 signed, 0 already, 0 failed", 4)
    later = job.bytes()
    tell("openssl ts verifies each", all(
        openssl_verifies(letter, keys) for letter in later.values()))
    tell("nothing but the signature differs from those signed at once",
         without_signature(later) == without_signature(first) and
         later != first)
    job.mill("verify")
    tell("verify takes them", "4 letters, 0 not good" in job.said, job.said)
    # Killed after writing and before recording.
    shutil.rmtree(job.folder / "out")
    job.render("--set", "signature.sign=later")
    for name, letter in later.items():
        Path(job.letters, name).write_bytes(letter)
    sign("what is stamped already is not stamped again", "4 signed", 0)
    tell("and stays the file that it is", job.bytes() == later)
    shutil.rmtree(job.folder / "out")


def main():
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder, "keys")
        keys.mkdir()
        subprocess.run(["sh", HERE / "make_keys.sh"], cwd=keys, check=True)
        server = Server(keys)
        try:
            job = Job(folder, server.url + "good")
            first = asks_once(job, server, keys)
            asks_no_more(job, server, first)
            signs_later(job, server, keys, first)
            bears_a_bad_server(job, server)
            bears_a_server_that_is_away(job, server)
            knows_proxies(job, server)
        finally:
            server.stop()
    return 1 if tell.failed else 0


if __name__ == "__main__":
    sys.exit(main())
