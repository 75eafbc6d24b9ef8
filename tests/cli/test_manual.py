#!/usr/bin/env python3
"""Do what the manual page says, and hold its examples against the program.

The page marks its examples by comments (src/manual/roff.h): the files of a job,
settings added to it, command lines with their output, and lines of a letter's
text with what they print in the first letter of that job. Every setting,
formatter and block that the page lists must be in one of them. What --json
prints is looked up too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(os.environ["LETTERMILL"]).resolve()
ESCAPES = {"\\&": "", "\\e": "\\", "\\-": "-", "\\(ha": "^", "\\(ga": "`",
           "\\(ti": "~", "\\(aq": "'"}
# A page's end and the next one's beginning, where a sample meets them.
FURNITURE = r"Page \d+ of \d+$|\(next page\)$|Specimen \u2013"
failed = 0


def check(what, good, trouble=""):
    global failed
    print(f"{'ok' if good else 'not ok'} - {what}")
    if not good:
        failed += 1
        print("\n".join("    " + line for line in trouble.split("\n")[:20]))


def plain(roff):
    return re.sub(r"\\(\(..|.)", lambda found: ESCAPES[found[0]], roff)


def examples(page):
    """(kind, lines) of each example, in order."""
    kind, lines = None, None
    for line in page.split("\n"):
        if line.startswith(".S"):
            yield "section", line
        if line.startswith('.\\" '):
            kind = line[4:]
        elif line == ".EX":
            lines = []
        elif line == ".EE":
            yield kind, "".join(plain(line) + "\n" for line in lines)
            lines = None
        elif lines is not None:
            lines.append(line)


def run(folder, *words):
    env = dict(os.environ, PATH=f"{PROGRAM.parent}:{os.environ['PATH']}")
    return subprocess.run(words, cwd=folder, env=env, text=True,
                          capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL)


def check_commands(folder, lines):
    for step in lines.removeprefix("$ ").split("\n$ "):
        command, expected = step.rstrip("\n").split("\n", 1)
        done = run(folder, "bash", "-c", command)
        got = (done.stdout + done.stderr).rstrip("\n")
        check(command, got == expected, got)


def settings_in(lines):
    """[section], key and value of each, as they are written."""
    section, found = None, []
    for line in lines.split("\n"):
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and line[0] not in ";#":
            key, value = line.split("=", 1)
            found.append((section, key.strip(), value.strip()))
    return found


def write_config(folder, settings):
    """samples.ini: the job's configuration with these settings laid over."""
    sections = {}
    config = Path(folder, "lettermill.ini").read_text(encoding="utf-8")
    for section, key, value in settings_in(config) + list(settings):
        sections.setdefault(section, {})[key] = value
    sections["letter"]["text"] = "samples.md"
    Path(folder, "samples.ini").write_text("".join(
        f"[{section}]\n" + "".join(f"{key} = {value}\n"
                                   for key, value in keys.items())
        for section, keys in sections.items()), encoding="utf-8")


def sample_of(lines):
    """The lines of text, and those that they print, which are indented."""
    text = [line for line in lines.split("\n") if line[:4] != "    "]
    printed = [line for line in lines.split("\n") if line[:4] == "    "]
    return "\n".join(text).strip("\n"), [" ".join(line.split())
                                         for line in printed]


def check_samples(folder, settings, samples):
    """All samples of one letter, each between two lines with its number."""
    text = "".join(f"{number}<\n\n{sample}\n\n{number}>\n\n"
                   for number, (sample, _) in enumerate(samples))
    Path(folder, "samples.md").write_text(text, encoding="utf-8")
    shutil.rmtree(Path(folder, "samples"), ignore_errors=True)
    write_config(folder, settings)
    made = run(folder, PROGRAM, "render", "--config", "samples.ini", "--only",
               "101", "--out", "samples")
    letters = list(Path(folder, "samples").rglob("*.pdf"))
    if len(letters) != 1:
        check(f"the samples make a letter, with {settings}", False,
              made.stderr)
        return
    printed = run(folder, "pdftotext", "-layout", letters[0], "-").stdout
    printed = printed.replace("\f", "\n(next page)\n")
    lines = [line.strip() for line in printed.split("\n") if line.strip()]
    for number, (sample, expected) in enumerate(samples):
        got = lines[lines.index(f"{number}<") + 1:lines.index(f"{number}>")]
        if "{{pagebreak}}" not in sample:
            got = [line for line in got if not re.match(FURNITURE, line)]
        # As lines, or as what stands side by side in one: a chart's labels.
        rest = iter([piece for line in got for piece in
                     [" ".join(line.split()), *re.split("  +", line)]])
        check(f"{sample} prints {expected}",
              all(line in rest for line in expected) and
              (len(expected) > 1 or len(got) == 1), "\n".join(got))


