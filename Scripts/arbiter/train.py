#!/usr/bin/env python3
"""Trains the arbiter's second reader; README.md in this folder has the steps and what they need.

    train.py vocabulary          chooses the word pieces that occur in the talk: vocabulary.txt
    train.py empty               writes a reader that knows nothing, so that the Swift code can make inputs
    train.py teach TEACHER       teaches MiniLM what the talk is labelled with
    train.py study TEACHER...    a small network learns from the talk and from how the teachers read; writes reader.bin
"""
import argparse, collections, json, pathlib, random, time

import numpy, torch

import inputs, invent, network, talk

FOLDER = pathlib.Path(__file__).parent
READER = inputs.ROOT / "Sources/CReader/reader.bin"
# The sets that nobody measures with any more; `arbiter_stranger` and `arbiter_newcomer` are never trained on.
SETS = ["arbiter_own.jsonl", "arbiter_blind.jsonl", "arbiter_contrast.jsonl", "arbiter_mixed.jsonl"]
STUDENT = {"layers": 3, "width": 128, "heads": 4, "feed": 512}


def vocabulary():
    return (FOLDER / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]


def target(label):
    """Shares of the answers: 0.7 for what is expected where something else is fair too; None for merge and resume."""
    fair = [network.ANSWERS.index(action) for action in label["also_ok"] if action in network.ANSWERS]
    shares = numpy.zeros(len(network.ANSWERS), numpy.float32)
    if label["expect"] in network.ANSWERS:
        shares[network.ANSWERS.index(label["expect"])] = 0.7 if fair else 1
        shares[fair] += 0.3 / max(1, len(fair))
    else:
        shares[fair] = 1 / max(1, len(fair))
    return shares if shares.any() else None


def labelled():
    """The inputs of all that is labelled for training, and the shares of their answers."""
    texts, shares = usable(talk.everything())
    sets = [json.loads(line) for name in SETS for line in (inputs.ROOT / "Tests/Fixtures" / name).open()]
    more, more_shares = usable(sets)
    for read in more:
        # The rules have been tuned on these, so that what they say of them is truer than of other talk.
        read[4][:] = 0
    return texts + more, numpy.concatenate([shares, more_shares])


def usable(items):
    items = [item for item in items if target(item["label"]) is not None]
    pairs = [(read, target(item["label"])) for item, read in zip(items, inputs.read(items)) if read]
    return [read for read, _ in pairs], numpy.stack([shares for _, shares in pairs])


