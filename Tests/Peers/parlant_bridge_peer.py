"""Agents on real Parlant servers, behind a real `duplex serve`: what the bridge promises, tried out.

    parlant_bridge_peer.py DUPLEX PARLANT_PYTHON [OVERLAY]

DUPLEX is the program, PARLANT_PYTHON the interpreter of an environment that has Parlant, and OVERLAY a folder of modules
that come before that environment's own, as those of a plain install that give all messages the trace id `<main>`. Prints a
line for each check and ends with 1 at the first that fails.
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 60


def check(what, truth, found=None):
    if not truth:
        sys.exit(f"failed: {what}; found {found!r}")
    print(f"ok {what}", flush=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def ask(method, url, body=None, timeout=PATIENCE):
    request = urllib.request.Request(url, method=method, headers={"Content-Type": "application/json"})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout) as answer:
        return json.load(answer)


def wait_for(url, process):
    """Waits until a server answers; a process that has ended never will."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            return ask("GET", url, timeout=5)
        time.sleep(0.2)
    sys.exit(f"failed: nothing answers at {url}")


class Parlant:
    """One Parlant server in a folder of its own; a new one on the same port has forgotten everything."""

    def __init__(self, agent, *options):
        self.agent, self.options, self.port = agent, options, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        folder = tempfile.mkdtemp(prefix="parlant-", dir=WORK)
        environment = dict(os.environ, PARLANT_HOME=folder, **({"PYTHONPATH": OVERLAY} if OVERLAY else {}))
        log = open(pathlib.Path(WORK) / f"{self.agent}.log", "ab")
        self.process = subprocess.Popen(
            [PARLANT, HERE / "parlant_server.py", str(self.port), self.agent, *self.options],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ready(self):
        wait_for(self.url + "/healthz", self.process)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class Duplex:
    """The server under test, with its log."""

    def __init__(self, configuration):
        self.folder = tempfile.mkdtemp(prefix="duplex-", dir=WORK)
        (pathlib.Path(self.folder) / "duplex.json5").write_text(json.dumps(configuration))
        self.log = pathlib.Path(self.folder) / "log"
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [DUPLEX, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", "data"],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=open(self.log, "ab"))
        self.url = json.loads(self.process.stdout.readline())["url"]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def feeds_started(self):
        return sum("feed started" in line for line in self.log.read_text().splitlines())

    def open(self, agent):
        return Session(self, ask("POST", self.url + "/v1/sessions", {"agent": agent})["id"])


class Session:
    def __init__(self, server, name):
        self.server, self.name = server, name

    def send(self, text, **more):
        """Says something; the name of its turn."""
        body = {"text": text, **more}
        return ask("POST", f"{self.server.url}/v1/sessions/{self.name}/messages", body)["turn"]

    def events(self, first=0, wait=0):
        found = ask("GET", f"{self.server.url}/v1/sessions/{self.name}/events?from={first}&limit=1000&wait={wait}")
        return found["events"]

    def turn(self, turn):
        """The events of a turn, once it has ended."""
        deadline = time.monotonic() + PATIENCE
        seen = []
        while time.monotonic() < deadline:
            seen += self.events(seen[-1]["offset"] + 1 if seen else 0, wait=5)
            mine = [event for event in seen if event.get("turn") == turn]
            if any(event["kind"] == "turn.ended" for event in mine):
                return mine
        sys.exit(f"failed: the turn {turn} does not end; {[event['kind'] for event in seen]}")

    def say(self, text, **more):
        return self.turn(self.send(text, **more))


def outcome(events):
    return next(event["payload"]["outcome"] for event in events if event["kind"] == "turn.ended")


def error(events):
    return next(event["payload"] for event in events if event["kind"] == "turn.ended").get("error", {}).get("code")


def texts(events):
    return ["".join(part.get("text", "") for part in event["payload"].get("parts", []))
            for event in events if event["kind"] == "message.agent"]


def three_turns(server, agent):
    before = server.feeds_started()
    session = server.open(agent)
    for text in ["one", "two", "three"]:
        events = session.say(text)
        check(f"{agent}: {text} is answered", outcome(events) == "completed", outcome(events))
        check(f"{agent}: by its own words", texts(events) == ["One moment.", f"{agent} heard: {text}"], texts(events))
    check(f"{agent}: three turns, one feed", server.feeds_started() == before + 1, server.feeds_started() - before)
    return session


def interruption(server):
    session = server.open("research")
    first = session.send("pause 20 and think")
    time.sleep(1)
    second = session.say("rather this", when_busy="interrupt")
    check("an interruption is answered at once", "research heard: rather this" in texts(second), texts(second))
    first = session.turn(first)
    check("the interrupted turn says so", outcome(first) == "interrupted", outcome(first))
    check("and has nothing of the next one", not any("rather" in text for text in texts(first)), texts(first))


def failing_model(server):
    silent = server.open("research").say("please break")
    check("an answer that never comes fails the turn", error(silent) == "upstream.empty", silent[-1])
    session = server.open("welfare")
    events = session.say("please break")
    check("a failing model fails the turn", (outcome(events), error(events)) == ("failed", "upstream.failed"), events[-1])
    everything = json.dumps(session.events())
    check("its traceback is in no event", "Traceback" not in everything and "nobody's eyes" not in everything)
    events = session.say("again")
    check("and the next turn is answered", texts(events)[-1:] == ["welfare heard: again"], texts(events))


def restarts(server, research, session):
    """Both sides are killed, one after the other; the session goes on."""
    upstream = memory(session)
    server.kill()
    server.start()
    events = session.say("after a crash")
    check("after kill -9 the feed goes on", texts(events)[-1:] == ["research heard: after a crash"], texts(events))
    check("in the same upstream session", memory(session)["session"] == upstream["session"], memory(session))
    check("further on", memory(session)["next"] > upstream["next"], memory(session))
    research.stop()
    events = session.say("is anybody there?")
    check("a server that is away is named", error(events) == "upstream.unreachable", error(events))
    research.start()
    research.ready()
    events = session.say("and now?")
    check("an empty successor answers", texts(events)[-1:] == ["research heard: and now?"], texts(events))
    rebound = [event for event in session.events() if event["kind"] == "session.rebound"]
    check("in a new upstream session", len(rebound) == 1 and rebound[0]["payload"]["from"] == upstream["session"], rebound)


def memory(session):
    """Where the feed stands, as the log remembers it."""
    places = [event["payload"]["memory"] for event in session.events()
              if event["kind"] == "session.updated" and "memory" in event["payload"]]
    return next(value for place in reversed(places) for key, value in place.items() if key.startswith("upstream."))


def care(research, welfare):
    """The care demo with both experts on Parlant servers."""
    server = Duplex({
        "firstAgent": "care", "careResearch": f"{research.url}#research", "careWelfare": f"{welfare.url}#welfare"})
    server.start()
    session = server.open("care")
    events = session.say("dementia: papers, and what is paid?")
    answer = texts(events)[-1]
    check("care: both experts answer, on two servers",
          "research heard: dementia" in answer and "welfare heard: dementia" in answer, answer)
    parts = {event["payload"].get("key") for event in events if event["kind"].startswith("partial.")}
    check("care: each answer is a partial result", {"research_paper", "medical_welfare"} <= parts, parts)
    welfare.stop()
    answer = texts(server.open("care").say("dementia: papers, and what is paid?"))[-1]
    check("care: one server away, the other answers", "research heard: dementia" in answer, answer)
    check("care: and the lack is named", "there is no answer" in answer, answer)
    check("care: it ends in good order", server.stop() == 0)


def main():
    research, welfare = Parlant("research"), Parlant("welfare", "--stream")
    server = Duplex({"agents": {
        one.agent: {"kind": "parlant", "url": one.url, "agent": one.agent, "customer": "guest"}
        for one in (research, welfare)}})
    try:
        for one in (research, welfare):
            one.start()
        server.start()
        for one in (research, welfare):
            one.ready()
        session = three_turns(server, "research")
        events = ask("GET", f"{research.url}/sessions/{memory(session)['session']}/events?wait_for_data=0")
        traces = {event["trace_id"] for event in events}
        # A plain install calls every message `<main>`, and what answers it by a name of its own.
        check("the upstream names turns as expected", ("<main>" in traces) == bool(OVERLAY), traces)
        check("and tells three of them apart", len(traces - {"<main>"}) == 3, traces)
        streamed = three_turns(server, "welfare")
        deltas = [event for event in streamed.events() if event["kind"] == "message.delta"]
        check("welfare: written messages come word by word", len(deltas) > 3, len(deltas))
        interruption(server)
        failing_model(server)
        restarts(server, research, session)
        check("it ends in good order", server.stop() == 0)
        care(research, welfare)
    finally:
        for one in (research, welfare):
            one.stop()


if __name__ == "__main__":
    DUPLEX, PARLANT = (os.path.abspath(path) for path in sys.argv[1:3])
    OVERLAY = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else ""
    with tempfile.TemporaryDirectory(prefix="duplex-parlant-") as WORK:
        main()
