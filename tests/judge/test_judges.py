#!/usr/bin/env python3
"""The outside judges take right letters and refuse wrong ones.

Right are a spread of the bundled jobs, all of the golden jobs, and letters as
awkward as can be thought of. Wrong are those of spoil.py, each for the reason
that stands there: a refusal for another is a failed test.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import judges
import spoil

AUTHORITY = judges.ROOT.parent
SIGNED = [f"signature.key={AUTHORITY}/signer.key",
          f"signature.certificates={AUTHORITY}/signer.pem",
          f"signature.roots={AUTHORITY}/root.pem",
          "signature.mark=This is signed.",
          f"signatory.image={judges.HOUSE}/config/specimen-signature.png"]
ALWAYS = ("stockton", "isles-of-scilly", "allerdale", "city-of-london")

failures = 0


def check(passed, what):
    global failures
    print(("ok - " if passed else "not ok - ") + what)
    failures += not passed


def spread(out):
    """A dozen or so of each, and those that others look at too."""
    return [path for paths in judges.bundled(out)
            for place, path in enumerate(paths)
            if place % max(len(paths) // 12, 1) == 0
            or any(name in path.name for name in ALWAYS)]


def golden(out):
    paths = []
    for case in sorted((judges.HOUSE / "tests/golden").glob("*/pages")):
        job = out / case.parent.name
        shutil.copytree(judges.HOUSE / "tests/jobs/tiny", job)
        shutil.copytree(case.parent, job, dirs_exist_ok=True)
        (job / "fonts").symlink_to(judges.HOUSE / "fonts")
        words = job / "arguments"
        paths += judges.render(
            "job.ini", "out", *(words.read_text().splitlines()
                                if words.exists() else []), folder=job)
    return paths


def jpeg(out):
    """A golden job whose mark is a JPEG of one of its own pages."""
    job = out / "jpeg"
    shutil.copytree(judges.HOUSE / "tests/golden/window_uk", job)
    (job / "fonts").symlink_to(judges.HOUSE / "fonts")
    letter = judges.render("job.ini", "out", folder=job)[0]
    judges.run("pdftoppm", "-jpeg", "-singlefile", "-r", "40", "-H", "80",
               letter, job / "mark")
    return judges.render("job.ini", "again", "--set",
                         "letterhead.image=mark.jpg", folder=job)


def awkward(out, *settings):
    return judges.render_written(judges.HERE / "awkward/job.ini", out,
                                 *settings)


def refuses_arabic(out):
    """Set by the order of its characters it would be wrong: better none."""
    job = shutil.copytree(judges.HERE / "awkward", out / "arabic")
    (job / "recipients.csv").write_text(
        "key,name,group,asked,helped,remark\n"
        "arabic,مكتب المدينة,one,1,1,\n", encoding="utf-8")
    text = (job / "job.ini").read_text(encoding="utf-8")
    (job / "job.ini").write_text(text.replace("../../..", f"{judges.HOUSE}"),
                                 encoding="utf-8")
    status, said = judges.run(judges.LETTERMILL, "render", "--config",
                              job / "job.ini", "--out", out)
    good = status != 0 and "[arabic] {{name}} has the character 'م' " \
        "U+0645 of a script that runs from right to left" in said and \
        not list(out.glob("**/*.pdf"))
    check(good, "a name in Arabic is refused, in clear words"
          + ("" if good else f": {said}"))


def right_ones(work):
    """By what they are: the letters, and who judges them."""
    right = {
        "of the bundled jobs": (spread(work / "bundled"), judges.JUDGES),
        "of the golden jobs": (golden(work / "golden"), judges.OF_PAPERS),
        "with a JPEG": (jpeg(work), judges.OF_PAPERS),
        "that are awkward": (awkward(work / "plain"),
                             {**judges.OF_PAPERS, **judges.OF_WORDS}),
        "that are awkward, signed":
            (awkward(work / "signed", *SIGNED), judges.JUDGES),
    }
    whole = [path for paths, _ in right.values() for path in paths
             if path.name == "whole.pdf"]
    anew = work / "anew.pdf"
    spoil.write_anew(whole[0], anew)
    right["written anew with nothing wrong"] = (
        [anew], {**judges.OF_PAPERS, **judges.OF_WORDS})
    judges.written_lines[str(anew)] = judges.written_lines[str(whole[0])]
    return right, whole


def wrong_ones(whole, folder):
    """By what is wrong."""
    folder.mkdir()
    wrong = {}
    for number, fault in enumerate(spoil.FAULTS):
        wrong[fault] = folder / f"{number}.pdf"
        fault.make(whole, wrong[fault])
        judges.written_lines[str(wrong[fault])] = \
            judges.written_lines[str(whole[0])]
    return wrong


def check_right(judge, right, said):
    for kind, (paths, who) in right.items():
        if judge not in who:
            continue
        refused = [f"{path.name}: {said[str(path)]}" for path in paths
                   if said[str(path)]]
        check(paths and not refused, f"{judge}: {len(paths)} letters {kind}"
              + "".join(f"\n    {why}" for why in refused))


def check_wrong(judge, wrong, said):
    """Of veraPDF all clauses that are broken, of the others words."""
    faults = [fault for fault in wrong if judge in fault.refused]
    check(faults, f"{judge} is shown {len(faults)} that are wrong")
    for fault in faults:
        wanted, why = fault.refused[judge], said[str(wrong[fault])]
        exact = judge.startswith("veraPDF") and wanted[0].isdigit()
        if why == wanted if exact else wanted in why:
            check(True, f"{fault.what}: refused by {judge}, {wanted}")
        else:
            check(False, f"{fault.what}: {judge} has to say {wanted!r}, "
                  f"and says {why!r}")


def main():
    judges.set_up()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        right, whole = right_ones(work)
        wrong = wrong_ones(whole, work / "wrong")
        said = judges.ask([(judge, [
            path for paths, who in right.values() if judge in who
            for path in paths] + [path for fault, path in wrong.items()
                                  if judge in fault.refused])
            for judge in judges.JUDGES])
        for judge, words in zip(judges.JUDGES, said):
            check_right(judge, right, words)
            check_wrong(judge, wrong, words)
        refuses_arabic(work / "arabic")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
