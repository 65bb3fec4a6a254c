"""Reads the talk that the arbiter's second reader is trained on: `talk/AUTHOR/NN.txt`.

A file is a row of blocks. A block is a piece of running work and messages about it, each with what it asks for:

    @ goal ; tool duration effect [untilCommit|never] [committed] ; 29s [; gap 900ms] [; idle]
    u the person's previous message        a the agent's last words        k a stopped goal ; what was kept ; 40s ago
    c a message that ends the work         i one that wants something else instead
    t a detail of the same work            s talk beside it                e work for afterwards
    m a continuation                       r "go on"                       i/t also fair: the second

    talk.py > situations.jsonl
"""
import json, pathlib, re

ACTIONS = {"c": "cancel", "i": "interrupt", "s": "side", "t": "steer", "e": "enqueue", "m": "merge", "r": "resume"}
FOLDER = pathlib.Path(__file__).parent / "talk"


class Malformed(Exception):
    """A line that is none of the above; says where."""


def tool_of(words):
    """The tool of a block's first line."""
    name, duration, effect, *rest = words
    tool = {"name": name, "duration": duration, "effect": effect, "interruptible": "anyTime", "committed": False,
            "percent": 0}
    for word in rest:
        if word == "committed":
            tool["committed"] = True
        else:
            tool["interruptible"] = word
    if tool["committed"] and tool["interruptible"] == "anyTime":
        tool["interruptible"] = "untilCommit"
    return tool


def header(line):
    """The work that a block is about."""
    goal, *fields = (field.strip() for field in line[1:].split(";"))
    work = {"goal": goal, "tool": None, "seconds": 20, "gap": None, "idle": False, "history": [], "kept": None}
    for field in fields:
        if field == "idle":
            work["idle"] = True
        elif re.fullmatch(r"\d+s", field):
            work["seconds"] = int(field[:-1])
        elif gap := re.fullmatch(r"gap (\d+)ms", field):
            work["gap"] = int(gap[1])
        elif field not in ("", "model"):
            work["tool"] = tool_of(field.split())
    if work["gap"] is not None and work["seconds"] == 20:
        work["seconds"] = max(1, work["gap"] // 1000)
    return work


def situation(work, message):
    """The situation in which a message of a block arrives, as `duplex decide` reads it."""
    running = None if work["idle"] else {
        "goal": work["goal"], "agent": "agent", "phase": "tool" if work["tool"] else "model", "tool": work["tool"],
        "elapsed_s": work["seconds"], "queued": 0}
    return {
        "running": running, "last_interrupted": work["kept"],
        "since_previous_message_ms": work["seconds"] * 1000 + 400 if work["gap"] is None else work["gap"],
        "history": work["history"] or [{"role": "user", "text": work["goal"]}], "message": message}


def messages(path):
    """The labelled messages of a file."""
    work = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            work = header(line)
            block = f"{path.parent.name}/{path.stem}:{number}"
            continue
        label, _, text = line.partition(" ")
        text = text.strip()
        if work is None or not text:
            raise Malformed(f"{path}:{number}: {line}")
        if label in ("u", "a"):
            work["history"].append({"role": "user" if label == "u" else "agent", "text": text})
        elif label == "k":
            goal, kept, ago = (part.strip() for part in text.split(";"))
            work["kept"] = {"goal": goal, "agent": "agent", "kept": kept, "ago_s": int(re.match(r"\d+", ago)[0])}
        elif all(letter in ACTIONS for letter in label.split("/")):
            expected, *accepted = (ACTIONS[letter] for letter in label.split("/"))
            yield {"id": f"{path.parent.name}/{path.stem}:{number}", "block": block, "situation": situation(work, text),
                   "label": {"expect": expected, "also_ok": accepted}}
        else:
            raise Malformed(f"{path}:{number}: {line}")


def everything(folder=FOLDER):
    """All labelled messages, in the order of the files."""
    return [message for path in sorted(folder.glob("*/*.txt")) for message in messages(path)]


if __name__ == "__main__":
    for message in everything():
        print(json.dumps(message, ensure_ascii=False))
