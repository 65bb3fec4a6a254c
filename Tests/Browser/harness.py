"""What the console's tests stand on beside their server: a browser, and waiting for what it shows."""

import os
import pathlib

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / ".build/screenshots"
PATIENCE_SECONDS = 20


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
