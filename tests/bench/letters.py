#!/usr/bin/env python3
"""What the letters of a job say, for programs of others to set: a line of JSON
a letter.

    letters.py JOB.ini >letters.jsonl

    {"name": ..., "file": "CMA", "blocks": [
        {"role": "H1", "runs": [["Annual review letter", "", ""]]},
        {"role": "P", "runs": [["Our ", "", ""], ["map", "", "https://..."]]},
        {"role": "Figure", "alt": ..., "own": 0.575, "average": 0.682,
         "others": [...]},
        {"role": "Page"}, ...]}

A run is its text, "bold" or "", and where a link leads. The words are worked
out by the judges' own reading of a job (tests/judge/written.py), so a peer has
less to do than lettermill: it is handed figures and sentences ready made.
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "judge"))
import written  # noqa: E402

LINK = re.compile(r"<(\S*) \S*>")


def runs(words, bold):
    """The runs of a line as written.py tells it: `our page<URL > Map< >.`"""
    out, url = [], ""
    lead = next((lead for lead in bold if words.startswith(lead)), "")
    if lead:
        out.append([lead, "bold", ""])
    parts = LINK.split(words[len(lead):])
    for i, part in enumerate(parts):
        if i % 2:
            url = part
        elif part:
            opens = i + 1 < len(parts) and parts[i + 1]
            out.append([part.strip() if url else
                        part + " " if opens else part, "", url])
    return out


def figure(job, name, values):
    return {"own": rate(values[f"{name}.value"]),
            "average": rate(values[f"{name}.average"]),
            "others": sorted(rate(other[f"{name}.value"]) for other
                             in job.group_of(name, values))}


def rate(value):
    return None if value is None else round(float(value), 6)


def blocks(job, key, bold):
    indicators = iter(job.named("indicator"))
    headings = 0
    for line in job.lines(key):
        role, _, words = line.strip().partition(": ")
        if role == "Sect":
            name = next(indicators)
        elif role == "Figure" and words.startswith("Signature"):
            yield {"role": "Signature", "alt": words}
        elif role == "Figure":
            yield {"role": role, "alt": words,
                   **figure(job, name, job.recipients[key])}
        elif role != "Form":
            headings += role == "H1"
            if role == "H1" and headings == 2:
                yield {"role": "Page"}
            big = re.fullmatch(r"\d+%", words)
            yield {"role": "Rate" if big else role,
                   "runs": runs(words, bold)}


def main():
    job = written.Job(sys.argv[1])
    bold = re.findall(r"\*\*(.+?)\*\*", job.text)
    for key, values in job.recipients.items():
        print(json.dumps({"name": values["name"], "file": key,
                          "blocks": list(blocks(job, key, bold))},
                         ensure_ascii=False))


if __name__ == "__main__":
    main()
