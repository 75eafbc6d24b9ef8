#!/usr/bin/env python3
"""What a reviewer does with the proof page in ten minutes, in Chromium.

The annual review of the bundled job, one figure of which is corrected; a page
of 10,000 letters; and names that would be markup. Prints `ok - WHAT` or
`not ok - WHAT`, as TAP does.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap                                      # noqa: E402
from browser import Browser, Keys, set_up_axe   # noqa: E402
from program import LETTERMILL, run             # noqa: E402
from tap import check, same                     # noqa: E402

CONFIG = "config/annual-review-2020.ini"
DATA = re.compile(r'(id="data">)(.*?)(</script>)', re.S)
EVIL = "</script><img src=x onerror=document.title='bad'>"
MEGABYTES = 30  # of the page and all its pictures
KEYS = 40  # of which the dearest counts


def mill(folder, command, *arguments):
    done = run(LETTERMILL, command, "--config", CONFIG, *arguments, cwd=folder)
    done.check_returncode()
    return done.stdout


def make_job(folder):
    """As it was issued, then with Cumbria's figures corrected."""
    for name in ("config", "data"):
        shutil.copytree(name, folder / name)
    (folder / "fonts").symlink_to(Path("fonts").resolve())
    mill(folder, "render", "--quiet")
    decisions = folder / "data/annual-review-2020/decisions.csv"
    text = decisions.read_text(encoding="utf-8")
    decisions.write_text(re.sub(r"(?m)^(CMA,.*),17,23,", r"\1,12,28,", text),
                         encoding="utf-8")
    mill(folder, "render", "--quiet")
    mill(folder, "proof", "--quiet")
    return folder / "out/annual-review-2020"


def size_of(job):
    return sum(path.stat().st_size for path in
               [job / "proof.html", *(job / "proof").iterdir()])


def rewritten(page, name, change):
    """A copy of the page beside it, its data changed."""
    text = page.read_text(encoding="utf-8")
    match = DATA.search(text)
    data = change(json.loads(match.group(2)))
    escaped = json.dumps(data).replace("<", "\\u003c")
    copy = page.with_name(name)
    copy.write_text(text[:match.start(2)] + escaped + text[match.end(2):],
                    encoding="utf-8")
    return copy


def review(page, job):
    page.open(job / "proof.html")
    same("the page says what there is", page.text("#summary").split(" · ")[:3],
         ["354 letters", "1,062 pages", "26 changed"])
    check("the farthest from its group comes first",
          page.rows()[0] == "Woking Borough Council", page.rows()[:3])
    check("which is said of it", "standard deviations" in
          page.text(".notes"), page.text("#letter"))
    # Search.
    page.key("/")
    same("/ goes to the search", page.run(
        "return document.activeElement.id"), "search")
    page.key("cumbria", Keys.ENTER)
    same("a council is found", page.rows(), ["Cumbria County Council"])
    same("and shown", page.text("#letter h1"), "Cumbria County Council")
    figures = page.text(".figures")
    check("its old figure stands beside the new", re.search(
        r"70% 58% 69%", figures), figures)
    changes = page.text(".changes")
    check("with all that changed", "uphold.value 58% 70%" in changes, changes)
    check("and why it was made", "uphold.count '23' -> '28'" in
          page.text(".history"), page.text(".history"))
    pictures = page.run(
        "return Promise.all([...document.querySelectorAll('#pictures img')]"
        ".map(async (i) => { i.loading = 'eager'; await i.decode();"
        " return i.naturalWidth; }))")
    same("its pages are there", pictures, [640, 640, 640])
    link = page.find("#pdf").get_attribute("href")
    check("and the PDF is a click away", Path(link[7:]).is_file() and
          Path(link[7:]).parent == job / "letters", link)
    page.search("no such council")
    same("what is not there is not found", page.text("#found"),
         "No letter is like that.")
    page.search("")
    # Filters and orders.
    page.click("#filters label:has([value=changed])")
    same("changed letters alone", page.text("#found"), "26 letters")
    page.choose("#sort", "Biggest move first")
    same("the biggest move first", page.rows()[0], "Cumbria County Council")
    page.choose("#sort", "Complaints upheld, highest first")
    rates = page.run("return shown.map((letter) => letter.figures[0].number)")
    same("sorted by a figure", rates, sorted(rates, reverse=True))
    check("which is no order of one figure alone", len(set(rates)) > 10, rates)
    page.click("#filters label:has([value=undefined])")
    check("letters without a rate alone", page.run(
        "return shown.length > 0 && shown.every((letter) => letter.figures"
        ".some((figure) => figure.state === 'undefined'))"))
    page.click("#filters label:has([value=all])")
    page.choose("#group", "county councils")
    same("a group alone", page.text("#found"), "26 letters")
    page.choose("#group", "all")
    page.choose("#sort", "Name")


