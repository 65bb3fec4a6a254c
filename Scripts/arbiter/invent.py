"""Situations without labels, made of the talk: other words, other states, other goals, two messages in one.

They are not what people say, and nobody says what they ask for but the teacher: the student learns from them how the
teacher reads, which takes more text than people can write.
"""
import copy, random, re

import torch

# Words that carry what a message asks for are never exchanged.
KEPT = set(
    """the a an and or but if of to in on at for with it is are was were be been i you he she we they me my your his her
    our their this that these those not no don't do does did have has had can could would should will just so then than
    as by from what which who how when where why instead stop cancel after before already only also too more never""".split())

STATES = [
    ("long", "read", "anyTime", False), ("long", "read", "anyTime", False), ("long", "read", "anyTime", False),
    ("long", "read", "anyTime", False), ("long", "read", "anyTime", False), ("long", "write", "anyTime", False),
    ("long", "write", "untilCommit", False), ("quick", "write", "untilCommit", False),
    ("long", "write", "untilCommit", True), None]


def neighbours(mini):
    """For common words, those that MiniLM takes for similar ones."""
    words = [number for number in range(1996, 16000)
             if mini.pieces[number].isascii() and mini.pieces[number].isalpha() and len(mini.pieces[number]) > 2]
    vectors = mini.weights["embeddings.word_embeddings.weight"][words]
    vectors = torch.nn.functional.normalize(vectors, dim=1)
    table = {}
    for start in range(0, len(words), 1000):
        near = (vectors[start:start + 1000] @ vectors.T).topk(9, dim=1)
        for row, (values, places) in enumerate(zip(near.values.tolist(), near.indices.tolist())):
            table[mini.pieces[words[start + row]]] = [
                mini.pieces[words[place]] for value, place in zip(values, places)
                if place != start + row and value > 0.45]
    return table


class Inventor:
    """Makes situations of situations."""

    def __init__(self, labelled, mini):
        self.items = [item for item in labelled if item["situation"]["running"]]
        self.blocks = {}
        for item in self.items:
            self.blocks.setdefault(item["block"], []).append(item)
        self.near = neighbours(mini)

    def other_words(self, text, share):
        def exchange(match):
            word = match[0].lower()
            near = self.near.get(word)
            return match[0] if word in KEPT or not near or random.random() > share else random.choice(near)

        return re.sub(r"[A-Za-z']+", exchange, text)

    def other_state(self, situation):
        running, state = situation["running"], random.choice(STATES)
        name = running["tool"]["name"] if running["tool"] else "work"
        running["phase"] = "tool" if state else "model"
        running["tool"] = state and dict(zip(("duration", "effect", "interruptible", "committed"), state), name=name,
                                         percent=0)

    def other_message(self, item, situation):
        """Two messages in one, or a part of one."""
        text = situation["message"]
        if random.random() < 0.5:
            more = random.choice(self.blocks[item["block"]])["situation"]["message"]
            return text.rstrip(".") + random.choice([". ", ", ", " ", ". and ", "; "]) + more
        words = text.split()
        count = max(1, int(len(words) * random.uniform(0.4, 0.95)))
        return " ".join(words[:count] if random.random() < 0.5 else words[-count:])

    def invent(self):
        item, kind = random.choice(self.items), random.random()
        situation = copy.deepcopy(item["situation"])
        if kind < 0.38:
            situation["message"] = self.other_words(situation["message"], 0.3)
            if random.random() < 0.5:
                situation["running"]["goal"] = self.other_words(situation["running"]["goal"], 0.3)
        elif kind < 0.55:
            self.other_state(situation)
            if random.random() < 0.4:
                situation["message"] = self.other_words(situation["message"], 0.25)
        elif kind < 0.75:
            situation["message"] = self.other_message(item, situation)
        elif kind < 0.93:
            other = random.choice(self.items)["situation"]
            situation["running"], situation["history"] = copy.deepcopy(other["running"]), other["history"]
        else:
            more = random.choice(self.items)["situation"]["message"]
            situation["message"] = situation["message"].rstrip(".") + ". " + more
        # Nothing of this is about joining messages, which the rules decide.
        situation["since_previous_message_ms"] = max(5000, situation["since_previous_message_ms"])
        situation["running"]["elapsed_s"] = max(6, situation["running"]["elapsed_s"])
        situation["message"] = situation["message"][:400] or "ok"
        return {"id": "invented", "situation": situation}
