#!/usr/bin/env python3
"""The page of `proof --serve`: what two reviewers do with it in Chromium, and
what nobody else can do. Prints `ok - WHAT` or `not ok - WHAT`, as TAP does.
"""

import concurrent.futures
import csv
import http.client
import json
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap                                      # noqa: E402
from browser import Browser, Keys, set_up_axe   # noqa: E402
from program import LETTERMILL, run             # noqa: E402
from tap import check, same                     # noqa: E402

PATIENCE = 60  # seconds for what should take no time


def mill(folder, command, *arguments):
    return run(LETTERMILL, command, "--config", "job.ini", *arguments,
               cwd=folder)


class Served:
    """`proof --serve` while it runs."""

    def __init__(self, folder, *arguments):
        self.process = subprocess.Popen(
            [LETTERMILL, "proof", "--serve", "--json", "--config", "job.ini",
             *arguments], cwd=folder, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        told = self.process.stdout.readline()
        while told.count("{") > told.count("}") or not told.strip():
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(told + self.process.stderr.read())
            told += line
        self.told = json.loads(told)
        self.address = self.told["address"]
        parts = urlsplit(self.address)
        self.host, self.port, self.base = parts.netloc, parts.port, parts.path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()

    def ask(self, path="", method="GET", form=None, base=None, **headers):
        """(status, headers, body); a header that is None is left out."""
        given = {"Host": self.host, "Sec-Fetch-Site": "same-origin"}
        body = None
        if form is not None:
            body = urlencode(form).encode()
            given |= {"Content-Type": "application/x-www-form-urlencoded",
                      "Origin": f"http://{self.host}",
                      "Content-Length": str(len(body))}
        given |= {name.replace("_", "-"): value
                  for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.port,
                                          timeout=PATIENCE)
        line.putrequest(method, (self.base if base is None else base) + path,
                        skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value is not None:
                line.putheader(name, value)
        line.endheaders(body)
        reply = line.getresponse()
        told = reply.status, reply.headers, reply.read()
        line.close()
        return told

    def letters(self):
        return {letter[0]: letter for letter in
                json.loads(self.ask("state")[2])["letters"]}

    def click(self, act, key, by="Ada", sha256=None, **headers):
        form = {"key": key, "by": by, "because": "a wrong date",
                "sha256": sha256 or self.letters()[key][1]}
        return self.ask(act, "POST", form, **headers)


def make_job(folder):
    shutil.copytree("tests/jobs/tiny", folder, dirs_exist_ok=True)
    (folder / "fonts").symlink_to(Path("fonts").resolve())
    with (folder / "job.ini").open("a", encoding="utf-8") as file:
        file.write("\n[approval]\npersons = 2\n")
    mill(folder, "render", "--quiet").check_returncode()
    return folder / "out/tiny"


def sign_offs(job):
    with (job / "approvals.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["key"], row["who"])
                for row in csv.DictReader(file)]


def until(page, selector, words):
    """What it says once those words are there, or after a while."""
    end = time.monotonic() + PATIENCE
    said = ""
    while words not in said and time.monotonic() < end:
        said = page.run("return document.querySelector(arguments[0])"
                        "?.innerText ?? ''", selector)
        time.sleep(0.05)
    return said


def tells(what, page, words, selector="#told"):
    said = until(page, selector, words)
    check(what, words in said, said)


def review(served, folder, job):
    with Browser() as page:
        page.driver.get(served.address)
        page.choose("#sort", "As in the data")
        same("the page is there", page.text("#summary").split(" · ")[0],
             "4 letters")
        page.click(".row")
        page.click("#approve")
        tells("who approves is asked first", page, "Say who you are")
        page.key("Ada", Keys.ENTER)
        first = page.run("return chosen.key")
        page.click("#approve")
        tells("a click approves", page, "approved by Ada, 1 more needed")
        page.find("#list").send_keys("j", "A")
        second = page.run("return chosen.key")
        tells("and so does A", page, "approved by Ada, 1 more needed",
              "#actions")
        page.key("j", "a")
        third = page.run("return chosen.key")
        tells("a tells the record that it was looked at", page,
              "1 of 4 looked at", "#seen")
        page.key("A")
        tells("and a third is approved", page, "approved by Ada", "#actions")
        same("the record knows who did what", sign_offs(job), [
            ("approved", first, "Ada"), ("approved", second, "Ada"),
            ("looked", third, "Ada"), ("approved", third, "Ada")])
        check("and the page shows it", "approved" in page.text(".history"),
              page.text(".history"))
        page.find("#list").send_keys("U")
        page.key("a wrong date", Keys.ENTER)
        tells("U takes it back for a reason", page,
              "no longer approved (unapproved: a wrong date)")
        same("which the record has", sign_offs(job)[-1],
             ("unapproved", third, "Ada"))
        same("axe-core finds nothing", page.faults(), [])
        page.click("#keys")
        same("nor in the keys", page.faults(), [])
        check("which tell of A", page.text("#help").count("approve") >= 1,
              page.text("#help"))
        page.key(Keys.ESCAPE)
        refuses_another(page, folder, job)
        same("nothing went wrong on the page", [
            line for line in page.console() if "409" not in line], [])


def refuses_another(page, folder, job):
    """While the page is open, the letters are made again."""
    page.run("chosen = null; choose(letters.find((l) => l.key === 'ash'))")
    before = len(sign_offs(job))
    results = folder / "results.csv"
    results.write_text(re.sub(r"(?m)^ash,.*", "ash,8,6",
                              results.read_text(encoding="utf-8")),
                       encoding="utf-8")
    page.find("#list").send_keys("A")
    tells("what a run would make again is refused", page, "'changed'")
    same("a run goes on beside", mill(folder, "render", "--quiet").returncode,
         0)
    page.find("#list").send_keys("A")
    tells("a letter made again is refused with words", page,
          "was made again since it was looked at")
    same("and nothing is recorded", len(sign_offs(job)), before)
    page.driver.refresh()
    page.run("choose(letters.find((l) => l.key === 'ash'))")
    check("a page loaded anew shows the new letter", "75%" in
          page.text(".figures"), page.text(".figures"))
    page.find("#list").send_keys("A")
    tells("which can be approved", page, "approved by Ada", "#actions")


def second_person(served):
    with Browser(390, 844, phone=True) as page:
        page.driver.get(served.address)
        page.find("#by").send_keys("ada ", Keys.ENTER)
        page.run("choose(letters.find((l) => l.key === 'ash')); open()")
        page.click("#approve")
        tells("the same person twice is one", page,
              "approved by Ada, 1 more needed")
        page.find("#by").clear()
        page.find("#by").send_keys("Bob", Keys.ENTER)
        page.click("#approve")
        tells("two persons are enough", page, "approved by Ada, Bob")
        check("and no more are needed", "needed" not in page.text("#actions"),
              page.text("#actions"))
        same("axe-core finds nothing on a phone", page.faults(), [])
        width = page.run("return document.documentElement.scrollWidth")
        check("nor is anything wider than it", width <= 390, width)


def guarded(served, job):
    """Each is refused, and would be let in but for the one thing."""
    before = len(sign_offs(job))
    status, headers, body = served.ask()
    check("the page itself is let in", status == 200 and
          b'"served"' in body, status)
    same("and is kept nowhere", headers["Cache-Control"], "no-store")
    check("nor shown in another page", "frame-ancestors 'none'" in
          headers["Content-Security-Policy"], headers)
    same("nor read by one", headers["Access-Control-Allow-Origin"], None)
    token = served.base.strip("/")
    flipped = ("0" if token[-1] != "0" else "1")
    for what, base in (("a wrong token", f"/{token[:-1]}{flipped}/"),
                       ("half a token", f"/{token[:16]}/"),
                       ("no token", "/"), ("a longer one", f"/{token}0/")):
        status, _, body = served.ask(base=base)
        check(f"{what} is refused", status == 403 and
              b"Copy all of what it printed" in body, (status, body))
    for what, headers in (
            ("a foreign Host", {"Host": f"evil.example:{served.port}"}),
            ("localhost by name", {"Host": f"localhost:{served.port}"}),
            ("another port", {"Host": "127.0.0.1:1"}),
            ("a foreign Origin", {"Origin": "https://evil.example"}),
            ("an Origin of the other scheme",
             {"Origin": f"https://{served.host}"}),
            ("no Origin", {"Origin": None}),
            ("an Origin of null", {"Origin": "null"}),
            ("a request from another site", {"Sec_Fetch_Site": "cross-site"}),
            ("one from another port", {"Sec_Fetch_Site": "same-site"})):
        status, _, body = served.click("approve", "yew", by="Eve", **headers)
        same(f"{what} approves nothing", status, 403)
    for what, headers in (
            ("a foreign Host", {"Host": "evil.example"}),
            ("a request from another site", {"Sec_Fetch_Site": "cross-site"}),
            ("a foreign Origin", {"Origin": "https://evil.example"})):
        status, _, body = served.ask("state", **headers)
        check(f"{what} learns nothing", status == 403 and b"ash" not in body,
              (status, body))
    same("GET approves nothing", served.ask("approve?key=yew")[0], 405)
    same("nor does PUT", served.ask("approve", "PUT", {})[0], 405)
    same("what is no form is refused", served.click(
        "approve", "yew", by="Eve", Content_Type="text/plain")[0], 415)
    for by in ("", "=1+1", "Eve\nBob", "x" * 300, "\0"):
        status = served.click("approve", "yew", by=by)[0]
        check(f"nobody is called {by[:9]!r}", status in (400, 409), status)
    same("another letter's digest is refused", served.click(
        "approve", "yew", by="Eve", sha256="0" * 64)[0], 409)
    same("and nobody's letter", served.click(
        "approve", "nobody", by="Eve", sha256="0" * 64)[0], 409)
    same("none of which is recorded", len(sign_offs(job)), before)
    same("where one is let in", served.click("approve", "yew", by="Eve")[0],
         200)
    same("it is", sign_offs(job)[-1], ("approved", "yew", "Eve"))


def inside(served, job, folder):
    name = next((job / "letters").iterdir()).name
    (job / "letters/link.pdf").symlink_to(folder / "job.ini")
    (folder / "secret.pdf").write_text("secret", encoding="utf-8")
    status, headers, body = served.ask(f"letters/{name}")
    check("a letter is shown", status == 200 and body[:5] == b"%PDF-" and
          headers["Content-Type"] == "application/pdf", status)
    picture = next((job / "proof").iterdir()).name
    same("and a picture", served.ask(f"proof/{picture}")[0], 200)
    for path in ("job.db", "approvals.csv", "manifest.csv", ".lock",
                 "letters/../job.db", "letters/../../../secret.pdf",
                 "letters/%2e%2e/%2e%2e/%2e%2e/secret.pdf",
                 "letters/..%2f..%2f..%2fsecret.pdf",
                 f"/{folder}/secret.pdf", f"%2f{folder}/secret.pdf",
                 "letters//etc/passwd.pdf", "letters/link.pdf",
                 f"letters/{name}%00", f"letters/{name}%00.pdf",
                 f"letters%00/{name}", "letters/", "letters", "proof/",
                 f"letters/{name}/x.pdf", "letters/" + 3000 * "x" + ".pdf"):
        status, _, body = served.ask(path)
        check(f"{path[:40]} is not", status == 404 and b"secret" not in body,
              (status, body[:80]))


def withstands(served):
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(f"POST {served.base}approve HTTP/1.1\r\n"
                     f"Host: {served.host}\r\nOrigin: http://{served.host}\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\n"
                     "Content-Length: 10000000\r\n\r\n".encode())
        same("a body that is too long is refused", line.recv(12),
             b"HTTP/1.1 413")
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(f"POST {served.base}approve HTTP/1.1\r\n"
                     f"Host: {served.host}\r\nOrigin: http://{served.host}\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n".encode() +
                     5 * (b"1000\r\n" + 4096 * b"x" + b"\r\n") +
                     b"0\r\n\r\n")
        same("as is one that does not say so", line.recv(12),
             b"HTTP/1.1 413")
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(f"GET {served.base} HTTP/1.1\r\nHost: ".encode() +
                     60000 * b"x" + b"\r\n\r\n")
        line.settimeout(PATIENCE)
        check("and lines without end", line.recv(12)[9:10] == b"4")
    with concurrent.futures.ThreadPoolExecutor(50) as many:
        same("fifty at once are answered", {status for status, _, _ in
             many.map(lambda _: served.ask(), range(50))}, {200})
    slow = [socket.create_connection(("127.0.0.1", served.port))
            for _ in range(30)]
    ended = set()
    end = time.monotonic() + PATIENCE
    while len(ended) < len(slow) and time.monotonic() < end:
        for i, line in enumerate(slow):
            try:
                line.setblocking(False)
                line.send(b"G" if i else b"")  # one says nothing at all
                if line.recv(1) == b"":
                    ended.add(i)
            except BlockingIOError:
                pass
            except OSError:
                ended.add(i)
        if len(ended) == 0:
            served.ask("state")
        time.sleep(1)
    same("who takes for ever is let go", len(ended), len(slow))
    for line in slow:
        line.close()
    same("while others were answered", served.ask("state")[0], 200)


def ends(folder, job):
    for number in (signal.SIGINT, signal.SIGTERM):
        with Served(folder, "--by", "Cy") as served:
            mode = stat.S_IMODE((job / "proof.html").stat().st_mode)
            same("the page on disk is its owner's alone", mode, 0o600)
            same("who approves was said at the start", [served.click(
                "approve", "elm", by="Eve")[0], sign_offs(job)[-1][2]],
                [200, "Cy"])
            taken = mill(folder, "proof", "--serve", "--port",
                         str(served.port))
            check("a port that is taken is told", taken.returncode == 2 and
                  "pass another with --port" in taken.stderr, taken)
            served.process.send_signal(number)
            same(f"{number.name} ends it", served.process.wait(PATIENCE), 0)
            same("without a word", served.process.stderr.read(), "")
    for arguments in (["--port", "8080"], ["--by", "Ada"],
                      ["--serve", "--port", "0"], ["--serve", "--port", "x"],
                      ["--serve", "--port", "65536"]):
        same(f"{' '.join(arguments)} is refused",
             mill(folder, "proof", *arguments).returncode, 2)


def main():
    set_up_axe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = make_job(folder)
        with Served(folder) as served:
            review(served, folder, job)
            second_person(served)
            guarded(served, job)
            inside(served, job, folder)
            withstands(served)
        (job / "letters/link.pdf").unlink()
        ends(folder, job)
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main())
