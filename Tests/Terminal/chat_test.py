#!/usr/bin/env python3
"""Tests `duplex chat` in a real terminal: tmux, with a socket of its own.

    chat_test.py <server> <duplex> [names of tests]
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Browser"))

from server import Server, Stopwatch  # noqa: E402

PATIENCE_SECONDS = 20
PROMPT = "ready$ "


class Terminal:
    """A shell in a tmux window. Keys go in, what stands on the screen comes out."""

    def __init__(self, width=100, height=30):
        self.folder = tempfile.mkdtemp(prefix="duplex-tmux-")
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        self.environment = kept | {
            "TMUX_TMPDIR": self.folder, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "PS1": PROMPT,
        }
        # The server that tmux starts must not hold our own pipes.
        self.tmux("new-session", "-d", "-x", str(width), "-y", str(height), "bash", "--norc", "--noprofile")
        self.tmux("set-option", "-g", "escape-time", "0")
        self.wait_for(PROMPT.strip())

    def tmux(self, *words):
        command = ["tmux", "-L", "duplex", "-f", "/dev/null", "-u", *words]
        if words[0] == "capture-pane" or words[0] == "display-message":
            return subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  check=True, timeout=PATIENCE_SECONDS).stdout
        subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True, timeout=PATIENCE_SECONDS)
        return ""

    def close(self):
        self.tmux("kill-server")
        shutil.rmtree(self.folder)

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def enter(self, text):
        self.type(text)
        self.press("Enter")

    @property
    def screen(self):
        """The rows in sight."""
        return self.tmux("capture-pane", "-p")

    @property
    def text(self):
        """Everything, with what has scrolled away, and wrapped rows joined."""
        return self.tmux("capture-pane", "-p", "-J", "-S", "-")

    def wait(self, fits, what):
        """Looks again and again until what is shown fits."""
        watch = Stopwatch()
        while not fits(self):
            if watch.milliseconds > PATIENCE_SECONDS * 1000:
                raise AssertionError(f"not in time: {what}\n{self.text[-4000:]}")
            time.sleep(0.03)

    def wait_for(self, words):
        self.wait(lambda terminal: words in terminal.text, words)

    def wait_until_gone(self, words):
        self.wait(lambda terminal: words not in terminal.screen, f"without {words}")

    def output_of(self, command):
        """What a command writes, run in the terminal's own shell."""
        path = pathlib.Path(self.folder) / "output"
        done = pathlib.Path(self.folder) / "done"
        done.unlink(missing_ok=True)
        self.enter(f"{command} >{path} 2>&1; touch {done}")
        self.wait(lambda _: done.exists(), command)
        return path.read_text(encoding="utf-8")


