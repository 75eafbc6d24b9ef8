"""A letter in Welsh, signed and with all it can carry: no word that the mill
prints in English is left in it, wherever a reader could meet it."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf

PROGRAM = os.path.abspath(os.environ.get("LETTERMILL",
                                         "build/release/lettermill"))
AUTHORITY = "specimen-authority/"
SETS = {
    "signature.key": AUTHORITY + "signer.key",
    "signature.certificates": AUTHORITY + "signer.pem",
    "signature.roots": AUTHORITY + "root.pem",
    "signatory.image": "sign.png",
    "letter.enclosures": "Rhestr",
    "letter.copies": "Rhestr",
    "attachments.rows": "yes",
}


def check(what, good, told=""):
    print(f"{'ok' if good else 'not ok'} - {what}{'' if good else f': {told}'}")


def section_of(language):
    return subprocess.run([PROGRAM, "words", language], check=True,
                          capture_output=True, text=True).stdout


def words_of(language):
    """Key to phrase, as `lettermill words` prints them."""
    lines = [line for line in section_of(language).splitlines()
             if " = " in line]
    return dict(line.split(" = ", 1) for line in lines)


def plain_words(phrases):
    text = re.sub(r"\{\w+\}", " ", " ".join(phrases.values()))
    return {word.lower() for word in re.findall(r"[^\W\d]+", text)}


def strings(thing, seen):
    """Every text of the PDF's objects but those that machines alone read."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, (pikepdf.Array, list)):
        for item in thing:
            yield from strings(item, seen)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream, dict)):
        if getattr(thing, "objgen", (0, 0)) != (0, 0):
            if thing.objgen in seen:
                return
            seen.add(thing.objgen)
        for key, item in thing.items():
            # names of a field, a file, the signer as its certificate has it
            if key not in ("/T", "/F", "/UF", "/Names", "/Name", "/Contents",
                           "/Producer", "/ID", "/OutputIntents",
                           "/CIDSystemInfo", "/Font"):
                yield from strings(item, seen)


def said_by(letter):
    text = subprocess.run(["pdftotext", letter, "-"], check=True,
                          capture_output=True, text=True).stdout
    with pikepdf.open(letter) as pdf:
        return [text, *strings(pdf.trailer, set())]


def render(job, section=""):
    shutil.copytree("tests/jobs/tiny", job)
    shutil.copytree("tests/golden/welsh", job, dirs_exist_ok=True)
    shutil.copytree("config/specimen-authority", job / "specimen-authority")
    os.symlink(os.path.abspath("fonts"), job / "fonts")
    shutil.copy("config/specimen-signature.png", job / "sign.png")
    with open(job / "job.ini", "a", encoding="utf-8") as config:
        config.write(section)
    sets = [word for key, value in SETS.items()
            for word in ("--set", f"{key}={value}")]
    done = subprocess.run([PROGRAM, "render", "--config", "job.ini", "--quiet",
                           *sets], cwd=job, capture_output=True, text=True)
    check("a signed letter in Welsh is made", done.returncode == 0, done.stderr)
    return sorted(job.glob("out/*/letters/*.pdf"))


def main():
    english, welsh = words_of("en"), words_of("cy")
    check("Welsh has every phrase that English has", english.keys() ==
          welsh.keys(), english.keys() ^ welsh.keys())
    unwanted = plain_words(english) - plain_words(welsh)
    check("English words to look for", len(unwanted) > 25, unwanted)
    with tempfile.TemporaryDirectory() as folder:
        letters = render(Path(folder) / "job")
        check("four letters", len(letters) == 4, letters)
        again = render(Path(folder) / "again", "\n" + section_of("cy"))
        check("the words as they are printed change nothing",
              list(map(said_by, letters)) == list(map(said_by, again)))
        found = set()
        for letter in letters:
            met = {word.lower() for line in said_by(letter)
                   for word in re.findall(r"[^\W\d]+", line)}
            found |= met
            check(f"no English in {letter.name}", not met & unwanted,
                  met & unwanted)
        # what the search would find, had it been there; the field's name is
        # only told where a letter has no mark, and here is no table
        for key in welsh.keys() - {"less_than", "first_day", "rows_file",
                                   "signature", "total"}:
            there = plain_words({key: welsh[key]})
            check(f"{key} is met in Welsh", there <= found, there - found)


main()
