"""What the console's tests stand on: a server of their own, a browser, and waiting without sleeping."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / ".build/screenshots"
PATIENCE_SECONDS = 20
# Requests go to our own machine, whatever the environment says about proxies.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Server:
    """A server that can be killed, restored and started again at the same port."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="duplex-console-"))
        self.port = 0
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(
            [self.binary, str(self.folder / "data"), str(self.port)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the server did not start")
        self.port = int(line)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def back_up(self):
        shutil.copytree(self.folder / "data", self.folder / "backup")

    def restore(self):
        shutil.rmtree(self.folder / "data")
        (self.folder / "backup").rename(self.folder / "data")

    def close(self):
        self.kill()
        shutil.rmtree(self.folder)

    def ask(self, method, path, body=None, headers=None):
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} | (headers or {}))
        with OPENER.open(request, timeout=30) as response:
            text = response.read()
        return json.loads(text) if text else None

    def session(self, agent="echo"):
        return self.ask("POST", "/v1/sessions", {"agent": agent})["id"]

    def erase_sessions(self):
        for session in self.ask("GET", "/v1/sessions?limit=1000")["sessions"]:
            self.ask("DELETE", f"/v1/sessions/{session['id']}")

    def say(self, session, text):
        """Says something and waits for the end of its turn."""
        return self.ask("POST", f"/v1/sessions/{session}/messages", {"text": text}, {"Prefer": "wait=20"})

    def snapshot(self, session):
        return self.ask("GET", f"/v1/sessions/{session}")


class Browser:
    """Chromium with the console in it."""

    def __init__(self, chromium, driver):
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # The driver is on our own machine.
        os.environ["NO_PROXY"] = "127.0.0.1,localhost"
        self.driver = webdriver.Chrome(service=Service(driver), options=options)
        self.driver.set_script_timeout(PATIENCE_SECONDS)
        self.resize(1440, 900)

    def close(self):
        self.driver.quit()

    def resize(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500,
        })

    def prefer(self, **features):
        """Sets media features, as in `prefers_color_scheme="dark"`."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()],
        })

    def open(self, server, session, rest=""):
        self.driver.get(f"{server.url}/#/s/{session}{rest}")
        self.wait_until_live()

    def wait_until_live(self):
        self.wait("return document.getElementById('connection').dataset.status === 'live'")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, script, *arguments):
        """Waits until a script answers with something true, and answers with it."""
        try:
            return WebDriverWait(self.driver, PATIENCE_SECONDS, poll_frequency=0.03).until(
                lambda driver: driver.execute_script(script, *arguments))
        except Exception as error:
            self.screenshot("failure")
            raise AssertionError(f"not in time: {script} {arguments}\n{self.text('main')[-3000:]}") from error

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def wait_for_text(self, selector, text):
        self.wait("return (document.querySelector(arguments[0])?.innerText ?? '').includes(arguments[1])", selector, text)

    def click(self, selector):
        self.wait("return document.querySelector(arguments[0])?.checkVisibility()", selector)
        self.find(selector).click()

    def click_button(self, label):
        """Clicks the first visible button in the conversation with this text."""
        self.wait(
            "const button = [...document.querySelectorAll('#talk button')]"
            ".find((node) => node.textContent === arguments[0] && node.checkVisibility());"
            "button?.click(); return button !== undefined", label)

    def say(self, text, *keys):
        self.find("#box").send_keys(text)
        self.press(*(keys or (Keys.ENTER,)))

    def press(self, *keys):
        """Presses keys together, wherever the focus is."""
        chain = webdriver.ActionChains(self.driver, duration=0)
        for key in keys[:-1]:
            chain.key_down(key)
        chain.send_keys(keys[-1])
        for key in keys[:-1]:
            chain.key_up(key)
        chain.perform()

    def node_count(self):
        return self.run("return document.querySelectorAll('*').length")

    def thread_time(self):
        """Milliseconds that the page's thread has worked since the page was opened."""
        metrics = self.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
        return 1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def screenshot(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(SCREENSHOTS / f"{name}.png"))

    def errors(self):
        """What the browser has complained of since the last time, a lost connection aside."""
        complaints = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        return [text for text in complaints if "ERR_CONNECTION" not in text and "WebSocket connection" not in text]


class Stopwatch:
    def __init__(self):
        self.started = time.monotonic()

    @property
    def milliseconds(self):
        return round((time.monotonic() - self.started) * 1000)
