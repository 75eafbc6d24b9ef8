#!/usr/bin/env python3
"""What a letter costs in things that can be counted, so that no machine and no
other work on it changes them: instructions, allocations, system calls, bytes.

    test_costs.py             holds them against baseline.txt (make bench-quick)
    test_costs.py --update    writes them there

Counted for one worker by callgrind and strace, as the difference between
FEW and MANY letters of annual-review-2020, so that the start does not count;
and for `check` as that between two jobs, whose recipients it has to load.
A rise of more than 5% fails. What a library does may depend on what its
processor can (AVX2), and on its version: baseline.txt is of Debian 12 on a
processor with AVX2.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parents[1]
LETTERMILL = os.environ.get("LETTERMILL",
                            str(HOUSE / "build/release/lettermill"))
CONFIG = HOUSE / "config/annual-review-2020.ini"
BASELINE = HERE / "baseline.txt"
FEW, MANY = 40, 100
CHECKED = 500, 1000  # recipients
RISE = 1.05
# Not counted: how often threads wait, and which of them asks for memory, is
# otherwise each time.
CHANCE = {"futex", "poll", "brk", "mmap", "mprotect", "munmap", "madvise"}
ALLOCATORS = {"malloc", "calloc", "realloc", "aligned_alloc",
              "posix_memalign"}


def keys(count):
    lines = (HOUSE / "data/authorities-2020.csv").read_text(
        encoding="utf-8").splitlines()
    return [line.split(",")[0] for line in lines[1:1 + count]]


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"not ok - {words[0]} ends with {done.returncode}\n"
                 f"{done.stderr[-2000:]}")


def render(folder, count, *before):
    """Makes that many letters; the words before it count what is done."""
    run(*before, LETTERMILL, "render", "--quiet", "--config", CONFIG,
        "--out", folder / "out", "--jobs", "1",
        *(word for key in keys(count) for word in ("--only", key)))


def profile(path):
    """Of one process, from callgrind's file: instructions, allocations."""
    names, called, instructions, allocations = {}, "", 0, 0
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("cfn="):
                number, name = re.match(r"cfn=\((\d+)\)(?: (.*))?", line) \
                    .groups()
                called = names.setdefault(number, name or "")
            elif line.startswith("fn="):
                number, name = re.match(r"fn=\((\d+)\)(?: (.*))?", line) \
                    .groups()
                names.setdefault(number, name or "")
            elif line.startswith("calls="):
                if called.split("'")[0] in ALLOCATORS:
                    allocations += int(line[6:].split()[0])
            elif line.startswith("totals:"):
                instructions = int(line.split()[1])
    return instructions, allocations


def system_calls(path):
    """From strace's table: a line for each, and one of all."""
    header, _, *lines = Path(path).read_text().splitlines()
    column = header.split().index("calls") - 1  # "% time" is one
    counts = {line.split()[-1]: int(line.split()[column]) for line in lines
              if not line.startswith("---")}
    return sum(count for name, count in counts.items()
               if name not in CHANCE | {"total"})


def count(letters):
    """All processes of a run: by name, what was counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        render(folder, letters, "valgrind", "-q", "--tool=callgrind",
               f"--callgrind-out-file={folder}/calls.%p")
        profiles = [profile(path) for path in folder.glob("calls.*")]
        pdfs = list(folder.glob("out/**/letters/**/*.pdf"))
        size = sum(path.stat().st_size for path in pdfs)
        if len(pdfs) != letters or len(profiles) != 2:
            sys.exit(f"not ok - {letters} letters are {len(pdfs)}, made by "
                     f"{len(profiles)} processes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        render(folder, letters, "strace", "-f", "-c", "-o",
               folder / "calls")
        calls = system_calls(folder / "calls")
    return {"instructions": sum(one[0] for one in profiles),
            "allocations": sum(one[1] for one in profiles),
            "system calls": calls, "bytes": size}


def count_check(recipients):
    """Of a job made for it, the instructions."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, HERE / "make_job.py", "review", folder / "job",
            recipients)
        run("valgrind", "-q", "--tool=callgrind",
            f"--callgrind-out-file={folder}/calls", LETTERMILL, "check",
            "--quiet", "--config", folder / "job/job.ini", "--out", folder,
            "--jobs", "1")
        return profile(folder / "calls")[0]


def a_letter():
    few, many = count(FEW), count(MANY)
    checked = [count_check(recipients) for recipients in CHECKED]
    return {**{name: (many[name] - few[name]) / (MANY - FEW) for name in few},
            "instructions of check":
            (checked[1] - checked[0]) / (CHECKED[1] - CHECKED[0])}


def risen(measured, baseline):
    """What rose too much, in words."""
    return [f"{name}: {measured[name]:,.1f} a letter, and the baseline is "
            f"{known:,.1f}" for name, known in baseline.items()
            if measured[name] > RISE * known]


def read_baseline():
    return {name: float(number) for number, name in
            (line.split(" ", 1) for line in
             BASELINE.read_text().splitlines())}


def main():
    if "asan" in LETTERMILL:
        print("# skip: the baseline is of a release build")
        return
    if subprocess.run(["strace", "-o", "/dev/null", "true"],
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("# skip: strace may not trace here")
        return
    measured = a_letter()
    if sys.argv[1:] == ["--update"]:
        BASELINE.write_text("".join(f"{number:.1f} {name}\n" for name, number
                                    in measured.items()))
        print(BASELINE.read_text(), end="")
        return
    baseline = read_baseline()
    words = risen(measured, baseline)
    for name, number in measured.items():
        print(f"# {name}: {number:,.1f} a letter, "
              f"{100 * number / baseline[name] - 100:+.1f}%")
    print("\n".join(f"not ok - {line}; if it must be, make bench-quick "
                    f"UPDATE=1" for line in words)
          or "ok - no count of a letter rose by more than 5%")
    # Were the letters cheaper in the baseline, it would say so.
    for name in measured:
        lower = {**measured, name: 0.94 * measured[name]}
        told = len(risen(measured, lower)) == 1
        print(f"{'ok' if told else 'not ok'} - a rise of 6% in {name} is told")
    sys.exit(bool(words))


if __name__ == "__main__":
    main()
