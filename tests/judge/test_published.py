#!/usr/bin/env python3
"""Judge the program by what was really published, and by hard cases.

    test_published.py

Makes a letter of each published figure whose counts are known, as well as of
each that was published without them, and compares the rate it prints. Then
sets both bundled jobs on authorities made up for what their letters must say
when there is nothing, one, or not all.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")
COUNTED = 73    # published rates whose counts were published as well
SLIPS = {}      # (council, year, indicator): what the counts give

INDICATORS = {  # part, base, rate
    "uphold": ("upheld", "investigated", "uphold_rate_pct"),
    "compliance": ("complied", "compliance_outcomes", "compliance_rate_pct"),
    "remedies": ("remedies", "upheld", "remedy_rate_pct"),
}

JOB = """[job]
name = published
date = 2020-07-22
[data]
recipients = figures.csv
key  = id
name = name
text.name = id
number.part = part
number.base = base
number.stated = rate
[indicator rate]
label = Rate
count = part
base  = base
{value}
undefined = nothing
[letter]
text = letter.md
[fonts]
regular = {root}/fonts/Lato-Regular.ttf
profile = {root}/fonts/sRGB.icc
"""

failures = 0


def check(passed, text):
    global failures
    print(("ok - " if passed else "not ok - ") + text)
    failures += not passed


def render(*words):
    return subprocess.run([PROGRAM, "render", "--quiet", *words],
                          capture_output=True, text=True)


def read_letters(folder):
    """The text of each letter by its key, blanks for line breaks."""
    texts = {}
    with open(folder / "manifest.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["file"]:
                continue
            done = subprocess.run(
                ["pdftotext", "-enc", "UTF-8",
                 folder / "letters" / Path(row["file"]).name, "-"],
                capture_output=True, check=True)
            texts[row["key"]] = " ".join(
                done.stdout.decode("utf-8").split())
    return texts


# ---------------------------------------------------------------------------
# Published rates.

def published_rates():
    with open(ROOT / "data/published-figures.csv", encoding="utf-8",
              newline="") as file:
        for row in csv.DictReader(file):
            for name, (part, base, rate) in INDICATORS.items():
                if row[rate]:
                    yield ((row["council"], row["year_ended"], name),
                           row[part], row[base], row[rate])


def render_rates(folder, rates, value=""):
    (folder / "job.ini").write_text(JOB.format(root=ROOT, value=value))
    (folder / "letter.md").write_text("# {{name}}\n\nRate: {{rate.value}}.\n")
    with open(folder / "figures.csv", "w", encoding="utf-8",
              newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "part", "base", "rate"])
        for key, *cells in rates:
            writer.writerow([" ".join(key), *cells])
    done = render("--config", folder / "job.ini", "--out", folder)
    return done, (read_letters(folder / "published")
                  if done.returncode == 0 else {})


def check_rates(rates, letters, what):
    wrong = []
    for key, _, _, rate in rates:
        text = letters.get(" ".join(key), "")
        wanted = SLIPS.get(key, rate)
        if f"Rate: {wanted}%." not in text:
            wrong.append(f"{key}: {wanted}% published, {text[-40:]!r}")
    check(rates and not wrong, f"{len(rates)} rates {what}")
    for line in wrong:
        print("   ", line)


def check_published(folder):
    rates = list(published_rates())
    counted = [rate for rate in rates if rate[1] and rate[2] not in ("", "0")]
    stated = [rate for rate in rates if not (rate[1] and rate[2])]
    check(len(counted) == COUNTED, f"{len(counted)} rates have their counts")
    done, letters = render_rates(folder, counted)
    check(done.stderr == "", f"not a word of them: {done.stderr[:200]!r}")
    check_rates(counted, letters, "come out of their counts as published")
    done, letters = render_rates(folder, counted, "value = stated")
    check(len(re.findall("warning", done.stderr)) == len(SLIPS),
          f"no count and rate disagree: {done.stderr[:200]!r}")
    done, letters = render_rates(folder, stated, "value = stated")
    check_rates(stated, letters, "without counts come out as stated")
    slip = [(("Made-up Council", "2024", "uphold"), "9", "10", "91")]
    done, letters = render_rates(folder, slip, "value = stated")
    check("91" in done.stderr and "Rate: 90%." in
          letters.get("Made-up Council 2024 uphold", ""),
          "9 of 10 given as 91% is told, and printed as 90%")
    halves = [((f"Half {part}", str(base), "uphold"), part, base, rate)
              for part, base, rate in (
                  (1, 8, 13), (7, 8, 88), (1, 200, 1), (199, 200, 100),
                  (1, 201, 0), (49, 200, 25), (133, 133, 100), (0, 7, 0),
                  (1994, 2000, 100), (989, 2000, 49), (5, 1000, 1),
                  (999, 1000, 100), (1, 3, 33), (2, 3, 67))]
    done, letters = render_rates(folder, halves)
    check_rates(halves, letters, "are rounded half up")


# ---------------------------------------------------------------------------
# What the letters say. Both jobs' texts, on authorities made up.

# code: not upheld, upheld, outcomes, in time, late, not complied, remedies,
# group, contact, job title, remark
CASES_2020 = {
    "NONE": (3, 0, 2, 2, 0, 0, 0, "unitary", "", "", ""),
    "NIX": (0, 0, 0, 0, 0, 0, 0, "unitary", "", "", ""),
    "ONE": (0, 1, 1, 0, 0, 1, 1, "unitary", "Ms One", "Chief", ""),
    "LATE": (1, 4, 9, 6, 2, 1, 0, "unitary", "", "", "A word of thanks."),
    "PARK": (1000, 2000, 1, 1, 0, 0, 500, "other", "", "", ""),
    "HARD": (1, 7, 5, 2, 1, 2, 7, "unitary", "", "", ""),
}

NO_SUCH = "No complaint was investigated in detail in the period"

# code: what its letter says, and what it does not
SAYS_2020 = {
    "NONE": (["We investigated 3 complaints about your authority in detail "
              "and upheld none of them: a rate of 0%",
              "0 of 3 complaints upheld",
              "Based on 3 detailed investigations",
              "No complaint about your authority was upheld in the year.",
              "No complaint was upheld in the period, so there is no rate.",
              "and all of them were carried out: a rate of 100%",
              "Dear Chief Executive", "Yours faithfully,"],
             ["scrutinise", "0 cases", "Based on 0", NO_SUCH]),
    "NIX": (["No complaint about your authority was investigated in detail "
             "in the year.", NO_SUCH,
             "No recommendations to your authority were due",
             "No recommendations were due for compliance in the period",
             "No complaint was upheld in the period"],
            ["0 of 0", "Based on", "a rate of", "scrutinise",
             "investigated 0", "NULL", "nan"]),
    "ONE": (["We investigated 1 complaint about your authority in detail and "
             "upheld it: a rate of 100%", "1 of 1 complaint upheld",
             "Based on 1 detailed investigation,",
             "1 recommendation to your authority was due for compliance, and "
             "it was not carried out: a rate of 0%",
             "Please scrutinise the case in which",
             "0 of 1 recommendation carried out",
             "Based on 1 compliance outcome,",
             "so in the one case that we upheld: a rate of 100%",
             "Based on 1 upheld decision,", "Dear Ms One", "Ms One Chief",
             "Yours sincerely,"],
            ["1 complaints", "1 detailed investigations", "1 cases",
             "1 compliance outcomes", "1 upheld decisions",
             "1 recommendations", "Yours faithfully"]),
    "LATE": (["A word of thanks. Complaint statistics",
              "9 recommendations to your authority were due for compliance, "
              "and 8 of them were carried out: a rate of 89%",
              "Please scrutinise the case in which",
              "so in none of the 4 cases that we upheld: a rate of 0%",
              "0 of 4 upheld cases already put right"],
             ["sincerely,"]),
    "PARK": (["Average of similar authorities: not applicable",
              "Yours belongs to none of these groups",
              "Your authority has no comparison group.",
              "2,000 of 3,000 complaints", "a rate of 67%",
              "500 of 2,000 upheld cases",
              "and it was carried out: a rate of 100%"],
             [", beside", "similar authorities: 0%", "scrutinise",
              "A word of thanks"]),
    "HARD": (["upheld 7 of them: a rate of 88%",
              "3 of them were carried out: a rate of 60%",
              "Please scrutinise the cases in which",
              "so in all 7 cases that we upheld: a rate of 100%"],
             ["the case in which"]),
}

# code: abolished, the published columns from investigated to remedy average
CASES_2024 = {
    "STATED": ("", "10,9,90,79,21,,97,99,1,11,13"),
    "GONE": ("2023-04-01", "1,1,100,,1,,100,,0,0,"),
    "SHORT": ("", "10,9,90,79,50,49,98,99,1,11,13"),
}
SAYS_2024 = {
    "STATED": (["Number carried out: not published",
                "we recorded 21 compliance outcomes for your authority, and "
                "its compliance rate was 97%, beside 99%",
                "Please scrutinise",
                "Average of similar authorities: 99%"],
               ["no longer exists", "of 21 recommendations"]),
    "GONE": (["Your authority no longer exists",
              "Average of similar authorities: not applicable",
              "1 of 1 complaint upheld",
              "0 of 1 upheld case already put right",
              "This was not so in the one case that we upheld"],
             [", beside"]),
    "SHORT": (["we recorded 50 compliance outcomes for your authority, and "
               "its compliance rate was 98%, beside 99%",
               "Please scrutinise", "49 of 50 recommendations carried out"],
              ["no longer exists", "not published"]),
}


def write_csv(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def write_2020(folder):
    """The files of the job's own layout; gives the settings that name them."""
    columns = {
        "decisions": (["Authority code", "Not upheld", "Upheld"], (0, 1)),
        "compliance": (["Authority code", "Compliance outcomes",
                        "Complied in time", "Complied late", "Not complied"],
                       (2, 3, 4, 5)),
        "remedies": (["Authority code", "Satisfactory remedies"], (6,)),
        "contacts": (["Code", "Name", "Job title", "Note"], (8, 9, 10)),
    }
    write_csv(folder / "who.csv", ["code", "name", "group"],
              [(code, f"{code.title()} Council", case[7])
               for code, case in CASES_2020.items()])
    settings = ["--set", f"data.recipients={folder / 'who.csv'}"]
    for name, (header, places) in columns.items():
        write_csv(folder / f"{name}.csv", header,
                  [(code, *(case[place] for place in places))
                   for code, case in CASES_2020.items()])
        settings += ["--set", f"data {name}.file={folder / name}.csv"]
    return settings


