#!/usr/bin/env python3
"""The outside judges of letters: programs by others, and what each has to say.

    judges.py               every letter of all bundled jobs (make judge)
    judges.py FILE.pdf...   these, signed under the specimen's root

Prints a line a judge, `veraPDF PDF/UA-1     370 of 370`, and what it says of
each letter that it refuses. Exits 0 when every judge takes every letter.

For tests: a judge is given paths and the root certificate, and gives back by
path "" or, in its own words, why it refuses the letter.
"""

import functools
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import heard
import written

HOUSE = Path(__file__).resolve().parents[2]
HERE = HOUSE / "tests/judge"
ROOT = HOUSE / "config/specimen-authority/root.pem"
LETTERMILL = os.environ.get("LETTERMILL", HOUSE / "build/release/lettermill")
BUNDLED = ["annual-review-2020", "annual-review-2024", "school-results-2025",
           "water-bill-2025"]


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True,
                          **more)
    return done.returncode, (done.stdout + done.stderr).decode(
        errors="replace")


def set_up():
    for words in ([HERE / "setup-verapdf"],
                  [HOUSE / "tests/shared/setup-venv", "pyhanko",
                   HERE / "pyhanko.txt"]):
        status, said = run(*words)
        if status != 0:
            sys.exit(f"not ok - {words[0].name}\n{said}")


# ---------------------------------------------------------------------------
# Judges that take many files a call.

def verapdf(flavour, paths, _):
    """The clauses that a file breaks, as "7.1-3 7.18.4-1"."""
    done = subprocess.run(
        ["java", "-cp", HOUSE / "build/verapdf/lib/*",
         "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour,
         "--format", "json", "--maxfailuresdisplayed", "1", *paths],
        capture_output=True)
    return {job["itemDetails"]["name"]: broken_clauses(job)
            for job in json.loads(done.stdout)["report"]["jobs"]}


def broken_clauses(job):
    if "validationResult" not in job:
        return job["taskException"]["exceptionMessage"]
    result = job["validationResult"][0]
    if result["compliant"]:
        return ""
    return " ".join(sorted(f"{rule['clause']}-{rule['testNumber']}" for rule
                           in result["details"]["ruleSummaries"]))


def pyhanko(paths, root):
    _, text = run(HOUSE / "build/pyhanko/bin/python", HERE / "validate.py",
                  root, *paths)
    said = re.findall(r"^(?:good|refused) (.+?\.pdf)(?:: (.+))?$", text, re.M)
    return dict(said)


def tags(paths, _):
    """Not others' words but our own, read with others' programs."""
    status, text = run(sys.executable, HERE / "structure.py", *paths)
    if not re.search(r"^\d+ passed, \d+ failed$", text, re.M):
        return {}
    said = dict(re.findall(r"^(.+?\.pdf): (.+)$", text, re.M))
    return {str(path): said.get(str(path), "") for path in paths}


# What a letter has to say, by its path; render_written() fills it.
written_lines = {}


def reading(paths, _):
    """A blind reader: see heard.py."""
    return {str(path): heard.judge(path, written_lines[str(path)])
            for path in paths}


# ---------------------------------------------------------------------------
# Judges that take one.

def one_by_one(judge, paths, root):
    return {str(path): judge(path, root) for path in paths}


def qpdf(path, _):
    status, text = run("qpdf", "--check", path)
    sound = "No syntax or stream encoding errors found" in text
    return "" if status == 0 and sound else text.replace(str(path), "it")


@functools.lru_cache
def nss_store(root):
    """The root where poppler looks for those to trust."""
    folder = tempfile.TemporaryDirectory()
    for words in (["-N", "--empty-password"],
                  ["-A", "-n", "root", "-t", ",C,", "-i", str(root)]):
        subprocess.run(["certutil", "-d", folder.name, *words], check=True)
    return folder


def pdfsig(path, root):
    """It exits 0 on a wrong digest: its words count."""
    _, text = run("pdfsig", "-nssdir", nss_store(root).name, path)
    said = re.findall(r"^  - (?:Signature Validation: |Certificate Validation:"
                      r" |(?=.*otal document signed))(.+)", text, re.M)
    if said == ["Total document signed", "Signature is Valid.",
                "Certificate is Trusted."]:
        return ""
    return " ".join(said) or text