class ChatTests(unittest.TestCase):
    server = None
    duplex = ""

    def setUp(self):
        self.terminal = Terminal()

    def tearDown(self):
        self.terminal.close()

    def chat(self, agent="echo"):
        session = self.server.session(agent)
        self.terminal.enter(f"{self.duplex} chat --session {session} --url {self.server.url}")
        self.terminal.wait_for("Esc stop")
        return session

    def wait_for_status(self, session, status):
        self.terminal.wait(lambda _: self.server.snapshot(session)["status"] == status, f"status {status}")

    def test_one_types_while_it_answers(self):
        terminal = self.terminal
        session = self.chat()
        words = "slow words " + "that go on " * 8 + "to the end"
        terminal.enter(words)
        terminal.wait_for("agent  slow words that")
        terminal.type("typed meanwhile")
        terminal.wait(lambda shown: "> typed meanwhile" in shown.screen, "the words in the box")
        self.assertEqual(self.server.snapshot(session)["status"], "running")
        terminal.press("Tab")
        terminal.wait_for("agent  typed meanwhile")
        self.assertIn(words, " ".join(terminal.text.split()))
        self.assertIn("you    typed meanwhile", terminal.text)
        texts = [event["payload"]["parts"][0]["text"] for event in
                 self.server.ask("GET", f"/v1/sessions/{session}/events?kinds=message.agent")["events"]]
        self.assertEqual(texts, [words, "typed meanwhile"])

    def test_escape_stops_the_turn_whatever_stands_in_the_box(self):
        terminal = self.terminal
        session = self.chat()
        terminal.enter("SLEEP:30")
        terminal.wait_for("Sleeping")
        terminal.wait(lambda shown: "█" in shown.screen, "a bar")
        terminal.type("half a thought")
        terminal.press("Escape")
        terminal.wait_for("Stopped.")
        self.wait_for_status(session, "idle")
        self.assertIn("> half a thought", terminal.screen)
        terminal.press("Enter")
        terminal.wait_for("agent  half a thought")

    def test_control_c_twice_leaves_and_gives_the_terminal_back(self):
        terminal = self.terminal
        before = terminal.output_of("stty -a")
        session = self.chat()
        terminal.type("not sent")
        terminal.wait(lambda shown: "> not sent" in shown.screen, "the words in the box")
        terminal.press("C-c")
        terminal.wait_until_gone("not sent")
        terminal.press("C-c")
        terminal.wait_for("Press Ctrl-C again to leave")
        terminal.press("C-c")
        terminal.wait_for(f"duplex chat --session {session} goes on with this.")
        self.assertEqual(terminal.output_of("echo $?"), "130\n")
        self.assertEqual(terminal.output_of("stty -a"), before)
        # What is pasted from now on is the shell's again.
        terminal.enter("echo back in the sh''ell")
        terminal.wait_for("back in the shell")

    def test_a_turn_goes_on_when_the_person_leaves(self):
        terminal = self.terminal
        session = self.chat()
        terminal.enter("SLEEP:2 and then this")
        terminal.wait_for("Sleeping")
        terminal.press("C-d")
        terminal.wait_for("goes on with this.")
        self.assertEqual(terminal.output_of("echo $?"), "0\n")
        self.wait_for_status(session, "idle")
        terminal.enter(f"{self.duplex} chat --session {session} --url {self.server.url}")
        terminal.wait_for("agent  SLEEP:2 and then this")

    def test_a_smaller_window_leaves_one_prompt(self):
        terminal = self.terminal
        self.chat()
        terminal.enter("SLEEP:30")
        terminal.wait_for("Sleeping")
        terminal.type("some words that are long enough to be wrapped in a narrow window")
        for width, height in ((44, 12), (120, 40), (60, 20)):
            terminal.tmux("resize-window", "-x", str(width), "-y", str(height))
            terminal.wait(
                lambda shown: [row for row in shown.screen.split("\n") if row.startswith("> some words")] != []
                and "Sleeping" in shown.screen, f"the box at {width} columns")
        # Another key makes the program draw once more at its new size.
        terminal.type("!")
        terminal.wait(lambda shown: "window!" in " ".join(shown.screen.split()), "the new key")
        rows = terminal.screen.rstrip("\n").split("\n")
        self.assertEqual(len([row for row in rows if row.startswith("> ")]), 1, "\n".join(rows))
        self.assertTrue(all(len(row) <= 60 for row in rows))
        terminal.press("Escape")
        terminal.wait_for("Stopped.")

    def test_it_survives_a_killed_server(self):
        terminal = self.terminal
        self.chat()
        terminal.enter("before")
        terminal.wait_for("agent  before")
        self.server.kill()
        terminal.wait_for("The connection is lost; trying again")
        terminal.enter("said meanwhile")
        self.server.start()
        terminal.wait_for("agent  said meanwhile")
        terminal.wait_until_gone("The connection is lost")
        self.assertEqual(terminal.text.count("agent  before"), 1)

    def test_what_an_agent_says_cannot_drive_the_terminal(self):
        terminal = self.terminal
        title = terminal.tmux("display-message", "-p", "#{pane_title}")
        session = self.server.session()
        self.server.say(session, "NOSLEEP one \x1b]0;owned\x07 two \x1b[2J three \x9b31m four \u202e five")
        terminal.enter(f"{self.duplex} chat --session {session} --url {self.server.url}")
        terminal.wait_for("five")
        self.assertIn("agent  NOSLEEP one", terminal.text)
        self.assertEqual(terminal.tmux("display-message", "-p", "#{pane_title}"), title)

    def test_a_stopped_turn_goes_on_when_one_says_so(self):
        terminal = self.terminal
        session = self.chat()
        terminal.enter("/resume")
        terminal.wait_for("No turn was stopped that could go on.")
        terminal.enter("SLEEP:2 on and on")
        terminal.wait_for("Sleeping")
        terminal.press("Escape")
        terminal.wait_for("Stopped.")
        terminal.enter("/resume")
        terminal.wait_for("agent  SLEEP:2 on and on")
        self.wait_for_status(session, "idle")
        ends = self.server.ask("GET", f"/v1/sessions/{session}/events?kinds=turn.ended")["events"]
        self.assertEqual([end["payload"]["outcome"] for end in ends], ["cancelled", "completed"])

    def test_a_session_is_watched_as_a_tree(self):
        terminal = self.terminal
        session = self.server.session()
        terminal.enter(f"{self.duplex} watch {session} --url {self.server.url}")
        self.server.ask("POST", f"/v1/sessions/{session}/messages", {"text": "SLEEP:2 in a tree"})
        terminal.wait_for("● turn 1  SLEEP:2 in a tree")
        terminal.wait(lambda shown: "● sleep  Sleeping" in shown.screen and " %" in shown.screen, "a tool at work")
        terminal.wait_for("✓ turn 1  SLEEP:2 in a tree")
        self.assertNotIn("●", terminal.screen)
        terminal.press("C-c")
        lines = terminal.output_of(f"{self.duplex} watch {session} --no-follow --url {self.server.url}").split("\n")
        self.assertTrue(lines[0].startswith("✓ turn 1  SLEEP:2 in a tree"))
        self.assertTrue(any(line.startswith("      ✓ sleep  Sleeping") for line in lines), lines)

    def test_commands_are_listed_and_mistakes_named(self):
        terminal = self.terminal
        self.chat()
        terminal.enter("/help")
        terminal.wait_for("/interrupt TEXT")
        terminal.enter("/stpo")
        terminal.wait_for("Did you mean /stop?")
        terminal.enter("/quit")
        terminal.wait_for("goes on with this.")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    server, duplex, *names = sys.argv[1:]
    watch = Stopwatch()
    ChatTests.duplex = str(pathlib.Path(duplex).resolve())
    ChatTests.server = Server(server)
    try:
        loader = unittest.TestLoader()
        suite = loader.loadTestsFromNames(names, ChatTests) if names else loader.loadTestsFromTestCase(ChatTests)
        result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    finally:
        ChatTests.server.close()
    print(f"{watch.milliseconds / 1000:.0f} s")
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
