"""Plays power failures: what a disk may hold when the power goes at some moment of a recorded run.

What was synced is there. Of each write since then, every sector is there or not; a truncation happened or not.
"""
import collections, os, random, shutil, sqlite3, struct

SECTOR = 512

Operation = collections.namedtuple("Operation", "kind name offset data")


def read_trace(path):
    """The operations of a recorded run, in order."""
    with open(path, "rb") as file:
        trace = file.read()
    operations, index = [], 0
    while index + 64 <= len(trace):
        kind = chr(trace[index])
        name = trace[index + 1:index + 33].split(b"\0")[0].decode()
        offset, count = struct.unpack("<QQ", trace[index + 40:index + 56])
        index += 64
        data = b""
        if kind in "WA":
            data = trace[index:index + count]
            index += count
        operations.append(Operation(kind, name, offset, data))
    return operations


def apply(file, kind, offset, data):
    if kind == "W":
        if len(file) < offset:
            file.extend(bytes(offset - len(file)))
        file[offset:offset + len(data)] = data
    else:
        del file[offset:]
        file.extend(bytes(offset - len(file)))


class Disk:
    """The files as the process sees them are the durable ones and then the pending writes."""

    def __init__(self):
        self.durable, self.pending, self.acknowledged = {}, [], {}

    def advance(self, operation):
        kind, name = operation.kind, operation.name
        if kind == "A":
            for line in operation.data.decode().splitlines():
                letter, session, *rest = line.split()
                if letter == "A":
                    self.acknowledged[session] = int(rest[0])
        elif kind in "WT":
            self.pending.append(operation)
        elif kind == "S":
            file = self.durable.setdefault(name, bytearray())
            for write in self.pending:
                if write.name == name:
                    apply(file, write.kind, write.offset, write.data)
            self.pending = [write for write in self.pending if write.name != name]
        elif kind == "U":
            self.durable.pop(name, None)
            self.pending = [write for write in self.pending if write.name != name]

    def fail(self, generator):
        """One of the states that the disk may be in when the power fails now."""
        files = {name: bytearray(file) for name, file in self.durable.items()}
        # All or nothing of what was pending is as possible as any mixture, and finds other mistakes.
        share = generator.choice([0.0, 0.5, 0.5, 1.0])
        for write in self.pending:
            file = files.setdefault(write.name, bytearray())
            if write.kind == "T":
                if generator.random() < share:
                    apply(file, "T", write.offset, b"")
                continue
            for start in range(0, len(write.data), SECTOR):
                if generator.random() < share:
                    apply(file, "W", write.offset + start, write.data[start:start + SECTOR])
        return files


def check(directory, acknowledged):
    """What is wrong with the files that a power failure left; None when nothing is."""
    database = sqlite3.connect(f"{directory}/duplex.db")
    try:
        if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return "unsound"
        rows = database.execute(
            "SELECT ext, count(*), max(ev.o) FROM session LEFT JOIN ev ON ev.s = session.id GROUP BY session.id")
        heads = {}
        for session, count, head in rows:
            if count != head + 1:
                return "gaps"
            heads[session] = head
    except sqlite3.OperationalError as error:
        # Not even the tables are there: sound, but everything is lost.
        return "lost" if "no such table" in str(error) else "unsound"
    except sqlite3.Error:
        return "unsound"
    finally:
        database.close()
    return "lost" if any(heads.get(session, -1) < head for session, head in acknowledged.items()) else None


def replay(operations, seeds, directory):
    """Counts what is wrong after a power failure at a random moment of the run, for each seed."""
    first = next(index for index, operation in enumerate(operations) if operation.kind == "A")
    moments = sorted((random.Random(seed).randrange(first, len(operations)), seed) for seed in range(seeds))
    found, disk, index = collections.Counter(), Disk(), 0
    for moment, seed in moments:
        while index < moment:
            disk.advance(operations[index])
            index += 1
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
        for name, file in disk.fail(random.Random(~seed)).items():
            with open(f"{directory}/{name}", "wb") as output:
                output.write(file)
        found[check(directory, disk.acknowledged)] += 1
    return found
