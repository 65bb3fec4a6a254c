"""A Duplex server of a test's own, for the console's and the terminal's tests."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

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


class Stopwatch:
    def __init__(self):
        self.started = time.monotonic()

    @property
    def milliseconds(self):
        return round((time.monotonic() - self.started) * 1000)
