"""What readers see of reports as HTML, in headless Chromium: the recorded ones, of which one has hostile texts.

Usage: report_test.py [FOLDER-FOR-SCREENSHOTS]
"""

import pathlib
import sys
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

HERE = pathlib.Path(__file__).parent
GOLDENS = HERE.parent / "ReportingTests" / "Golden"
REPORTS = ("report", "status")
SCREENSHOTS = None


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        options = webdriver.ChromeOptions()
        for option in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
            options.add_argument(option)
        options.binary_location = "/usr/bin/chromium"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        cls.browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        cls.addClassCleanup(cls.browser.quit)

    def show(self, scheme, width, report="report"):
        self.browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
        self.browser.get((GOLDENS / f"{report}.html").as_uri())

    def test_is_readable_in_every_width_and_scheme(self):
        for scheme in ("light", "dark"):
            for width in (1280, 400):
                for report in REPORTS:
                    where = f"{report}, {scheme}, {width}"
                    self.show(scheme, width, report)
                    found = self.browser.execute_script((HERE / "reading.js").read_text())
                    self.assertEqual(found["wider"], 0, f"{where}: the page is wider than the window")
                    self.assertEqual(found["pale"], [], f"{where}: too little contrast")
                    self.assertGreater(found["texts"], 20, where)
                    self.picture(f"{report}-{scheme}-{width}")

    def test_runs_nothing_and_loads_nothing(self):
        self.show("light", 1280)
        self.assertEqual(self.browser.execute_script("return document.images.length + document.scripts.length"), 0)
        self.assertEqual(self.browser.execute_script("return performance.getEntriesByType('resource').length"), 0)
        self.assertEqual([one for one in self.browser.get_log("browser") if one["level"] == "SEVERE"], [])

    def test_bars_name_their_parts(self):
        self.show("light", 1280)
        labels = self.browser.execute_script("return [...document.querySelectorAll('.bar')].map(x => x.ariaLabel)")
        self.assertEqual(labels[0], "Salesforce access: 1 created, 1 blocked")
        tree = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        names = [node.get("name", {}).get("value") for node in tree if not node["ignored"]]
        self.assertIn(labels[0], names)

    def test_prints(self):
        self.show("dark", 1280)
        printed = self.browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
        self.assertGreater(len(printed["data"]), 10_000)

    def picture(self, name):
        if SCREENSHOTS:
            height = self.browser.execute_script("return document.documentElement.scrollHeight")
            self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": self.browser.execute_script("return innerWidth"), "height": height, "deviceScaleFactor": 1,
                "mobile": False})
            self.browser.save_screenshot(str(SCREENSHOTS / f"{name}.png"))


if __name__ == "__main__":
    SCREENSHOTS = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    unittest.main(argv=sys.argv[:1], verbosity=2)
