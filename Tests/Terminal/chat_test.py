#!/usr/bin/env python3
"""Tests `duplex chat` in a real terminal: tmux, with a socket of its own.

    chat_test.py <server> <duplex> [names of tests]
"""

import json
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

PICTURES = pathlib.Path(__file__).resolve().parent.parent.parent / ".build/screenshots"
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

    def picture(self, name):
        """Keeps what is on the screen, for people to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.txt").write_text(self.terminal.screen, encoding="utf-8")

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

    def test_a_megabyte_in_one_line_leaves_the_box_where_it_is(self):
        terminal = self.terminal
        session = self.chat()
        terminal.type("half a thought")
        self.server.say(session, "NOSLEEP " + "x" * 960_000 + " the end")
        terminal.wait_for("the end")
        rows = terminal.screen.rstrip("\n").split("\n")
        self.assertEqual(rows[-1], "> half a thought")
        self.assertTrue(all(len(row) <= 100 for row in rows))

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

    def test_a_suspended_chat_gives_the_terminal_back_and_comes_again(self):
        terminal = self.terminal
        before = terminal.output_of("stty -a")
        session = self.chat()
        terminal.enter("SLEEP:3 while nobody looks")
        terminal.wait_for("Sleeping")
        terminal.type("half a thought")
        terminal.wait(lambda shown: "> half a thought" in shown.screen, "the words in the box")
        terminal.press("C-z")
        terminal.wait_for("Stopped")
        self.assertEqual(terminal.output_of("stty -a"), before)
        self.assertNotIn("> half a thought", terminal.screen)
        self.wait_for_status(session, "idle")
        terminal.enter("fg")
        terminal.wait(lambda shown: "> half a thought" in shown.screen, "the words in the box again")
        terminal.wait_for("agent  SLEEP:3 while nobody looks")
        terminal.press("Enter")
        terminal.wait_for("agent  half a thought")
        terminal.press("C-d")
        terminal.wait_for("goes on with this.")
        self.assertEqual(terminal.output_of("stty -a"), before)

    def test_a_session_is_told_again(self):
        terminal = self.terminal
        session = self.server.session()
        self.server.say(session, "SLEEP:2 the first")
        second = self.server.say(session, "the second")["event"]["offset"]
        terminal.enter(f"{self.duplex} chat --session {session} --url {self.server.url}")
        terminal.wait_for("agent  the second")
        terminal.enter("/replay 1x")
        terminal.wait_for("Replay from event 0 to")
        terminal.wait(lambda shown: "Enter goes live" in shown.screen and "█" in shown.screen, "a bar of the past")
        # What happens meanwhile waits until one is live again.
        self.server.say(session, "meanwhile")
        self.assertNotIn("agent  meanwhile", terminal.text)
        terminal.press("Enter")
        terminal.wait_for("Live again. Meanwhile:")
        terminal.wait_for("agent  meanwhile")
        self.assertEqual(terminal.text.count("agent  SLEEP:2 the first"), 1)
        self.assertEqual(terminal.text.count("you    SLEEP:2 the first"), 2)
        terminal.enter(f"/replay {second} 64x")
        terminal.wait(lambda shown: shown.text.count("Live again.") == 2, "the end of the replay")
        self.assertEqual(terminal.text.count("agent  the second"), 2)
        self.assertEqual(terminal.text.count("you    SLEEP:2 the first"), 2)
        terminal.enter("/replay 99999")
        terminal.wait_for("The session has events up to")
        terminal.enter("/replay soon")
        terminal.wait_for("as in /replay 120 16x.")

    def test_each_command_does_what_it_says(self):
        terminal = self.terminal
        session = self.chat("telco")
        for words, answer in (("my number is +12025550101", "What is the code?"), ("481516", "you are logged in"),
                              ("please close my contract", "Shall I close contract")):
            terminal.enter(words)
            terminal.wait_for(answer)
            self.wait_for_status(session, "idle")
        terminal.enter("yes")
        terminal.wait(lambda shown: "close_contract" in shown.screen and "20 %" in shown.screen, "a bar at 20 %")
        terminal.enter("/side how far is it?")
        terminal.wait_for("-> on the side")
        terminal.wait_for("side   It is running, at")
        terminal.enter("/steer and say it in one sentence")
        terminal.wait_for("-> into the running turn")
        terminal.enter("/queue what packages are there?")
        terminal.wait_for("-> after this turn")
        terminal.wait(lambda shown: "queue  1 what packages are there?" in shown.screen, "the queue")
        terminal.enter("/status")
        terminal.wait_for("running: yes")
        terminal.wait_for("queued: what packages are there?")
        self.picture("chat-side")
        terminal.enter("/cancel")
        terminal.wait_for("Stopped.")
        kinds = [event["payload"]["action"] for event in
                 self.server.ask("GET", f"/v1/sessions/{session}/events?kinds=arbiter.decided")["events"]]
        self.assertEqual(kinds[-3:], ["side", "steer", "enqueue"])

    def test_what_was_sent_comes_back_with_the_arrows(self):
        terminal = self.terminal
        self.chat()
        for words in ("the first line", "the second line"):
            terminal.enter(words)
            terminal.wait_for(f"agent  {words}")
        terminal.type("a draft")
        terminal.press("Up")
        terminal.wait(lambda shown: "> the second line" in shown.screen, "the last line")
        terminal.press("Up")
        terminal.wait(lambda shown: "> the first line" in shown.screen, "the line before")
        terminal.press("Down", "Down")
        terminal.wait(lambda shown: "> a draft" in shown.screen, "the draft")

    def test_an_approval_and_a_question_are_answered_at_the_prompt(self):
        terminal = self.terminal
        session = self.chat()
        terminal.enter("/approve")
        terminal.wait_for("The agent asks nothing now.")
        terminal.enter("ask:approval")
        terminal.wait(lambda shown: "Allow approved?" in shown.screen and "[/approve or /refuse]" in shown.screen, "a request")
        self.wait_for_status(session, "waiting_for_input")
        self.picture("chat-approval")
        terminal.enter("/refuse")
        terminal.wait_for("Refused by local.")
        terminal.wait_until_gone("[/approve or /refuse]")
        terminal.enter("ask:approval")
        terminal.wait(lambda shown: "[/approve or /refuse]" in shown.screen, "another request")
        terminal.enter("/approve")
        terminal.wait_for("Approved by local.")
        terminal.enter("ask me")
        terminal.wait(lambda shown: "[/answer TEXT]" in shown.screen, "a question")
        terminal.enter("/answer blue")
        terminal.wait_for("Answered by local: blue")
        terminal.wait_for("agent  blue")
        self.wait_for_status(session, "idle")

    def test_without_a_terminal_each_line_is_a_message(self):
        terminal = self.terminal
        session = self.server.session()
        chat = f"{self.duplex} chat --session {session} --url {self.server.url}"
        plain = terminal.output_of(f"printf 'one\\n/two\\n' | {chat}")
        self.assertEqual(plain.split("\n")[:2], ["one", "/two"], plain)
        self.assertNotIn("\x1b", plain)
        lines = [json.loads(line) for line in terminal.output_of(f"echo three | {chat} --json").splitlines()]
        self.assertEqual((lines[0]["kind"], lines[-1]["kind"]), ("message.user", "turn.ended"))
        self.assertEqual(lines[-1]["payload"]["outcome"], "completed")
        terminal.output_of(f"echo boom | {chat} --json")
        terminal.enter(f"echo boom | {chat} --json >/dev/null 2>&1; echo code $?")
        terminal.wait_for("code 1")

    def test_a_contract_is_closed_while_two_questions_are_answered(self):
        terminal = self.terminal
        session = self.chat("telco")

        def say(words, answer):
            terminal.enter(words)
            terminal.wait_for(answer)
            self.wait_for_status(session, "idle")

        say("my number is +12025550101", "What is the code?")
        say("481516", "What can I do for you?")
        say("please close my contract", "Shall I close contract C-1042?")
        terminal.enter("yes")
        terminal.wait(lambda shown: "Debts checked" in shown.screen and " 20 %" in shown.screen, "the first step")
        terminal.enter("how far is it?")
        terminal.wait_for("side   It is running, at ")
        terminal.enter("what does roaming in Japan cost?")
        terminal.wait_for("side   In Japan a megabyte costs 0.20 EUR")
        self.assertIn("main   close_contract", terminal.screen)
        terminal.wait_for("That is all.")
        text = " ".join(terminal.text.split())
        self.assertIn("agent Contract C-1042 is closed. It cost 120.00 EUR. While that was running you asked: "
                      "“what does roaming in Japan cost?” In Japan a megabyte costs 0.20 EUR", text)
        self.assertEqual(text.count("-> on the side: A question; the work goes on."), 2)
        self.assertEqual(text.count("Contract C-1042 is closed."), 1)

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