def mark(page):
    """Goes on from review(): the keys, the map, what comes out."""
    page.click(".row")
    page.key(Keys.ESCAPE)
    first = page.text("#letter h1")
    page.key("j", "j")
    same("j goes on", page.text("#letter h1"), page.rows()[2])
    page.key("k", "k")
    same("k goes back", page.text("#letter h1"), first)
    page.key("k")
    same("and not beyond the first", page.text("#letter h1"), first)
    page.key(Keys.ENTER)
    same("Enter opens the letter", page.run(
        "return document.activeElement.id"), "letter")
    page.key(Keys.ESCAPE)
    same("Escape goes back to the list", page.run(
        "return document.activeElement.id"), "list")
    before = cells(page)
    for _ in range(5):
        page.key("a", "j")
    same("a marks as looked at", page.text("#seen"), "5 of 354 looked at")
    check("and the map fills", cells(page) != before)
    page.key("a", "a")
    same("twice is not at all", page.text("#seen"), "5 of 354 looked at")
    page.key("k", "k", "k", "n")
    same("n goes to the next that was not", page.run(
        "return shown.indexOf(chosen)"), 5)
    page.click("#map canvas")
    check("the map leads to a letter", page.run(
        "return letters.indexOf(chosen)") > 100, page.text("#letter h1"))
    page.click("#filters label:has([value=new])")
    same("those not looked at alone", page.text("#found"), "349 letters")
    page.click("#filters label:has([value=all])")
    page.key("x")
    page.click("#export")
    keys = page.find("#exported-keys").get_attribute("value").split()
    same("the keys come out", len(set(keys)), 5)
    page.key(Keys.ESCAPE)
    page.driver.refresh()
    same("what was looked at is kept", page.text("#seen"),
         "5 of 354 looked at")
    same("nothing went wrong on the page", page.console(), [])
    asked = {json.loads(e["message"])["message"]["params"]["request"]["url"]
             .split(":")[0] for e in page.driver.get_log("performance")
             if '"Network.requestWillBeSent"' in e["message"]}
    same("nor was anything asked of the network", asked - {"data"}, {"file"})
    return keys


def cells(page):
    return page.run("return document.querySelector('canvas').toDataURL()")


def approve(job, keys):
    """What came out is what approve takes."""
    folder = job.parents[1]
    told = mill(folder, "approve", *keys, "--by", "Ada")
    check("approve takes the keys", "5 approved" in told, told)
    mill(folder, "proof", "--quiet")
    with Browser() as page:
        page.open(job / "proof.html")
        page.search(keys[0])
        check("and the page says so", "approved by Ada" in
              page.text(".actions"), page.text(".actions"))


def no_longer_seen(page, job):
    other = rewritten(job / "proof.html", "again.html", lambda data: {
        **data, "letters": [{**letter, "sha256": "0" * 64}
                            for letter in data["letters"]]})
    page.open(other)
    same("a letter made again counts as not looked at", page.text("#seen"),
         "0 of 354 looked at")


def accessible(job):
    for name, shape in (("light", {}), ("dark", {"dark": True}),
                        ("a phone", {"width": 390, "height": 844,
                                     "phone": True})):
        with Browser(**shape) as page:
            page.open(job / "proof.html")
            same(f"axe-core finds nothing in {name}", page.faults(), [])
            page.search("cumbria")
            page.click(".row")
            same(f"nor in a letter in {name}", page.faults(), [])
            width = page.run("return document.documentElement.scrollWidth")
            check(f"nothing is wider than the window in {name}",
                  width <= page.run("return innerWidth"), width)
            if name == "a phone":
                check("a letter has a phone to itself",
                      not page.find("#browse").is_displayed())
                page.click("#back")
                check("and a way back", page.find("#list").is_displayed())
            for button in ("#export", "#keys"):
                if page.find(button).is_displayed():
                    page.click(button)
                    same(f"nor behind {button} in {name}", page.faults(), [])
                    page.key(Keys.ESCAPE)
            page.run("document.querySelector('#search')"
                     ".removeAttribute('aria-label');"
                     "document.querySelector('#search').placeholder = '';"
                     "document.querySelector('#found').style.color = '#888'")
            found = {fault.split(":")[0] for fault in page.faults()}
            check(f"and sees what is spoilt in {name}",
                  {"label", "color-contrast"} & found, found)