def signed_range(data):
    """Where the hole for the signature begins and ends."""
    found = re.search(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]", data)
    if found is None:
        return None
    hole, after, length = map(int, found.groups())
    return (hole, after) if after + length == len(data) else None


def openssl(path, root):
    """The bare signature, without what the reader of PDFs makes of it."""
    data = Path(path).read_bytes()
    hole = signed_range(data)
    if hole is None:
        return "no ByteRange that covers the file"
    digits = data[hole[0] + 1:hole[1] - 1].decode(errors="replace")
    if not re.fullmatch("([0-9A-Fa-f]{2})+", digits):
        return "Contents is no string of bytes"
    with tempfile.TemporaryDirectory() as folder:
        cms, content = Path(folder, "cms"), Path(folder, "content")
        cms.write_bytes(bytes.fromhex(digits))
        content.write_bytes(data[:hole[0]] + data[hole[1]:])
        status, text = run("openssl", "cms", "-verify", "-cades", "-binary",
                           "-inform", "DER", "-in", cms, "-content", content,
                           "-CAfile", root, "-out", os.devnull)
    return "" if status == 0 else text


def ours(path, root):
    status, text = run(LETTERMILL, "verify", "--roots", root, path)
    return "" if status == 0 else text.replace(str(path), "it")


def each(judge):
    return functools.partial(one_by_one, judge)


# What the papers must be, signed or not, and what a signature must be.
OF_PAPERS = {
    "veraPDF PDF/UA-1": functools.partial(verapdf, "ua1"),
    "veraPDF PDF/A-3a": functools.partial(verapdf, "3a"),
    "qpdf": each(qpdf),
    "tags and pages": tags,
}
OF_WORDS = {"blind reader": reading}
OF_SIGNATURES = {
    "pdfsig": each(pdfsig),
    "pyHanko": pyhanko,
    "openssl cms": each(openssl),
    "lettermill verify": each(ours),
}
JUDGES = {**OF_PAPERS, **OF_WORDS, **OF_SIGNATURES}


# ---------------------------------------------------------------------------

def ask(work):
    """[(judge, paths)] to [what it said, by path], two judges at a time. A
    path that a judge says nothing of is refused by it."""
    def said(name, paths):
        words = JUDGES[name](paths, ROOT) if paths else {}
        return {str(path): words.get(str(path), "says nothing")
                for path in paths}
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda each: said(*each), work))


def render(config, out, *words, folder=HOUSE):
    """The letters of a job; `out` is seen from the folder."""
    status, said = run(LETTERMILL, "render", "--quiet", "--config", config,
                       "--out", out, *words, cwd=folder)
    if status != 0:
        sys.exit(f"not ok - {config} is made: {said}")
    return sorted(Path(folder, out).glob("*/letters/*.pdf"))


def render_written(config, out, *settings):
    """Likewise, and for the blind reader what they have to say. All have to
    be there."""
    words = [word for setting in settings for word in ("--set", setting)]
    paths = render(config, out, *words)
    job = written.Job(config, settings)
    lines = heard.letters(job, Path(out, job.get("job", "name")))
    if not len(paths) == len(lines) == len(job.recipients):
        sys.exit(f"not ok - {config} has {len(job.recipients)} recipients, "
                 f"and {len(paths)} letters")
    written_lines.update(lines)
    return paths


def bundled(out):
    """A list for each job."""
    return [render_written(HOUSE / f"config/{job}.ini", Path(out, job))
            for job in BUNDLED]


def main():
    set_up()
    with tempfile.TemporaryDirectory() as out:
        paths = [Path(path) for path in sys.argv[1:]]
        # Of a mere file nobody knows what it has to say.
        names = [name for name in JUDGES if not paths or name not in OF_WORDS]
        paths = paths or sum(bundled(out), [])
        good = True
        for name, said in zip(names, ask([(name, paths) for name in names])):
            refused = {path: why for path, why in said.items() if why}
            print(f"{name:<20} {len(paths) - len(refused)} of {len(paths)}")
            for path, why in refused.items():
                print(f"    {path}: {' '.join(why.split())[:200]}")
            good &= not refused
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
