"""The run: everything is started and warmed, then driven in turn, round by round, and stopped whatever happens."""

import resource
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from . import load
from .processes import Failed, machine_busy_micros, stop_all
from .subjects import Direct, Origin


WARM_REQUESTS = 300_000
WARM_PARTS, WARM_PARTS_MAX = 3, 15
COMPILERS_SHARE = 0.02
SETTLE_SECONDS = 20.0


@dataclass
class Case:
    """One kind of load; `rate` is paced, the others are closed loops that measure CPU time."""

    name: str
    path: str
    close: bool = False
    rate: bool = False


CASES = [
    Case("1KiB", "/1k"),
    Case("100KiB", "/100k"),
    Case("1KiB-new-connections", "/1k", close=True),
    Case("2000rps", "/1k", rate=True),
]


@dataclass
class Sample:
    """One subject under one case in one round. `others` is how many cores' worth of work strangers did meanwhile."""

    round: int
    case: str
    subject: str
    requests: int
    failed: int
    seconds: float
    user_micros: float
    system_micros: float
    per_second: float
    upstream_connections: int
    upstream_requests: int
    others: float
    p50_ms: float | None = None
    p99_ms: float | None = None

    @property
    def cpu_micros(self):
        return self.user_micros + self.system_micros


class Bench:
    """The origin and the subjects that could be started, and the folder in which they live."""

    def __init__(self, threads, say):
        self.threads = threads
        self.say = say
        self.children = []
        self.work = Path(tempfile.mkdtemp(prefix="telpher-bench-"))
        memory = Path("/dev/shm")
        self.memory = Path(tempfile.mkdtemp(prefix="telpher-bench-", dir=memory if memory.is_dir() else None))
        self.origin = None

    def __enter__(self):
        # Ctrl-C (even where a shell ignores it for what runs behind), being asked to end and losing the terminal all clean up.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for sign in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: sys.exit(143))
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if hard < 4_096:
            self.say(f"note: only {hard} descriptors a process are allowed; 1,000 proxied connections need 4,096")
        for folder in (self.work, self.memory):
            folder.chmod(0o755)  # nginx's workers run as another user when root starts them
        try:
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def begin(self):
        """Starts what all subjects stand before."""
        self.origin = Origin(self.work, self.memory)
        self.children.append(self.origin.child)

    def origins(self):
        """The processes whose CPU time is nobody's."""
        return [self.origin.child]

    def __exit__(self, *_):
        stop_all(self.children)
        for folder in (self.work, self.memory):
            shutil.rmtree(folder, ignore_errors=True)

    def start(self, subjects, quick):
        """Starts those that can be; says why the others cannot. The started ones and those left out."""
        started, left = [], {}
        for subject in subjects:
            why = subject.missing(quick)
            if why is None:
                try:
                    subject.start(self)
                except Failed as failure:
                    why = str(failure)
                    subject.stop(self)
            if why is None:
                started.append(subject)
            else:
                left[subject.name] = why
                self.say(f"{subject.name}: left out: {why}")
        return started, left

    def ready_seconds(self, subject, starts):
        """Seconds from starting the process to its first 200 through the origin, of so many starts; it runs after the last."""
        seconds = [subject.ready_seconds]
        while len(seconds) < starts:
            subject.stop(self)
            subject.start(self)
            seconds.append(subject.ready_seconds)
        return seconds

    def warm(self, subject, requests):
        """Counted in requests, since time would say little on a busy machine, and then until the compilers have little left to do:
        what is measured is a proxy that has been running for a while. The number of requests that it took, 0 for what needs none.
        """
        if not subject.java:
            return 0
        parts, share = 0, 1.0
        while parts < WARM_PARTS or (share > COMPILERS_SHARE and parts < WARM_PARTS_MAX and requests >= WARM_REQUESTS):
            before = subject.child.cpu()
            self.warm_part(subject, requests // WARM_PARTS)
            share = subject.child.cpu().compilers_share_since(before)
            # The compilers work beside the load, and where strangers take the cores they would still be at it rounds later.
            self.settle(subject.child, SETTLE_SECONDS * min(1.0, requests / WARM_REQUESTS))
            parts += 1
        self.say(f"{subject.name}: warmed by {parts * (requests // WARM_PARTS):,} requests; in the last part its compilers had "
                 f"{share:.1%} of its CPU time")
        return parts * (requests // WARM_PARTS)

    def warm_part(self, subject, requests):
        """So many requests in the mixture that will be measured."""
        load.warm(subject.port, "/1k", requests * 8 // 10)
        load.warm(subject.port, "/100k", requests // 10)
        load.closed_loop(subject.port, "/1k", requests / WARM_REQUESTS * 2 * WARM_PARTS, close=True)

    def settle(self, child, patience):
        """Waits until the process is idle without load, at most so many seconds."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            before = child.cpu()
            time.sleep(0.3)
            if sum(child.cpu().since(before)) < 0.05 * 300_000:
                return

    def drive(self, case, subject, seconds):
        if case.rate:
            return load.fixed_rate(subject.port, case.path, seconds + 0.5, self.work / "h2load.log")
        return load.closed_loop(subject.port, case.path, seconds, close=case.close)

    def sample(self, number, case, subject, seconds):
        child = subject.child
        before_connections, before_requests = self.origin.counts()
        own_before = resource.getrusage(resource.RUSAGE_CHILDREN)
        origins_before, busy_before = [child.cpu() for child in self.origins()], machine_busy_micros()
        cpu_before = child.cpu() if child else None
        seen = self.drive(case, subject, seconds)
        user, system = child.cpu().since(cpu_before) if child else (0, 0)
        origin = sum(sum(one.cpu().since(before)) for one, before in zip(self.origins(), origins_before))
        own_after = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = (own_after.ru_utime + own_after.ru_stime - own_before.ru_utime - own_before.ru_stime) * 1e6
        others = (machine_busy_micros() - busy_before - user - system - origin - own) / (seen.seconds * 1e6)
        connections, requests = self.origin.counts()
        if seen.requests == 0:
            raise Failed(f"{subject.name} answered nothing under {case.name}:\n{child.last_lines() if child else ''}")
        return Sample(
            round=number, case=case.name, subject=subject.name, requests=seen.requests, failed=seen.failed,
            seconds=seen.seconds, user_micros=user / seen.requests, system_micros=system / seen.requests,
            per_second=seen.requests / seen.seconds,
            # Each question for the counts is itself one connection and one request.
            upstream_connections=connections - before_connections - 1, upstream_requests=requests - before_requests - 1,
            others=max(0.0, others), p50_ms=seen.p50_ms, p99_ms=seen.p99_ms)

    def rounds(self, subjects, cases, count, seconds):
        """Every subject under every case in every round; who begins changes, so that no place in the order is an advantage.

        The samples, and for each subject that failed under a case the reason: it is not asked for that again.
        """
        samples, broken = [], {}
        for number in range(count):
            turn = number % len(subjects)
            order = subjects[turn:] + subjects[:turn]
            for case in cases:
                line = order + [Direct("direct")] if case.rate else order
                for subject in line:
                    if isinstance(subject, Direct):
                        subject.start(self)
                    what = f"{subject.name} under {case.name}"
                    if what in broken:
                        continue
                    try:
                        samples.append(self.sample(number, case, subject, seconds))
                    except Failed as failure:
                        broken[what] = str(failure)
                        self.say(f"{what}: left out: {failure}")
            self.say(f"round {number + 1} of {count} done; strangers kept "
                     f"{_median([s.others for s in samples if s.round == number]):.1f} cores busy")
        return samples, broken

    def memory_under(self, subject, connections, seconds):
        """MiB (RSS, PSS) of the process tree while so many connections are driven."""
        import threading
        outcome = []
        thread = threading.Thread(target=lambda: outcome.append(
            load.closed_loop(subject.port, "/1k", seconds, connections=connections)))
        thread.start()
        time.sleep(seconds * 0.8)
        memory = subject.child.memory_mib()
        thread.join()
        return memory


def _median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0.0


def as_json(samples):
    return [asdict(sample) for sample in samples]