def write_2024(folder):
    header = ["council", "year_ended", "investigated", "upheld",
              "uphold_rate_pct", "uphold_avg_pct", "compliance_outcomes",
              "complied", "compliance_rate_pct", "compliance_avg_pct",
              "remedies", "remedy_rate_pct", "remedy_avg_pct"]
    write_csv(folder / "who.csv",
              ["code", "name", "published_name", "group", "abolished"],
              [(code, f"{code.title()} Council", code, "district", case[0])
               for code, case in CASES_2024.items()])
    write_csv(folder / "published.csv", header,
              [(code, "2024", *case[1].split(","))
               for code, case in CASES_2024.items()])
    return ["--set", f"data.recipients={folder / 'who.csv'}",
            "--set", f"data published.file={folder / 'published.csv'}"]


def check_wording(folder, year, settings, says):
    done = render("--config", ROOT / f"config/annual-review-{year}.ini",
                  "--out", folder / "out", *settings)
    check(done.returncode == 0 and done.stderr == "",
          f"{year}: made without a word: {done.stderr[:300]!r}")
    letters = read_letters(folder / f"out/annual-review-{year}")
    for code, (wanted, unwanted) in says.items():
        text = letters.get(code, "")
        wrong = [f"no {words!r}" for words in wanted if words not in text]
        wrong += [f"{words!r}" for words in unwanted if words in text]
        check(not wrong, f"{year}: what {code} is told")
        for line in wrong:
            print("   ", line)


def main():
    for name, run in (
            ("published", check_published),
            ("2020", lambda folder: check_wording(
                folder, "2020", write_2020(folder), SAYS_2020)),
            ("2024", lambda folder: check_wording(
                folder, "2024", write_2024(folder), SAYS_2024))):
        with tempfile.TemporaryDirectory(prefix=name) as folder:
            run(Path(folder))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
