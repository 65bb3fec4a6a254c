"""What the second reader sees of situations: the numbers that the Swift code makes of them, and batches of those."""
import json, pathlib, random, subprocess

import numpy, torch

import network

ROOT = pathlib.Path(__file__).parents[2]


def read(situations, tool=ROOT / ".build/release/DuplexReaderInputs"):
    """The inputs of situations, in order; None for one that is not the reader's to decide."""
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in situations)
    answers = subprocess.run([tool], input=lines, capture_output=True, text=True, check=True).stdout.split("\n")
    return [unpack(json.loads(answer)) if answer else None for answer in answers[:len(situations)]]


def unpack(line):
    """An input as arrays: tokens, where the message begins, marked tokens, their marks, facts."""
    marks = numpy.array(line["marks"], numpy.int32).reshape(-1, 2)
    return (numpy.array(line["tokens"], numpy.int32), line["context"], marks[:, 0], marks[:, 1],
            numpy.array(line["facts"], numpy.float32))


def batch(inputs, without_marks=0.0, without_facts=0.0, without_words=0.0, unknown=1):
    """Tensors for some inputs; a share of them loses its marks, its facts or some of its words."""
    count, length = len(inputs), max(len(item[0]) for item in inputs)
    tokens = numpy.zeros((count, length), numpy.int64)
    segments = numpy.zeros((count, length), numpy.int64)
    present = numpy.zeros((count, length), bool)
    marks = numpy.zeros((count, length, network.MARKS), numpy.float32)
    facts = numpy.stack([item[4] for item in inputs])
    for place, (numbers, context, marked, which, _) in enumerate(inputs):
        tokens[place, :len(numbers)] = numbers
        segments[place, context:len(numbers)] = 1
        present[place, :len(numbers)] = True
        if random.random() >= without_marks:
            marks[place, marked, which] = 1
        if random.random() < without_facts:
            facts[place] = 0
    if without_words:
        lost = (numpy.random.rand(count, length) < without_words) & present
        lost[:, 0] = False
        tokens[lost] = unknown
    arrays = {"tokens": tokens, "segments": segments, "present": present, "marks": marks, "facts": facts}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def batches(inputs, size, shuffle):
    """The places of inputs in batches of similar lengths."""
    places = list(range(len(inputs)))
    if shuffle:
        random.shuffle(places)
        pools = [places[start:start + size * 32] for start in range(0, len(places), size * 32)]
    else:
        pools = [places]
    places = [place for pool in pools for place in sorted(pool, key=lambda place: len(inputs[place][0]))]
    parts = [places[start:start + size] for start in range(0, len(places), size)]
    if shuffle:
        random.shuffle(parts)
    return parts


@torch.no_grad()
def weigh(model, inputs, size=96):
    """What a network weighs, before it becomes shares."""
    model.eval()
    weights = numpy.zeros((len(inputs), len(network.ANSWERS)), numpy.float32)
    for places in batches(inputs, size, shuffle=False):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            weights[places] = model(batch([inputs[place] for place in places])).float().numpy()
    return weights