def fit(model, texts, shares, epochs, groups, size, **losses):
    """Gradient descent on the cross-entropy; each group of parameters has its own rate, which falls to nothing."""
    optimizer = torch.optim.AdamW([{"params": parameters} for parameters, _ in groups], weight_decay=0.01)
    begin = time.time()
    for epoch in range(epochs):
        model.train()
        parts, total = inputs.batches(texts, size, shuffle=True), 0.0
        for number, places in enumerate(parts):
            done = (epoch + number / len(parts)) / epochs
            for group, (_, rate) in zip(optimizer.param_groups, groups):
                group["lr"] = rate * min(1, done / 0.05 + 0.01) * max(0.01, 1 - done)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                weights = model(inputs.batch([texts[place] for place in places], **losses)).float()
            loss = -(torch.from_numpy(shares[places]) * torch.log_softmax(weights, 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            if (number + 1) % 200 == 0:
                print(f"epoch {epoch + 1} of {epochs}: {number + 1} of {len(parts)} batches,"
                      f" loss {total / (number + 1):.3f}, {time.time() - begin:.0f} s", flush=True)


def choose_vocabulary():
    """Common pieces of MiniLM's vocabulary and all that occur in the talk twice; never more than it takes."""
    mini = network.MiniLM()
    known = set(mini.pieces)
    counts = collections.Counter()
    for item in talk.everything():
        situation = item["situation"]
        texts = [situation["message"]] + [line["text"] for line in situation["history"]]
        texts.append((situation["running"] or {}).get("goal", ""))
        for word in " ".join(texts).lower().replace("'", "").split():
            counts.update(set(pieces(word.strip(".,;:!?\"()"), known)))
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    chosen = {piece for place, piece in enumerate(mini.pieces)
              if piece.isascii() and not piece.startswith("[")
              and (999 <= place < 9000 or len(piece) == 1 or piece.startswith("##") and len(piece) <= 4
                   or counts[piece] > 1)}
    lines = special + [piece for piece in mini.pieces if piece in chosen]
    (FOLDER / "vocabulary.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def pieces(word, known):
    start, found = 0, []
    while start < len(word):
        ends = [end for end in range(len(word), start, -1) if ("##" if start else "") + word[start:end] in known]
        if not ends:
            return found
        found.append(("##" if start else "") + word[start:ends[0]])
        start = ends[0]
    return found


def teach(path, begin, epochs, rate):
    model = network.MiniLM().network(vocabulary())
    if begin:
        model.load_state_dict(torch.load(begin))
    texts, shares = labelled()
    print(f"{len(texts)} labelled messages", flush=True)
    new = [parameter for part in (model.facts, model.head, model.answers, model.marks) for parameter in part.parameters()]
    known = {id(parameter) for parameter in new}
    old = [parameter for parameter in model.parameters() if id(parameter) not in known]
    fit(model, texts, shares, epochs, [(old, rate), (new, 15 * rate)], 48, without_marks=0.15, without_facts=0.25)
    torch.save(model.state_dict(), path)


def study(paths, invented, epochs):
    mini, words = network.MiniLM(), vocabulary()
    teachers = [mini.network(words) for _ in paths]
    for teacher, path in zip(teachers, paths):
        teacher.load_state_dict(torch.load(path))
    inventor = invent.Inventor(talk.everything(), mini)
    texts, shares = labelled()
    more = [read for read in inputs.read([inventor.invent() for _ in range(invented)]) if read]
    print(f"{len(texts)} labelled and {len(more)} invented messages", flush=True)

    def opinion(of):
        weights = sum(torch.from_numpy(inputs.weigh(teacher, of)) for teacher in teachers) / len(teachers)
        return torch.softmax(weights, 1).numpy()

    # Where people have said what a message asks for, they count for half.
    shares = numpy.concatenate([0.5 * shares + 0.5 * opinion(texts), opinion(more)])
    student = network.Network(len(words), **STUDENT)
    vectors = mini.words(words)
    left, sizes, _ = torch.svd_lowrank(vectors - vectors.mean(0), q=STUDENT["width"], niter=4)
    with torch.no_grad():
        student.words.weight[:len(words)] = left * sizes / (left * sizes).std() * 0.05
    fit(student, texts + more, shares, epochs, [(list(student.parameters()), 1.2e-3)], 64, without_marks=0.1,
        without_facts=0.1, without_words=0.03)
    student.write(words, READER)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["vocabulary", "empty", "teach", "study"])
    parser.add_argument("teachers", nargs="*", type=pathlib.Path, help="files of teachers: one to make, or some to ask")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--invented", type=int, default=120_000, help="how many situations to invent (default 120000)")
    parser.add_argument("--epochs", type=int, help="passes over the texts (default: 4 of a teacher, 4 of the student)")
    parser.add_argument("--begin", type=pathlib.Path, help="a teacher that goes on learning")
    parser.add_argument("--rate", type=float, default=7e-5, help="a teacher's learning rate (default 7e-5)")
    options = parser.parse_args()
    random.seed(options.seed)
    numpy.random.seed(options.seed)
    torch.manual_seed(options.seed)
    match options.step, options.teachers:
        case "vocabulary", []:
            choose_vocabulary()
        case "empty", []:
            network.Network(len(vocabulary()), **STUDENT).write(vocabulary(), READER)
        case "teach", [path]:
            teach(path, options.begin, options.epochs or 4, options.rate)
        case "study", [_, *_] as paths:
            study(paths, options.invented, options.epochs or 4)
        case _:
            parser.error(f"{options.step} takes another number of files")


if __name__ == "__main__":
    main()
