"""The tiny job with messages, in a folder of its own.

    job = Job(folder, [("ash", "Ash School", "primary", "Head", "a@b.example",
                        "")], "[email]\\nto = {{mail}}\\n...", "Dear {{name}}")
    job.mill("render")
    job.approve()
    job.mill("mail")
    path, letter = job.message("ash")
"""

import json
import re
import shutil
from pathlib import Path

import record
from program import HOUSE, LETTERMILL, run
from tap import check


class Job:
    """Of rows: key, name, kind, head, mail, copy."""

    def __init__(self, folder, rows, settings, text):
        self.folder = Path(folder)
        shutil.copytree(HOUSE / "tests/jobs/tiny", self.folder)
        (self.folder / "fonts").symlink_to(HOUSE / "fonts")
        self.rows = rows
        self.write_rows()
        ini = (self.folder / "job.ini").read_text()
        ini = re.sub(r"(?m)^text.head.*", r"\g<0>\ntext.mail = Mail\n"
                     "text.copy = Copy", ini)
        ini = re.sub(r"(?m)^date .*", r"\g<0>\nstatus = final", ini)
        (self.folder / "job.ini").write_text(ini + settings)
        (self.folder / "mail.md").write_text(text)
        self.out = self.folder / "out/tiny"

    def write_rows(self):
        quote = lambda cell: '"' + cell.replace('"', '""') + '"'
        lines = ["id,Name,Kind,Head,Mail,Copy"]
        lines += [",".join(map(quote, row)) for row in self.rows]
        (self.folder / "recipients.csv").write_text("\n".join(lines) + "\n")
        (self.folder / "results.csv").write_text(
            "id,Entered,Passed\n" +
            "".join(f"{row[0]},8,7\n" for row in self.rows))

    def mill(self, *words, **more):
        return run(LETTERMILL, *words, "--config", "job.ini", cwd=self.folder,
                   **more)

    def approve(self, *keys, by="Eva"):
        done = self.mill("approve", *(keys or ["--all"]), "--by", by)
        if done.returncode:
            check("letters are approved", False, done.stdout + done.stderr)

    @property
    def record(self):
        return self.out / "job.db"

    def add_event(self, key, kind, words="", at="2021-03-02T10:00:00Z",
                  sha256=None):
        """What `send` would tell, of the letter as it is or of other bytes."""
        record.add(self.record, kind, key, sha256=sha256, at=at, words=words)

    def last(self, key):
        """What the history says of its message last."""
        said = json.loads(self.mill("history", key, "--json").stdout)
        return [event["kind"] for event in said["events"]
                if not event["kind"].endswith(("approved", "made"))][-1]

    def events(self):
        return [(key, digest, words) for key, _, digest, words in
                record.events(self.record, "mailed")]

    def states(self, *words):
        said = json.loads(self.mill("mail", "--json", *words).stdout)
        return {one["key"]: one["state"] for one in said["letters"]}

    def messages(self):
        return sorted(self.out.glob("mail/*.eml"))

    def message(self, key):
        file = record.file_of(self.record, key)
        return self.out / "mail" / (Path(file).stem + ".eml"), self.out / file
