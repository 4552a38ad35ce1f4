"""What approvers do on the page of `writ serve`, in headless Chromium against the built program.

Usage: page_test.py PATH-OF-WRIT [FOLDER-FOR-SCREENSHOTS]
"""

import json
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

HERE = pathlib.Path(__file__).parent
WRIT, SCREENSHOTS = None, None
TOKEN = "token-of-the-page-test"
SALESFORCE, VPN, SELF_SERVICE = (f"61eb2db568c7c300079fefd{digit}" for digit in "023")
AMELIA, BEN, OWNER = "00ub0oNGTSWTBKOLGLNR", "00ub0oNGTSWTBKOLGLNS", "00uLocalDevToken0001"
# The maximum time for anything on a busy machine.
TIMEOUT = 40


class Org:
    """A `writ serve` for one test, and its API as scripts call it."""

    def __init__(self):
        self.process = subprocess.Popen(
            [WRIT, "serve", "--port", "0", "--token", TOKEN, "--rate-limit", "off", "--seed", HERE / "seed.yaml"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            self.process.kill()
            raise RuntimeError(f"writ serve did not start: {line!r}")
        self.url = line.removeprefix("listening on ").strip()

    def end(self):
        self.process.terminate()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"SSWS {TOKEN}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers), timeout=TIMEOUT) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def request(self, request_id):
        return self.call(f"/governance/api/v1/requests/{request_id}")

    def make(self, request_type, subject, fields=(), messages=(), requester=AMELIA):
        values = [{"id": field, "value": value} for field, value in fields]
        made = self.call("/governance/api/v1/requests", {
            "requestTypeId": request_type, "subject": subject, "requesterUserIds": [requester],
            "requesterFieldValues": values})
        for message in messages:
            self.call(f"/governance/api/v1/requests/{made['id']}/messages", {"message": message})
        return made["id"]


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class PageTest(unittest.TestCase):
    def setUp(self):
        self.org = Org()
        self.addCleanup(self.org.end)
        self.browser = browser()
        self.addCleanup(self.browser.quit)

    # What a person does

    def until(self, condition, otherwise):
        """Waits for a condition. Elements that the page redraws meanwhile are looked up again."""
        wait = WebDriverWait(self.browser, TIMEOUT, 0.05, [NoSuchElementException, StaleElementReferenceException])
        return wait.until(lambda _: condition(), otherwise)

    def on(self, selector, action):
        """Does something with the first such element, once it exists."""
        def done():
            action(self.browser.find_element(By.CSS_SELECTOR, selector))
            return True
        self.until(done, f"no {selector}")

    def type(self, selector, *keys):
        self.on(selector, lambda one: one.send_keys(*keys))

    def text(self, selector):
        return self.browser.execute_script(
            "return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def see(self, selector, part):
        self.until(lambda: part in self.text(selector), f"{selector} does not show {part!r}")

    def press(self, name):
        """Presses the one button whose visible text is this."""
        def pressed():
            found = [one for one in self.browser.find_elements(By.TAG_NAME, "button")
                     if one.is_displayed() and one.is_enabled() and one.text == name]
            for one in found[:1]:
                one.click()
            return found
        self.until(pressed, f"no button {name}")

    def enter(self, token=TOKEN):
        self.browser.get(self.org.url)
        self.type("#token", token, Keys.ENTER)

    def open(self, request_id):
        self.on(f"#to-{request_id}", lambda one: one.click())
        self.see("#detail", request_id)

    def subjects(self):
        return self.browser.execute_script(
            "return [...document.querySelectorAll('#requests .subject')].map((one) => one.textContent)")

    def picture(self, name):
        if SCREENSHOTS:
            self.browser.save_screenshot(str(SCREENSHOTS / f"{name}.png"))

    # The tests

    def test_approves_one_request_and_denies_another(self):
        fields = [("05c87fe9-11f6-4d40-a033-b155b39dcdbe", "Renewals in the north"),
                  ("1c5ef673-8dbb-4b9c-ac76-0b4180116e43", ["Service Cloud"])]
        approved = self.org.make(SALESFORCE, "Salesforce for Amelia", fields, ["Ask the desk.\nSecond line."])
        denied = self.org.make(VPN, "VPN for a holiday")
        self.enter("wrong")
        self.see("#message", "Wrong token.")
        self.type("#token", TOKEN, Keys.ENTER)
        self.until(lambda: self.subjects() == ["VPN for a holiday", "Salesforce for Amelia"], "not the newest first")
        self.open(approved)
        for part in ("Salesforce for Amelia", "amelia@example.com", "What is the business justification?",
                     "Renewals in the north", "Service Cloud", "Ask the desk.\nSecond line.", "salesforce"):
            self.see("#detail", part)
        self.picture("open")
        self.press("Approve")
        self.see("#message", "must have all required approverFields")
        self.on("[name='7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f']",
                lambda one: Select(one).select_by_visible_text("a week"))
        self.type("[name='8e4d2a1f-3b5c-4d7e-9fa0-1b2c3d4e5f60']", "with pleasure")
        self.press("Approve")
        self.see("#message", "Approved. Request #1 is now OPEN.")
        self.press("Approve")
        self.see("#message", "Approved. Request #1 is now PENDING.")
        self.see("#detail .status", "RESOLVED")
        self.see("#detail", "SUCCEEDED")
        self.picture("resolved")
        self.open(denied)
        self.press("Deny")
        self.see("#message", "Denied. Request #2 is now RESOLVED.")

        request = self.org.request(approved)
        self.assertEqual(request["requestStatus"], "RESOLVED")
        self.assertIsNotNone(request["resolved"])
        self.assertEqual([one["decision"] for one in request["approvals"]], ["APPROVED", "APPROVED"])
        self.assertEqual({one["approverId"] for one in request["approvals"]}, {OWNER})
        answers = [one["value"] for one in request["approvals"][0]["fieldValues"]]
        self.assertEqual(answers, [["a week"], "with pleasure"])
        self.assertEqual(request["actions"][0]["actionStatus"], "SUCCEEDED")
        request = self.org.request(denied)
        self.assertEqual(request["requestStatus"], "RESOLVED")
        self.assertEqual([one["decision"] for one in request["approvals"]], ["DENIED"])
        self.assertIsNone(request["actions"])

    def test_text_of_requests_is_never_executed(self):
        evil = "<script>window.executed = 1</script><img src=x onerror='window.executed = 2'>\u202e&amp;"
        fields = [("05c87fe9-11f6-4d40-a033-b155b39dcdbe", evil)]
        request_id = self.org.make(SALESFORCE, evil, fields, [evil])
        self.enter()
        self.until(lambda: self.subjects() == [evil], "the subject is not shown as it is")
        self.open(request_id)
        self.assertEqual(self.text("#detail").count(evil), 3)
        self.picture("script")
        self.assertIsNone(self.browser.execute_script("return window.executed ?? null"))
        self.assertEqual(self.browser.execute_script("return document.querySelectorAll('script, img').length"), 1)
        # Injected markup would not run either: the policy allows only the page's own script.
        self.browser.execute_script("""
            document.body.insertAdjacentHTML('beforeend', "<img src=x onerror='window.executed = 3'>");
            const script = document.createElement('script');
            script.textContent = 'window.executed = 4';
            document.body.append(script);""")
        self.until(lambda: [one for one in self.browser.get_log("browser")
                            if "Content Security Policy" in one["message"]], "the policy let a script pass")
        self.assertIsNone(self.browser.execute_script("return window.executed ?? null"))

    def test_shows_automatic_transitions_without_a_reload(self):
        waiting = self.org.make(VPN, "waits for a person")
        self.enter()
        self.open(waiting)
        moving = self.org.make(SELF_SERVICE, "changes automatically")
        self.see(f"#to-{moving} .status", "RESOLVED")
        self.press("Lock (no more decisions)")
        self.see("#detail .status", "LOCKED")
        self.assertEqual(self.org.request(waiting)["requestStatus"], "LOCKED")
        self.org.call(f"/governance/api/v1/requests/{waiting}/messages", {"message": "came later"})
        self.see("#detail", "came later")

    def test_pages_searches_and_filters_many_requests(self):
        for number in range(120):
            self.org.make(VPN, f"number {number}")
        self.enter()
        numbers = [f"number {number}" for number in reversed(range(120))]
        self.until(lambda: self.subjects() == numbers[:50], "not the first page")
        self.press("Older")
        self.until(lambda: self.subjects() == numbers[50:100], "not the second page")
        self.press("Older")
        self.until(lambda: self.subjects() == numbers[100:], "not the last page")
        self.press("Newer")
        self.until(lambda: self.subjects() == numbers[50:100], "not back")
        self.type("#search", "NUMBER 11")
        found = [name for name in numbers if name.startswith("number 11")]
        self.until(lambda: self.subjects() == found, "not what was searched")
        # By keyboard only: open the first request of the list, and deny it.
        self.type("#requests a", Keys.ENTER)
        self.see("#detail", "number 119")
        self.until(lambda: self.browser.switch_to.active_element.get_attribute("id") == "detail-title", "no focus")
        self.type("#detail button.deny", Keys.ENTER)
        self.see("#message", "Denied.")
        self.type("#search", Keys.CONTROL + "a", Keys.BACKSPACE)
        self.type("#status-RESOLVED", Keys.SPACE)
        self.until(lambda: self.subjects() == ["number 119"], "not those that are resolved")
        self.see("#count-RESOLVED", "1")

    def test_finds_requests_by_login_and_shows_how_they_were_decided(self):
        denied, approved = self.org.make(VPN, "first"), self.org.make(VPN, "second")
        self.org.make(VPN, "third", requester=BEN)
        self.org.call(f"/local/v1/requests/{denied}/decision", {"decision": "DENIED"})
        self.org.call(f"/local/v1/requests/{approved}/decision", {"decision": "APPROVED"})
        self.enter()
        self.see(f"#to-{denied}", "DENIED")
        self.see(f"#to-{approved} .status", "RESOLVED")
        self.see(f"#to-{approved} .decision", "APPROVED")
        self.type("#search", "BEN@")
        self.until(lambda: self.subjects() == ["third"], "not the requests of a login")
        self.picture("decided")
        self.type("#search", Keys.CONTROL + "a", Keys.BACKSPACE)
        self.type("#search", "amelia@example.com")
        self.until(lambda: self.subjects() == ["second", "first"], "not the requests of another login")

    def test_decides_several_requests_at_once(self):
        ids = [self.org.make(VPN, f"number {number}") for number in range(3)]
        field = ("05c87fe9-11f6-4d40-a033-b155b39dcdbe", "Renewals")
        asking = self.org.make(SALESFORCE, "has a question", [field])
        self.enter()
        for request_id in (ids[0], ids[1], asking):
            self.on(f"#pick-{request_id}", lambda one: one.click())
        self.see("#picked-count", "3 selected")
        self.picture("selected")
        self.press("Approve selected")
        self.see("#message", "Approved 2. Failed: #4 has required fields; open it to approve.")
        self.see("#picked-count", "1 selected")
        self.on("#pick-all", lambda one: one.click())
        self.see("#picked-count", "2 selected")
        self.press("Deny selected")
        self.see("#message", "Denied 2.")
        self.until(lambda: not self.browser.find_element(By.ID, "batch").is_displayed(), "requests are left to decide")
        decisions = [self.org.request(one)["approvals"][0]["decision"] for one in (*ids, asking)]
        self.assertEqual(decisions, ["APPROVED", "APPROVED", "DENIED", "DENIED"])

    def test_is_readable_and_accessible(self):
        request_id = self.org.make(SALESFORCE, "a subject " * 20, [], ["w" * 300])
        for scheme in ("light", "dark"):
            self.browser.execute_cdp_cmd(
                "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            for width, name in ((1280, "wide"), (360, "phone")):
                self.browser.set_window_size(width, 900)
                self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                    "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500})
                self.browser.get(self.org.url)
                self.browser.execute_script("sessionStorage.clear()")
                self.browser.get(self.org.url)
                self.check_reading(f"sign in, {scheme}, {name}")
                self.type("#token", TOKEN, Keys.ENTER)
                self.until(lambda: len(self.subjects()) == 1, "no list")
                self.check_reading(f"list, {scheme}, {name}")
                self.picture(f"list-{scheme}-{name}")
                self.open(request_id)
                self.check_reading(f"request, {scheme}, {name}")
                self.picture(f"request-{scheme}-{name}")

    def check_reading(self, where):
        found = self.browser.execute_script((HERE / "reading.js").read_text())
        self.assertEqual(found["wider"], 0, f"{where}: the page is wider than the window")
        self.assertEqual(found["pale"], [], f"{where}: too little contrast")
        self.assertGreater(found["texts"], 5, where)
        tree = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        controls = ("button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "group")
        nameless = [node["role"]["value"] for node in tree if not node["ignored"]
                    and node["role"]["value"] in controls and not node.get("name", {}).get("value")]
        self.assertEqual(nameless, [], f"{where}: nameless controls")


if __name__ == "__main__":
    WRIT = pathlib.Path(sys.argv[1]).resolve()
    SCREENSHOTS = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    unittest.main(argv=sys.argv[:1], verbosity=2)