def prints(job, folder):
    with Browser() as page:
        page.open(job / "proof.html")
        page.search("london borough")
        paper = folder / "register.pdf"
        paper.write_bytes(base64.b64decode(page.print()))
    text = subprocess.run(["pdftotext", "-layout", paper, "-"],
                          capture_output=True, text=True, check=True).stdout
    rates = re.findall(r"(?m)^\s*([A-Z]{3})\s.*\d+%\s+\d+%\s+\d+%", text)
    same("what is found is printed, a line a letter", len(rates), 32)
    check("and nothing else", "Cumbria" not in text and
          "Mark as looked at" not in text, text)


def stays_harmless(job):
    def spoil(data):
        data["letters"][0].update(
            name=EVIL, key=EVIL, group=EVIL, approval=EVIL, notes=[EVIL],
            changes=[[EVIL, EVIL, EVIL]], events=[[EVIL] * 4])
        data["indicators"][0]["label"] = EVIL
        return data

    page_file = rewritten(job / "proof.html", "evil.html", spoil)
    with Browser() as page:
        page.open(page_file)
        page.search("onerror")
        same("a name like markup is shown as it is", page.text("#letter h1"),
             EVIL)
        check("and does nothing", "bad" not in page.driver.title and
              page.run("return document.querySelector('img[src=x]')") is None)
        same("nor is anything refused", page.console(), [])
    text = page_file.read_text(encoding="utf-8")
    page_file.write_text(text.replace(
        "<noscript>", "<script>document.title='bad'</script>"
        "<img src=x onerror=document.title='bad'>"
        "<img src='https://example.org/x.png'><noscript>"),
        encoding="utf-8")
    with Browser() as page:
        page.open(page_file)
        check("a script that got in all the same is not run",
              "bad" not in page.driver.title, page.driver.title)
        check("as the page's policy says", sum(
            "Content Security Policy" in line
            for line in page.console()) >= 3)


Costs = namedtuple("Costs", "opened elements key place search")


def costs(page, path):
    """Of opening it, its elements then, of the dearest of some keys and where
    they lead, of a search: counts, since a clock tells of the machine too."""
    opened, elements = page.work(lambda: page.open(path)), page.elements()
    page.find("#list").send_keys(Keys.HOME)
    key = max(page.changes(lambda: page.key("j")) for _ in range(KEYS))
    place = page.run("return shown.indexOf(chosen)")
    search = page.changes(lambda: page.search("cumbria"))
    page.search("")
    return Costs(opened, elements, key, place, search)


def check_many(job):
    def multiply(data):
        letters = data["letters"]
        data["letters"] = [
            {**letters[i % len(letters)], "key": f"K{i}",
             "name": f"{letters[i % len(letters)]['name']} {i}"}
            for i in range(10000)]
        return data

    page_file = rewritten(job / "proof.html", "many.html", multiply)
    with Browser() as page:
        few = costs(page, job / "proof.html")
    with Browser() as page:
        many = costs(page, page_file)
        print(f"# of 354: {few}; of 10,000: {many}")
        check("10,000 letters take what so many times 354 take to be seen",
              many.opened < 1.1 * few.opened * 10000 / 354)
        check("few of them are in the page", 10 < len(page.rows()) < 60 and
              many.elements < few.elements + 50, len(page.rows()))
        check("a key changes no more of it than among 354",
              0 < many.key < 2 * few.key)
        check("and goes on", many.place == KEYS)
        check("nor does a search change much more",
              0 < many.search < 3 * few.search)
        page.search("cumbria 7")
        check("what is looked for is found", 0 < len(page.rows()) < 10,
              page.rows())
        page.search("")
        page.find("#list").send_keys(Keys.END)
        check("the last is as near as the first",
              page.run("return chosen === shown.at(-1)") and
              page.rows()[-1] == page.text("#letter h1"), page.rows()[-2:])


def main():
    set_up_axe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = make_job(folder)
        size = size_of(job)
        check(f"354 letters take less than {MEGABYTES} MB",
              354 * 3 * 1000 < size < MEGABYTES * 1000000, size)
        print(f"# {size / 1e6:.1f} MB")
        with Browser() as page:
            review(page, job)
            keys = mark(page)
            no_longer_seen(page, job)
        approve(job, keys)
        accessible(job)
        prints(job, folder)
        stays_harmless(job)
        check_many(job)
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main())