def items_of(page, title):
    """name: its part of the page, for each item of a section or chapter."""
    part = re.split(r"^\.S[HS] ", page.split(title, 1)[1], flags=re.M)[0]
    for item in part.split(".TP\n")[1:]:
        name = re.match(r"\\fB(.*?)\\fR", item)[1]
        yield plain(name), item


def check_all_shown(page, set_somewhere):
    """No formatter, block or setting stands in the page without example."""
    for title in "Formatters", "Blocks":
        for name, item in items_of(page, f'.SS "{title}"'):
            check(f"{name} has an example", '.\\" prints' in item)
    chapter = page[page.index(".SH CONFIGURATION"):page.index(".SH SIGNING")]
    listed = [(section, name) for section in re.findall(
        r'^\.SS "\[(.*)\]"', chapter, re.M) for name, _ in items_of(
            chapter, f'.SS "[{section}]"')]
    check("the page lists settings", len(listed) > 100)
    for section, name in listed:
        if section == "signature":
            continue  # these are the machine's, and secret
        pattern = re.escape(section + "." + name).replace("NAME", r"[^.]+")
        check(f"[{section}] {name} has an example", any(
            re.fullmatch(pattern, f"{one}.{key}")
            for one, key, _ in set_somewhere))


def names_in(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


def check_json(folder, page):
    chapter = page[page.index(".SH JSON"):page.index(".SH EXIT")]
    Path(folder, "Maildir/new").mkdir(parents=True)
    Path(folder, "Maildir/cur").mkdir()
    Path(folder, "Maildir/new/1").write_text(
        "Content-Type: multipart/report; boundary=b\n\n--b\n\n--b\n"
        "Content-Type: message/delivery-status\n\nAction: failed\n\n--b--\n")
    known = set(re.findall(r"\w+", plain(chapter.replace("\\fB", "")
                                         .replace("\\fR", ""))))
    for words in (["render", "--force"], ["check"], ["list"],
                  ["explain", "101"], ["verify", "--figures"],
                  ["approve", "--all"], ["mail", "--specimen"],
                  ["bounces", "Maildir"], ["status"],
                  ["history", "101"],
                  ["unapprove", "--all", "--because", "a trial"]):
        done = run(folder, PROGRAM, *words, "--json", "--config", "lettermill.ini")
        unknown = set(names_in(json.loads(done.stdout))) - known
        check(f"{words[0]} --json has no members but the manual's",
              not unknown, str(unknown))


def main():
    page = run(".", PROGRAM, "manual").stdout
    groups, set_somewhere = {}, []
    settings = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree("fonts", Path(folder, "fonts"))
        shutil.copytree("config/specimen-authority",
                        Path(folder, "specimen-authority"))
        Path(folder, "pictures").mkdir()
        shutil.copy("config/specimen-signature.png",
                    Path(folder, "pictures", "signature.png"))
        for kind, lines in examples(page):
            if kind == "section":
                settings = []
            elif kind == "with":
                settings = settings + settings_in(lines)
                set_somewhere += settings
            elif kind == "run":
                check_commands(folder, lines)
                set_somewhere += [
                    (*name.rsplit(".", 1), "") for name in re.findall(
                        r"--set '?([^='\n]+)=", lines)]
            elif kind == "prints":
                groups.setdefault(tuple(settings), []).append(
                    sample_of(lines))
            else:
                mode = "a" if kind.startswith("more ") else "w"
                with open(Path(folder, kind[5:]), mode,
                          encoding="utf-8") as file:
                    file.write(lines)
                if kind.endswith(".ini"):
                    set_somewhere += settings_in(lines)
        check("the manual has examples",
              sum(len(samples) for samples in groups.values()) > 20)
        for settings, samples in groups.items():
            check_samples(folder, settings, samples)
        check_json(folder, page)
    check_all_shown(page, set_somewhere)
    check("every line of the page is for man", not run(
        ".", "bash", "-c", f"{PROGRAM} manual | MANROFFSEQ= man --warnings "
        "-E UTF-8 -l - 2>&1 >/dev/null").stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
