"""Chromium, as a reviewer has it before them.

    with Browser(1400, 950) as page:
        page.open("out/tiny/proof.html")
        page.key("j")
        print(page.text("#letter h2"), page.console())
"""

import subprocess
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

AXE = Path("build/axe/axe.min.js")


def set_up_axe():
    subprocess.run(["tests/proof/setup-axe"], check=True)


class Browser:
    """A window of that size; "phone" has a finger and no mouse."""

    def __init__(self, width=1400, height=950, dark=False, phone=False):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--host-resolver-rules=MAP * ~NOTFOUND, "
                     "EXCLUDE 127.0.0.1"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs",
                               {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(
            service=Service("/usr/bin/chromedriver"), options=options)
        self.tell("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=phone)
        self.tell("Emulation.setEmulatedMedia", features=[{
            "name": "prefers-color-scheme",
            "value": "dark" if dark else "light"}])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def tell(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def open(self, path):
        self.driver.get(Path(path).resolve().as_uri())

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def work(self, act):
        """How often the page's functions, and their branches, ran meanwhile:
        what no clock has to tell, which goes by what else is running."""
        self.tell("Profiler.enable")
        self.tell("Profiler.startPreciseCoverage", callCount=True,
                  detailed=True)
        act()
        told = self.tell("Profiler.takePreciseCoverage")["result"]
        self.tell("Profiler.stopPreciseCoverage")
        return sum(part["count"] for script in told
                   for function in script["functions"]
                   for part in function["ranges"])

    def changes(self, act):
        """How many elements and texts came or went meanwhile."""
        self.run(
            "window.changed = 0;"
            "const size = (node) => node.nodeType === 1 ?"
            " 1 + [...node.childNodes].reduce((sum, child) =>"
            " sum + size(child), 0) : 1;"
            "window.watcher = new MutationObserver((records) =>"
            " records.forEach((record) => [...record.addedNodes,"
            " ...record.removedNodes].forEach((node) => {"
            " window.changed += size(node); })));"
            "window.watcher.observe(document,"
            " {subtree: true, childList: true});")
        act()
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() =>"
            " setTimeout(done));")
        return self.run("window.watcher.disconnect(); return window.changed;")

    def elements(self):
        return self.run("return document.getElementsByTagName('*').length")

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """As it is shown: "" for what cannot be seen."""
        return self.find(selector).text

    def click(self, selector):
        self.find(selector).click()

    def key(self, *keys):
        """Where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def search(self, words):
        box = self.find("#search")
        box.clear()
        box.send_keys(words, Keys.ENTER)

    def choose(self, selector, label):
        for option in self.find(selector).find_elements(By.TAG_NAME, "option"):
            if option.text == label:
                option.click()
                return
        raise LookupError(f"no '{label}' in {selector}")

    def rows(self):
        """The names in the list that are in the page, from the top."""
        return self.run(
            "return [...document.querySelectorAll('.row')].sort((a, b) =>"
            " a.ariaPosInSet - b.ariaPosInSet).map((row) =>"
            " row.querySelector('.who').textContent)")

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def faults(self):
        """What axe-core finds: "rule: element" each."""
        self.run(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run({resultTypes: ['violations']})"
            ".then((result) => done(result.violations))")
        return [f"{fault['id']}: {node['html'][:120]}"
                for fault in found for node in fault["nodes"]]

    def picture(self, path):
        self.driver.save_screenshot(str(path))

    def print(self):
        """The PDF that the page prints to."""
        return self.tell("Page.printToPDF", preferCSSPageSize=True)["data"]
