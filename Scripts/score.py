#!/usr/bin/env python3
"""Scores an arbiter's decisions against labelled situations, one JSON object a line in both files.

    score.py LABELLED DECISIONS [--errors] [--part tuned|blind]

LABELLED lines have `id`, `situation` and `label: {expect, also_ok, why}`; DECISIONS lines have `id` and `action`,
and come from the standard input when DECISIONS is `-`.
`--part` takes the lines whose number is divisible by three (blind) or the others (tuned).
"""
import argparse
import json
import sys
from collections import defaultdict

STOPS = ("cancel", "interrupt", "rollback")


def lines(path):
    # Standard input is descriptor 0, decoded like any other file whatever the locale says.
    with open(sys.stdin.fileno() if path == "-" else path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def judge(item, action):
    """Returns (right, kind): kind is "harmful", "deaf", "dropped" or None."""
    expect, running = item["label"]["expect"], item["situation"]["running"]
    if action == expect or action in item["label"]["also_ok"]:
        return True, None
    if expect in STOPS:
        if action not in STOPS:
            return False, "deaf"
        return False, "dropped" if (expect, action) == ("interrupt", "cancel") else None
    # A merge restarts the turn that has just begun, so interrupting that one takes nothing away.
    is_harmful = running and action in STOPS and (expect, action) != ("merge", "interrupt")
    return False, "harmful" if is_harmful else None


def is_committed(item):
    running = item["situation"]["running"]
    return bool(running and running["tool"] and running["tool"]["committed"])


def macro_f1(pairs):
    """pairs: (expected, given), where an accepted alternative counts as the expected action."""
    scores = []
    for name in sorted({expected for expected, _ in pairs}):
        hits = sum(1 for pair in pairs if pair == (name, name))
        wanted = sum(1 for expected, _ in pairs if expected == name)
        given = sum(1 for _, action in pairs if action == name)
        scores.append(2 * hits / (wanted + given))
    return sum(scores) / len(scores)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled")
    parser.add_argument("decisions")
    parser.add_argument("--errors", action="store_true", help="list the wrong ones")
    parser.add_argument("--part", choices=("tuned", "blind"))
    options = parser.parse_args()

    items = lines(options.labelled)
    if options.part:
        items = [i for n, i in enumerate(items, 1) if (n % 3 == 0) == (options.part == "blind")]
    given = {decision["id"]: decision["action"] for decision in lines(options.decisions)}

    pairs, wrong, kinds = [], [], defaultdict(int)
    for item in items:
        action = given.get(item["id"], "(none)")
        right, kind = judge(item, action)
        pairs.append((item["label"]["expect"], item["label"]["expect"] if right else action))
        kinds[kind] += 1
        kinds["harmful, committed"] += kind == "harmful" and is_committed(item)
        if not right:
            wrong.append((kind or "", item, action))

    stops = sum(1 for i in items if i["label"]["expect"] in STOPS)
    calm = [i for i in items if i["situation"]["running"] and i["label"]["expect"] not in STOPS]
    committed = sum(map(is_committed, calm))
    print(f"items     {len(items)}")
    print(f"accuracy  {1 - len(wrong) / len(items):.3f}")
    print(f"macro-F1  {macro_f1(pairs):.3f}")
    print(f"harmful   {kinds['harmful']} of {len(calm)}; on a committed write {kinds['harmful, committed']} of {committed}")
    print(f"deaf      {kinds['deaf']} of {stops}; request dropped {kinds['dropped']}")
    if options.errors:
        for kind, item, action in sorted(wrong, key=lambda entry: entry[0], reverse=True):
            expect, message = item["label"]["expect"], item["situation"]["message"]
            print(f"{kind:8} {item['id']}: {expect} expected, {action} given: {message!r} ({item['label']['why']})")


if __name__ == "__main__":
    main()
