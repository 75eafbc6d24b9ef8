#!/usr/bin/env python3
"""What a letter costs: lettermill beside others that do a part of its work, and
beside what nobody can do without, all in one run on one machine.

    run.py [--rounds N] [--large N] [--only WORD]... [--write]

Each contender makes the 354 letters of annual-review-2020, and one letter, as
processes of their own, in turn, round after round. A letter's cost is the
difference of the two by 353, so that no one's start counts; medians are shown,
with the least and the most. Then one letter of each goes before veraPDF and
pdfsig. --large is the size of the job for what is told of many letters.
--write puts the tables into RESULTS.md: no figure stands there that was not
measured in that run. `make bench` sets all up, and calls this.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parents[1]
BUILD = HOUSE / "build/bench"
OUT = BUILD / f"out/{os.getpid()}"
MEMORY = Path(f"/dev/shm/lettermill-{os.getpid()}")
JOB = HOUSE / "config/annual-review-2020.ini"
UNSIGNED = BUILD / "unsigned.ini"
LETTERMILL = os.environ.get("LETTERMILL",
                            str(HOUSE / "build/release/lettermill"))
LETTERS = 354

sys.path.insert(0, str(HOUSE / "tests/judge"))
import judges  # noqa: E402


def call(*words, **more):
    subprocess.run([str(word) for word in words], check=True, **more)


# ---------------------------------------------------------------------------
# Keys, and the letters as the peers take them.

def make_authority(name, *kind):
    call(HOUSE / "config/make-specimen-authority.sh", BUILD / name, *kind,
         stdout=subprocess.DEVNULL)


def write_unsigned():
    """The job without its [signature], where its paths are whole ones."""
    text = re.sub(r"(?ms)^\[signature\]\n.*?(?=^\[|\Z)", "",
                  JOB.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)(= *)(\.\./\S+|\S+\.(?:md|png))$",
                  lambda found: f"{found[1]}{JOB.parent / found[2]}", text)
    UNSIGNED.write_text(text, encoding="utf-8")


def write_letters():
    lines = BUILD / "letters.jsonl"
    with open(lines, "w", encoding="utf-8") as file:
        call(sys.executable, HERE / "letters.py", JOB, stdout=file)
    with open(lines, encoding="utf-8") as file, \
            open(BUILD / "letters.txt", "w", encoding="utf-8") as out:
        for line in file:
            letter = json.loads(line)
            print("Letter", letter["file"], sep="\t", file=out)
            for block in letter["blocks"]:
                text = "".join(run[0] for run in block.get("runs", []))
                if block["role"] == "Figure":
                    text = f"{block['own'] or 0} {block['average'] or 0}"
                print(block["role"], text, sep="\t", file=out)


# ---------------------------------------------------------------------------
# Contenders: a name, and the command that makes so many letters in a folder.

def lettermill(*settings, config=JOB):
    def command(folder, count):
        return [LETTERMILL, "render", "--quiet", "--config", config, "--out",
                folder, "--jobs", 1,
                *(["--only", "ADU"] if count == 1 else []),
                *(word for setting in settings for word in ("--set", setting))]
    return command


def signed_by(name):
    return [f"signature.key={BUILD / name}/signer.key",
            f"signature.certificates={BUILD / name}/signer.pem",
            f"signature.roots={BUILD / name}/root.pem"]


def python_peer(name):
    def command(folder, count):
        return [BUILD / "venv/bin/python", HERE / f"peers/peer_{name}.py",
                BUILD / "letters.jsonl", folder, count]
    return command


def floor(folder, count):
    return [BUILD / "floor", BUILD / "p256/signer.key", folder, count, mean_bytes()]


def haru(folder, count):
    return [BUILD / "peer_haru", BUILD / "letters.txt", folder, count,
            HOUSE / "fonts"]


def contenders():
    all_of_them = {
        "lettermill, P-256": lettermill(*signed_by("p256")),
        "floor": floor,
        "lettermill, unsigned": lettermill(config=UNSIGNED),
        "lettermill, RSA-3072": lettermill(*signed_by("rsa3072")),
        "gopdfsuit, P-256": python_peer("gopdfsuit"),
        "Typst": python_peer("typst"),
        "libharu, naive": haru,
        "ReportLab": python_peer("reportlab"),
        "WeasyPrint": python_peer("weasyprint"),
    }
    if shutil.which("pdflatex"):
        all_of_them["pdfLaTeX"] = python_peer("pdflatex")
    return all_of_them


# ---------------------------------------------------------------------------
# Measuring.

class Cost:
    """Of a process and of those that it waited for."""

    def __init__(self, words, environment, processors=None):
        """`processors`: the only ones it may use."""
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in words], stdout=subprocess.DEVNULL,
            env=environment, preexec_fn=processors and
            (lambda: os.sched_setaffinity(0, processors)))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.perf_counter() - started
        self.cpu = used.ru_utime + used.ru_stime
        self.memory = used.ru_maxrss  # kB, of the largest process
        if child.returncode != 0:
            sys.exit(f"bench: {' '.join(map(str, words))} failed "
                     f"({child.returncode})")


def environment():
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8",
            "BENCH_KEY": str(BUILD / "p256/signer.key"),
            "BENCH_CERTIFICATE": str(BUILD / "p256/signer.pem")}


def fresh(name, place=OUT):
    """A folder, and nothing is removed until all is measured: ext4 gives an
    inode to no new file for five minutes after the old one's end, and looks at
    each of these again whenever a file is made."""
    number = len(list(place.iterdir())) if place.exists() else 0
    folder = place / (f"{number:03}-" + re.sub(r"\W+", "-", name))
    folder.mkdir(parents=True)
    return folder


LAST = {}  # the folder of a name's last run with all letters


def cost_of(name, command, count):
    folder = fresh(name)
    if count == LETTERS:
        LAST[name] = folder
    return Cost(command(folder, count), environment())


def pdfs(name):
    return sorted(LAST[name].rglob("*.pdf")) if name in LAST else []


def mean_bytes():
    sizes = [path.stat().st_size for path in pdfs("lettermill, P-256")]
    return round(statistics.mean(sizes)) if sizes else 36000


def spread(values):
    return min(values), statistics.median(values), max(values)


def measure(chosen, rounds):
    """By name: milliseconds of CPU a letter, and of the wall's clock."""
    cpu, wall, start = ({name: [] for name in chosen} for _ in range(3))
    for turn in range(rounds):
        for name, command in chosen.items():
            print(f"round {turn + 1} of {rounds}: {name}", file=sys.stderr)
            # Not counted: whoever comes after a pause finds memory and
            # processor cold, which can be twice the cost of a letter's run.
            cost_of(name, command, 1)
            one = cost_of(name, command, 1)
            all_of_them = cost_of(name, command, LETTERS)
            cpu[name].append(1e3 * (all_of_them.cpu - one.cpu)
                             / (LETTERS - 1))
            wall[name].append(1e3 * (all_of_them.wall - one.wall)
                              / (LETTERS - 1))
            start[name].append(1e3 * one.wall)
    return cpu, wall, start


