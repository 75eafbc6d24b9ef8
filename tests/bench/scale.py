#!/usr/bin/env python3
"""What a letter costs as a job grows: memory, time, record, drawn against the
number of letters.

    scale.py [--largest N] [--jobs N] [--write]

A job like the water bill (make_job.py bill: a table of twelve rows and a chart
a letter, a median over each group), signed with P-256, of 1,000 letters, then
of ten times as many and so on to N, is made with --discard: each letter is
written, made safe, read back and removed, so that no disk is too short. While
it runs, /proc tells the peak memory of the parent and of each worker, and the
progress bar how many letters are done. --write puts the tables into SCALE.md
and the picture beside it. `make bench-scale` sets all up, and calls this.
"""

import argparse
import fcntl
import math
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from run import (BUILD, HERE, LETTERMILL, call, environment, goal, machine,
                 make_authority, signed_by, table)

SMALLEST = 1000
WINDOWS = 10
STEP = 0.1  # seconds between two looks


def memory_of(process):
    """Peak and anonymous memory now, in MB; None: it is gone."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    sizes = dict(re.findall(r"^(VmHWM|RssAnon):\s+(\d+) kB", text, re.M))
    if "VmHWM" not in sizes:  # it has just ended
        return None
    return int(sizes["VmHWM"]) / 1024, int(sizes["RssAnon"]) / 1024


def children_of(process):
    try:
        return Path(f"/proc/{process}/task/{process}/children") \
            .read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


class Run:
    """A job of `count` letters, made and watched."""

    def __init__(self, count, jobs):
        self.count = count
        self.parent, self.worker = (0, 0), (0, 0)
        self.seen = []  # (seconds, letters)
        out = BUILD / "out/scale"
        shutil.rmtree(out, ignore_errors=True)
        config = self.job(count)
        terminal, end = os.openpty()
        fcntl.fcntl(terminal, fcntl.F_SETFL, os.O_NONBLOCK)
        self.started = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in (
                LETTERMILL, "render", "--discard", "--config", config, "--out",
                out, "--jobs", jobs,
                *(word for setting in signed_by("p256")
                  for word in ("--set", setting)))],
            stdout=subprocess.DEVNULL, stderr=end, env=environment())
        os.close(end)
        status = self.watch(child, terminal)
        os.close(terminal)
        if status != 0:
            sys.exit(f"bench: {count:,} letters: lettermill ends with {status}")
        self.record = sum(path.stat().st_size for path in
                          out.rglob("job.db*")) / count
        shutil.rmtree(out)

    @staticmethod
    def job(count):
        folder = BUILD / f"bill-{count}"
        if not (folder / "job.ini").exists():
            call(sys.executable, HERE / "make_job.py", "bill", folder, count)
        return folder / "job.ini"

    def look(self, child, terminal):
        """At its memory, and at how far it says that it is."""
        for name, process in [("parent", child.pid)] + [
                ("worker", process) for process in children_of(child.pid)]:
            sizes = memory_of(process)
            if sizes:
                setattr(self, name, tuple(map(max, getattr(self, name),
                                              sizes)))
        told = b""
        try:
            while piece := os.read(terminal, 65536):
                told = told[-100:] + piece
        except OSError:  # nothing more for now, or it has ended
            pass
        done = re.findall(rb"(\d+) of \d+\b", told)
        if done:
            self.seen.append((time.perf_counter() - self.started,
                              int(done[-1])))

    def watch(self, child, terminal):
        ended = 0
        while ended == 0:
            self.look(child, terminal)
            time.sleep(STEP)
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
        self.wall = time.perf_counter() - self.started
        self.cpu = used.ru_utime + used.ru_stime
        child.returncode = os.waitstatus_to_exitcode(status)
        return child.returncode

    def seconds_at(self, letters):
        """When so many were done, between two looks."""
        before = (self.seen[0][0], self.seen[0][1])
        for after in self.seen:
            if after[1] >= letters and after[1] > before[1]:
                part = (letters - before[1]) / (after[1] - before[1])
                return before[0] + max(part, 0) * (after[0] - before[0])
            before = after
        return before[0]

    def rates(self):
        """Letters a second in each tenth of the letters that were seen."""
        first, last = self.seen[0][1], self.seen[-1][1]
        part = (last - first) / WINDOWS
        at = [self.seconds_at(first + part * i) for i in range(WINDOWS + 1)]
        return [part / max(b - a, 1e-9) for a, b in zip(at, at[1:])]


# ---------------------------------------------------------------------------
# The picture: small plots of one kind, drawn as SVG.

WIDTH, HEIGHT, LEFT, TOP = 330, 190, 46, 34
COLOURS = ["#0b5563", "#b3541e"]


def round_up(value):
    """To what an axis may end at, and halve."""
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 6, 8, 10)
                if value <= step * power)


def plot(x, y, title, unit, lines, words_of_x):
    """`lines`: name, [(x, y)]; x from 0 to 1, y from 0."""
    most = round_up(max(value for _, points in lines for _, value in points))
    lowest = min(points[-1][1] for _, points in lines)
    right, bottom = WIDTH - 36, HEIGHT - 30
    parts = [f'<g transform="translate({x},{y})">'
             f'<text x="{LEFT}" y="16" class="title">{title}</text>'
             f'<path d="M{LEFT} {TOP}V{bottom}H{right}" class="axis"/>']
    for value in (0, most / 2, most):
        at = bottom - (bottom - TOP) * value / most
        parts.append(f'<text x="{LEFT - 5}" y="{at + 4:.1f}" '
                     f'text-anchor="end">{value:,g}</text>')
    parts.append(f'<text x="{LEFT + 4}" y="{TOP + 2}">{unit}</text>')
    for at, words in words_of_x:
        parts.append(f'<text x="{LEFT + (right - LEFT) * at:.1f}" '
                     f'y="{bottom + 16}" text-anchor="middle">{words}</text>')
    for (name, points), colour in zip(lines, COLOURS):
        spots = [(LEFT + (right - LEFT) * at,
                  bottom - (bottom - TOP) * value / most)
                 for at, value in points]
        parts.append(f'<polyline fill="none" stroke="{colour}" '
                     f'stroke-width="2" points="'
                     + " ".join(f"{a:.1f},{b:.1f}" for a, b in spots) + '"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>'
                  for a, b in spots]
        is_below = len(lines) > 1 and points[-1][1] == lowest
        parts.append(f'<text x="{right}" '
                     f'y="{spots[-1][1] + (16 if is_below else -8):.1f}" '
                     f'text-anchor="end" fill="{colour}">{name}</text>')
    return "\n".join(parts + ["</g>"])


def picture(runs):
    least, most = math.log10(runs[0].count), math.log10(runs[-1].count)

    def along(run):
        return (math.log10(run.count) - least) / ((most - least) or 1)

    counts = [(along(run), f"{run.count:,}") for run in runs]
    rates = runs[-1].rates()
    tenths = [(i / (WINDOWS - 1), f"{100 * (i + 1) // WINDOWS}%")
              for i in (0, 4, 9)]
    plots = [
        ("Peak memory", "MB", [
            ("a worker", [(along(run), run.worker[0]) for run in runs]),
            ("the parent", [(along(run), run.parent[0]) for run in runs])],
         counts),
        ("Time a letter", "ms", [
            ("CPU", [(along(run), 1e3 * run.cpu / run.count)
                     for run in runs]),
            ("wall", [(along(run), 1e3 * run.wall / run.count)
                      for run in runs])], counts),
        ("Record a letter", "bytes", [
            ("job.db", [(along(run), run.record) for run in runs])], counts),
        (f"Speed while {runs[-1].count:,} are made", "letters a second", [
            ("", list(zip([at / (WINDOWS - 1) for at in range(WINDOWS)],
                          rates)))], tenths)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {2 * WIDTH} {2 * HEIGHT}" '
            f'font-family="sans-serif" font-size="11">\n'
            "<title>What a letter costs as a job grows</title>\n"
            "<style>.axis { fill: none; stroke: #666; } "
            ".title { font-weight: bold; font-size: 13px; }</style>\n"
            f'<rect width="{2 * WIDTH}" height="{2 * HEIGHT}" fill="white"/>\n'
            + "\n".join(plot(WIDTH * (i % 2), HEIGHT * (i // 2), *one)
                        for i, one in enumerate(plots)) + "\n</svg>\n")


# ---------------------------------------------------------------------------
# Telling.

def row(run):
    return (f"{run.count:,}", f"{run.seen[0][0]:.1f}",
            f"{1e3 * run.cpu / run.count:.3f}",
            f"{1e3 * run.wall / run.count:.3f}",
            f"{run.parent[0]:.0f} ({run.parent[1]:.0f})",
            f"{run.worker[0]:.0f} ({run.worker[1]:.0f})",
            f"{run.record:.0f}")


def growth(before, after):
    """In percent, up or down."""
    return 100 * abs(after / before - 1)


def goals(runs):
    last = runs[-1]
    base = next((run for run in runs if run.count >= 10000), runs[0])
    rates = last.rates()
    least, most = f"{base.count:,}", f"{last.count:,}"
    return [
        goal(f"parent's peak memory, {least} letters and {most}",
             growth(base.parent[0], last.parent[0]), "% apart", 10, True),
        goal(f"a worker's, {least} letters and {most}",
             growth(base.worker[0], last.worker[0]), "% apart", 10, True),
        goal(f"speed in the last fifth of {most} letters to that in the first",
             sum(rates[-2:]) / sum(rates[:2]), "", 0.95, False),
        goal(f"record a letter, of {most}", last.record, "bytes", 400, True)]


def sizes(largest):
    count = SMALLEST
    while count < largest:
        yield count
        count *= 10
    yield largest


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--largest", type=int, default=1000000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()

    BUILD.mkdir(parents=True, exist_ok=True)
    make_authority("p256", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    runs = []
    for count in sizes(options.largest):
        runs.append(Run(count, options.jobs))
        print(*row(runs[-1]), sep="  ", flush=True)
    text = "\n\n".join([
        f"Measured on {time.strftime('%Y-%m-%d')}: {machine()}; "
        f"{options.jobs} workers.",
        table(("letters", "s to the first", "CPU ms a letter",
               "wall ms a letter", "parent, peak MB (anonymous)",
               "worker, peak MB (anonymous)", "record, bytes a letter"),
              [row(run) for run in runs]),
        table(("goal", "measured", "wanted", ""), goals(runs)),
        "![Memory, time and record against the number of letters]"
        "(scale.svg)"]) + "\n"
    print(text)
    if options.write:
        path = HERE / "SCALE.md"
        before, mark, _ = path.read_text().partition("<!-- measured -->\n")
        path.write_text(before + mark + text)
        (HERE / "scale.svg").write_text(picture(runs))


if __name__ == "__main__":
    main()
