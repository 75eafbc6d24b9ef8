#!/usr/bin/env python3
"""`check` sets no letter, and must know all the same what setting it comes to:
as many letters and pages as `render` makes, and the same words of those that it
does not. Seen on every bundled job, on those of tests/golden as they are and
with other words in their recipients' cells, and on the awkward letters; the
jobs that are wrong, in tests/bad, are held against both commands there.
"""

import csv
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap  # noqa: E402
from program import HOUSE, LETTERMILL, run  # noqa: E402
from tap import check  # noqa: E402

ROUNDS = 3
CELLS = ["", "To", "Œuvres & Cie", "A\u0301rpa\u0301d", "中村", "Wisława",
         "\u05d0\u05d1", "x\u00ad" * 30, "non\u00a0breaking\u00a0name",
         "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 3,
         "https://example.org/" + "a-long-path/" * 12, " two  blanks ",
         "The " + "Ancient and Honourable " * 7 + "School", "AVAVA To We Yo.",
         "word " * 70, "10 31 March 1,400 km", "“Quoted” (and in brackets)"]


def differences(config, folder, *words, also=()):
    """What the two commands do not agree on, a line each, and their counts."""
    common = ["--json", "--config", config, "--out", folder / "out", *words]
    runs = [run(LETTERMILL, "check", *common),
            run(LETTERMILL, "render", *common, *also)]
    if not all(one.stdout for one in runs):
        return [f"{one.returncode}: {one.stderr}" for one in runs], 0, 0
    checked, rendered = told = [json.loads(one.stdout) for one in runs]
    made = 0
    manifests = list(folder.glob("out/*/manifest.csv"))
    if manifests:
        with open(manifests[0], encoding="utf-8", newline="") as file:
            made = sum(int(row["pages"] or 0) for row in csv.DictReader(file)
                       if row["state"] == "made")
    lines = [f"{name}: {one} by check, {other} by render"
             for name, one, other in (
                 ("letters", checked["good"], rendered["made"]),
                 ("pages", checked["pages"], made)) if one != other]
    words = [{(problem.get("recipient"), problem["message"])
              for problem in one["problems"]} for one in told]
    lines += [f"only of one: {problem}" for problem in words[0] ^ words[1]]
    return lines, checked["good"], len(checked["problems"])


def with_other_cells(job, seed):
    """Each text of a recipient may become another; keys and groups stay."""
    draw = random.Random(seed)
    path = job / "recipients.csv"
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for row in rows:
        for i in range(1, len(row)):
            if header[i] != "Kind" and draw.random() < 0.4:
                row[i] = draw.choice(CELLS)
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def copy_job(source, target):
    shutil.copytree(HOUSE / "tests/jobs/tiny", target)
    shutil.copytree(source, target, dirs_exist_ok=True)
    (target / "fonts").symlink_to(HOUSE / "fonts")
    path = target / "arguments"
    words = path.read_text(encoding="utf-8").split("\n")[:-1] \
        if path.exists() else []
    return [] if "--only" in words else words  # no flag of check


def compare_golden(work):
    trouble, good, problems = [], 0, 0
    for source in sorted((HOUSE / "tests/golden").iterdir()):
        for turn in range(ROUNDS if source.is_dir() else 0):
            job = work / f"{source.name}-{turn}"
            words = copy_job(source, job)
            if turn > 0:  # and some have the same name then
                with_other_cells(job, f"{source.name} {turn}")
                words += ["--set", "output.file={{key}}"]
            lines, *counts = differences(job / "job.ini", job, *words)
            trouble += [f"{job.name}: {line}" for line in lines]
            good += counts[0]
            problems += counts[1]
    check("what is told of the golden jobs is what comes of them",
          not trouble, "\n".join(trouble))
    check("some of those letters are made, and some are not",
          good > 100 and problems > 20, f"{good} good, {problems} problems")


def compare_bundled(work):
    configs = sorted((HOUSE / "config").glob("*.ini"))
    for config in [*configs, HOUSE / "tests/judge/awkward/job.ini"]:
        lines, *_ = differences(config, work / config.stem)
        check(f"so of {config.parent.name}/{config.name}", not lines,
              "\n".join(lines))


def compare_same_file(work):
    """The first letter of a name has it; of the others nothing is counted."""
    copy_job(HOUSE / "tests/golden/tables", work / "same")
    lines, good, _ = differences(work / "same/job.ini", work / "same", "--set",
                                 "output.file=same")
    check("so of letters that would have the same file",
          not lines and good == 1, "\n".join(lines))


def notices(work):
    """Were render's type larger, or its letters all of one name."""
    for name, also in (("size", "type.body_size=18 pt"),
                       ("name", "output.file=same")):
        job = work / name
        copy_job(HOUSE / "tests/golden/tables", job)
        lines, *_ = differences(job / "job.ini", job, also=("--set", also))
        check(f"what is not the same is seen: {also}", lines)


def main():
    with tempfile.TemporaryDirectory() as name:
        compare_golden(Path(name))
        compare_bundled(Path(name))
        compare_same_file(Path(name))
        notices(Path(name))
    sys.exit(tap.failed > 0)


if __name__ == "__main__":
    main()