# ---------------------------------------------------------------------------
# What a file lacks.

def shortcomings(names):
    """By name, in words, of its first letter; {} for what is no PDF."""
    samples = {}
    for name in names:
        found = pdfs(name)
        if found and name != "floor":
            samples[name] = found[0]
    out = {}
    says = {flavour: judges.verapdf(flavour, [str(p) for p in
                                              samples.values()], None)
            for flavour in ("ua1", "3a")}
    for name, path in samples.items():
        lacks = [f"{label}: {says[flavour][str(path)]}" for flavour, label in
                 (("ua1", "PDF/UA-1"), ("3a", "PDF/A-3a"))
                 if says[flavour][str(path)]]
        signature = subprocess.run(["pdfsig", "-nocert", path],
                                   capture_output=True, text=True)
        said = signature.stdout + signature.stderr
        if "does not contain any signatures" in said:
            lacks.append("no signature")
        elif "Signature is Valid" not in said:
            verdict = re.search(r"Signature Validation: (.*?)\.?$", said, re.M)
            lacks.append("signature: " + (verdict[1] if verdict else "none"))
        elif "Not total document signed" in said:
            lacks.append("signature: not of the whole file")
        out[name] = "; ".join(lacks) or "nothing"
    return out


# ---------------------------------------------------------------------------
# Many letters, and a person at the keyboard.

