#!/usr/bin/env python3
"""Judge the judge: does recompute.py pass right letters and fail wrong ones?

    test_recompute.py

Writes four tiny letters whose figures were worked out by hand, and then the
same letters with one thing wrong. Prints `ok - ...` or `not ok - ...` for
each, and exits 1 when one failed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

JUDGE = Path(__file__).resolve().parent / "recompute.py"

AUTHORITIES = """code,name,group,region,population_2020,abolished
AAA,Ayton-on-Sea Borough Council,unitary,Here,1000,
BBB,Beeford  Council,unitary,Here,1000,
CCC,Ceeton Combined Authority,other,Here,1000,
DDD,Deeby Council,unitary,Here,1000,
"""
DECISIONS = """Authority code,Authority,Not upheld,Upheld,Total
AAA,Ayton-on-Sea Borough Council,1,7,8
BBB,Beeford Council,"1,999",1,"2,000"
CCC,Ceeton Combined Authority,0,1,1
DDD,Deeby Council,0,0,0
"""
COMPLIANCE = """Authority code,Authority,Compliance outcomes,Complied in time,\
Complied late,Not complied
AAA,Ayton-on-Sea Borough Council,10,8,1,1
BBB,Beeford Council,0,0,0,0
CCC,Ceeton Combined Authority,1,1,0,0
DDD,Deeby Council,0,0,0,0
"""
REMEDIES = """Authority code,Authority,Upheld,Satisfactory remedies
AAA,Ayton-on-Sea Borough Council,7,0
BBB,Beeford Council,1,1
CCC,Ceeton Combined Authority,1,0
DDD,Deeby Council,0,0
"""

UPHELD = "Complaints upheld\n"
COMPLIED = "Compliance with our recommendations\n"
REMEDIED = "Satisfactory remedies by the authority\n"
AVERAGE = "average of similar authorities: "
BEGIN = "\nFor the period ending 31 March 2020\n"

# The unitary averages: 8 of 2,008 upheld, 9 of 10 complied, 1 of 8 remedied.
LETTERS = {
    "AAA": "Ayton-on-\nSea Borough Council\nplease scrutinise those cases"
           + BEGIN + UPHELD + "88%\n" + AVERAGE + "0%\n7 of 8\n"
           "8 detailed investigations\n" + COMPLIED + "90%\n" + AVERAGE
           + "90%\n9 of 10\n10 compliance\noutcomes\n" + REMEDIED + "0%\n"
           + AVERAGE + "13%\n0 of 7\n7 upheld decisions\nPage 3 of 3\n",
    "BBB": "Beeford Council" + BEGIN + UPHELD + "0%\n" + AVERAGE + "0%\n"
           "1 of 2,000\n2,000 detailed investigations\n"
           + "No recommendations were due for compliance in the period\n"
           + REMEDIED + "100%\n" + AVERAGE + "13%\n1 of 1\n"
           "1 upheld decision\n",
    "CCC": "Ceeton Combined Authority" + BEGIN + UPHELD + "100%\n" + AVERAGE
           + "not applicable\n1 of 1\n1 detailed investigation\n" + COMPLIED
           + "100%\n" + AVERAGE + "not applicable\n1 of 1\n"
           "1 compliance outcome\n" + REMEDIED + "0%\n" + AVERAGE
           + "not applicable\n0 of 1\n1 upheld decision\n",
    "DDD": "Deeby Council" + BEGIN + UPHELD
           + "No complaint was investigated in detail in the period\n"
           + COMPLIED
           + "No recommendations were due for compliance in the period\n"
           + REMEDIED + "No complaint was upheld in the period\n",
}

# What is wrong, in whose letter, and what stands there instead of what.
WRONGS = [
    ("a rate rounded down", "AAA", "88%", "87%"),
    ("a count of another body", "AAA", "7 of 8", "17 of 8"),
    ("a base that only begins alike", "AAA", "10 compliance", "100 compliance"),
    ("an average of 0 where there is none", "CCC", "not applicable", "0%"),
    ("a plural of one", "CCC", "detailed investigation\n",
     "detailed investigations\n"),
    ("a rate of nothing", "DDD", COMPLIED, COMPLIED + "0%\n"),
    ("the name of another body", "BBB", "Beeford", "Beeforth"),
    ("no request to scrutinise", "AAA", "please scrutinise", "please see"),
    ("two panels exchanged", "AAA", "9 of 10", "0 of 7"),
    ("a stray percentage in the text", "BBB", "Beeford Council",
     "Beeford Council 56%"),
    ("a panel left out", "AAA", REMEDIED, ""),
]

failures = 0


def check(passed, text):
    global failures
    print(("ok - " if passed else "not ok - ") + text)
    if not passed:
        failures += 1


def tiny_pdf(text):
    """One page of plain lines, in a typeface every reader has."""
    lines = "".join(f"({line}) Tj T*\n".replace("%", r"\045")
                    for line in text.split("\n"))
    stream = f"BT /F1 10 Tf 14 TL 50 800 Td\n{lines}ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += (f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\n"
            f"startxref\n{start}\n%%EOF\n")
    return out.encode("ascii")


def judged(letters):
    """The judge's exit status and words on these letters."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        job = data / "annual-review-2020"
        job.mkdir()
        (data / "authorities-2020.csv").write_text(AUTHORITIES)
        (job / "decisions.csv").write_text(DECISIONS)
        (job / "compliance.csv").write_text(COMPLIANCE)
        (job / "remedies.csv").write_text(REMEDIES)
        for key, text in letters.items():
            (data / f"{key}.pdf").write_bytes(tiny_pdf(text))
        (data / "manifest.csv").write_text("key,name,file\n" + "".join(
            f"{key},,letters/{key}.pdf\n" for key in letters))
        done = subprocess.run(
            [sys.executable, JUDGE, "--job", "2020", data, data,
             data / "manifest.csv"], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def main():
    status, words = judged(LETTERS)
    check(status == 0 and words == "4 passed, 0 failed\n",
          f"right letters pass: {words.strip()}")
    for text, key, right, wrong in WRONGS:
        assert right in LETTERS[key]
        changed = {**LETTERS, key: LETTERS[key].replace(right, wrong, 1)}
        status, words = judged(changed)
        check(status == 1 and words.startswith(key + " ")
              and words.endswith("\n3 passed, 1 failed\n"),
              f"{text}: {words.splitlines()[0]}")
    status, words = judged({})
    check(status == 1 and words.endswith("\n0 passed, 4 failed\n"),
          "no letters at all")
    status, words = judged({**LETTERS, "EEE": "Eeton Council"})
    check(status == 1 and "EEE: in the manifest" in words,
          "a letter to nobody")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
