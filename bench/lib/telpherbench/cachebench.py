"""What `bench/cache` has of its own: an origin of objects of any size, hits of one object, and a trace of many."""

import array
import itertools
import random
import time
from dataclasses import dataclass

from . import load, subjects
from .caches import CONFIGS
from .processes import Child, Failed
from .rounds import Bench
from .sockets import body_of, free_port, wait_until_ok
from .subjects import filled

SIZES_KIB = (1, 2, 4, 8, 16, 32, 64, 100)
SKEW = 0.9


@dataclass
class Case:
    """One kind of load: hits of one path, or the next part of the trace."""

    name: str
    path: str = ""
    unit: str = "request"
    rate: bool = False

    @property
    def trace(self):
        return not self.path


CASES = [
    Case("hit-1KiB", "/1/hit", "hit"),
    Case("hit-100KiB", "/100/hit", "hit"),
    Case("zipf"),
]


class Origin(subjects.Origin):
    """nginx that answers from memory with as many KiB as the path says, and counts what reaches it."""

    def __init__(self, work, memory):
        self.port, self.status = free_port(), free_port()
        objects = memory / "objects"
        objects.mkdir()
        for kib in SIZES_KIB:
            (objects / str(kib)).write_bytes(b"0123456789abcdef" * 64 * kib)
        config = filled("origin.nginx.conf", work / "origin.conf", folder=CONFIGS, work=work, memory=memory, origin=self.port,
                        status=self.status)
        self.child = Child("origin", ["nginx", "-p", work, "-c", config], work / "origin.out")
        wait_until_ok(self.child, self.port, "/health", 10)


def zipf(file, objects, length, seed=1):
    """A trace of so many requests for so many objects, the nth of which is asked for in proportion to 1/n^0.9; always the same."""
    weights = list(itertools.accumulate(1 / rank ** SKEW for rank in range(1, objects + 1)))
    numbers = list(range(objects))
    drawn = random.Random(seed)
    drawn.shuffle(numbers)
    with open(file, "wb") as out:
        for part in range(0, length, 100_000):
            some = drawn.choices(numbers, cum_weights=weights, k=min(100_000, length - part))
            array.array("I", some).tofile(out)
    return file


class CacheBench(Bench):
    """The origin, the caches before it with so many MiB each, and how far each is in the trace."""

    def __init__(self, threads, say, mib, objects, warming, part):
        super().__init__(threads, say)
        self.mib, self.objects, self.warming, self.part = mib, objects, warming, part
        self.places, self.file = {}, None

    def begin(self):
        self.origin = Origin(self.work, self.memory)
        self.children.append(self.origin.child)

    def prove(self, subject):
        """Ready is who answers; right is who asks the origin once for what it is asked for three times, and hands it on whole."""
        seconds = wait_until_ok(subject.child, subject.port, "/1/hit")
        for path, size in (("/1/hit", 1 << 10), ("/100/hit", 100 << 10)):
            for _ in range(3):
                got = len(body_of(subject.port, path))
                if got != size:
                    raise Failed(f"{subject.name} passed on {got} bytes of {path}, which has {size}")
                time.sleep(0.1)
            before = self.origin.counts()[1]
            for _ in range(3):
                body_of(subject.port, path)
            asked = self.origin.counts()[1] - before - 1
            if asked:
                raise Failed(f"{subject.name} asked the origin {asked} times for {path}, which it should have kept")
        return seconds

    def warm_part(self, subject, requests):
        load.warm(subject.port, "/1/hit", requests * 9 // 10, head=load.CACHEABLE_HEAD)
        load.warm(subject.port, "/100/hit", requests // 10, head=load.CACHEABLE_HEAD)

    def fill(self, started, rounds):
        """Takes everybody through the first part of the trace, so that what is measured is a full cache."""
        self.file = zipf(self.work / "trace", self.objects, self.warming + self.part * rounds)
        for subject in started:
            load.trace(subject.port, self.file, 0, self.warming)
            self.places[subject.name] = self.warming

    def drive(self, case, subject, seconds):
        if not case.trace:
            return load.closed_loop(subject.port, case.path, seconds, head=load.CACHEABLE_HEAD)
        place = self.places[subject.name]
        self.places[subject.name] = place + self.part
        return load.trace(subject.port, self.file, place, self.part)

    def held_mib(self, subject):
        """Memory of the processes (PSS) and of what they keep on tmpfs, in MiB."""
        kept = sum(file.stat().st_blocks * 512 for folder in self.memory.glob(f"{subject.name}.*") for file in folder.rglob("*"))
        return subject.child.memory_mib()[1] + kept / (1 << 20)


def hit_percent(sample):
    """How many of a hundred requests of a measurement did not reach the origin."""
    return 100 * (1 - min(1.0, sample.upstream_requests / sample.requests))