def large_job(count):
    folder = BUILD / f"review-{count}"
    if not (folder / "job.ini").exists():
        call(sys.executable, HERE / "make_job.py", "review", folder, count)
    return folder / "job.ini"


def render(config, out, *more, key="p256", processors=None):
    return Cost([LETTERMILL, "render", "--quiet", "--config", config, "--out",
                 out, *[w for s in signed_by(key) for w in ("--set", s)],
                 *more], environment(), processors)


def race(config, ways, rounds=1, place=OUT, **more):
    """Seconds that each way takes, (workers, processors); and where the last
    left its letters. There and back, as a disk grows slower while it fills."""
    walls = [0.0 for _ in ways]
    for way in [*range(len(ways)), *reversed(range(len(ways)))] * rounds:
        jobs, processors = ways[way]
        if place == MEMORY:
            shutil.rmtree(MEMORY, ignore_errors=True)
        folder = fresh(f"many-{jobs}", place)
        walls[way] += render(config, folder, "--jobs", jobs,
                             processors=processors, **more).wall
    return walls, folder


def typical(times, action):
    return statistics.median(action() for _ in range(times))


def measure_jobs(large, rounds):
    """Rows of goals."""
    rows = []

    def tell(words, unit, value, limit, at_most=True):
        rows.append(goal(words, value, unit, limit, at_most))

    one = fresh("by-hand")
    render(JOB, one, "--only", "ADU")
    tell("one letter by hand, of 354", "ms", 1e3 * typical(
        rounds, lambda: render(JOB, one, "--only", "ADU", "--force").wall), 30)
    everything = fresh("unchanged")
    render(JOB, everything)
    tell("nothing changed, 354 letters", "ms", 1e3 * typical(
        rounds, lambda: render(JOB, everything).wall), 50)
    config = large_job(large)
    both = [(2, None), (1, None)]
    alone = (1, {min(os.sched_getaffinity(0))})
    (two, one, bound), many = race(config, [*both, alone])
    tell(f"two workers to one, {large:,} letters", "times as fast", one / two,
         1.85, False)
    tell("the same, to one that has a single processor for everything",
         "times as fast", bound / two, 1.85, False)
    if shutil.disk_usage(MEMORY.parent).free > 2 * large * mean_bytes():
        (two, one), _ = race(config, both, place=MEMORY)
        tell("two workers to one, written to memory instead of the disk",
             "times as fast", one / two, 1.85, False)
        shutil.rmtree(MEMORY)
    some = large // 20
    (two, one), _ = race(large_job(some), both, rounds, key="rsa3072")
    tell(f"two workers to one, {some:,} letters signed with RSA-3072",
         "times as fast", one / two, 1.85, False)
    # The goals are for 100,000; of others in proportion.
    part = large / 100000
    tell(f"nothing changed, {large:,} letters", "s", typical(
        3, lambda: render(config, many).wall), 1.5 * part)
    tell(f"check of {large:,} recipients", "s", typical(3, lambda: Cost(
        [LETTERMILL, "check", "--quiet", "--config", config, "--out", many],
        environment()).wall), 3 * part)
    return rows


# ---------------------------------------------------------------------------
# Telling.

def machine():
    model = re.search(r"model name\s*: (.*)",
                      Path("/proc/cpuinfo").read_text())
    kernel = ".".join(platform.release().split(".")[:2])
    return (f"{model[1] if model else platform.machine()}, "
            f"{os.cpu_count()} cores, Linux {kernel}, "
            f"{platform.freedesktop_os_release()['PRETTY_NAME']}")


def table(header, rows):
    lines = [" | ".join(header), " | ".join("---" for _ in header),
             *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def tell_letters(cpu, wall, start, lacks):
    base = statistics.median(cpu["floor"])
    ours = statistics.median(cpu["lettermill, P-256"])
    rows = []
    for name in sorted(cpu, key=lambda name: statistics.median(cpu[name])):
        least, middle, most = spread(cpu[name])
        sizes = [path.stat().st_size for path in pdfs(name)]
        rows.append((name, f"{middle:.3f} ({least:.3f} to {most:.3f})",
                     f"{statistics.median(wall[name]):.3f}",
                     f"{statistics.median(start[name]):.0f}",
                     f"{middle / base:.2f}", f"{middle / ours:.2f}",
                     f"{statistics.mean(sizes):,.0f}",
                     lacks.get(name, "all but the work of writing it")))
    return table(("", "CPU ms a letter (spread)", "wall ms a letter",
                  "first letter, wall ms", "to the floor", "to lettermill",
                  "bytes", "lacks"), rows)


def goal(words, value, unit, limit, at_most):
    """A row: what was measured, what is wanted, whether it is so."""
    met = value <= limit if at_most else value >= limit
    return (words, f"{value:.2f} {unit}".strip(),
            f"{'at most' if at_most else 'at least'} {limit:g}",
            "met" if met else "not met")


def goals(cpu):
    """The ratios of rounds, each of one round."""
    def ratios(above, below):
        return statistics.median(a / b for a, b in
                                 zip(cpu[above], cpu[below]))

    ours = "lettermill, P-256"
    rsa = statistics.median(
        (a - b) / a for a, b in zip(cpu["lettermill, RSA-3072"],
                                    cpu["lettermill, unsigned"]))
    return [
        goal("a signed letter to the floor", ratios(ours, "floor"), "", 2.5,
             True),
        goal("gopdfsuit, signed, to a signed letter",
             ratios("gopdfsuit, P-256", ours), "", 4, False),
        goal("Typst, unsigned, to a signed letter", ratios("Typst", ours), "",
             20, False),
        goal("part of an RSA-3072 letter that is its signature", rsa, "", 0.9,
             False)]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--large", type=int, default=100000)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def run(options):
    BUILD.mkdir(parents=True, exist_ok=True)
    make_authority("p256", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    make_authority("rsa3072", "rsa:3072")
    write_unsigned()
    write_letters()
    chosen = {name: command for name, command in contenders().items()
              if not options.only or any(word in name for word
                                         in options.only)}
    cpu, wall, start = measure(chosen, options.rounds)
    if options.only:
        for name in chosen:
            print(f"{name:24} {statistics.median(cpu[name]):8.3f} ms CPU a "
                  f"letter, {statistics.median(start[name]):6.0f} ms to the "
                  f"first")
        return
    parts = [f"Measured on {time.strftime('%Y-%m-%d')}: {machine()}; "
             f"{options.rounds} rounds.", "",
             tell_letters(cpu, wall, start, shortcomings(chosen)), "",
             table(("goal", "measured", "wanted", ""),
                   goals(cpu) + measure_jobs(options.large, options.rounds))]
    text = "\n".join(parts) + "\n"
    print(text)
    if options.write:
        path = HERE / "RESULTS.md"
        before, mark, _ = (path.read_text() if path.exists() else "") \
            .partition("<!-- measured -->\n")
        path.write_text(before + mark + text)


def main():
    try:
        run(read_options())
    finally:
        for place in (OUT, MEMORY):
            shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
