"""Child processes that end with the bench, and what they cost: CPU time and memory of a whole process tree from /proc."""

import ctypes
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

TICK_MICROS = 1_000_000 // os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class Failed(Exception):
    """Something that the bench needs did not happen; the message is for the user."""


def settled():
    # Even when the bench is killed outright, nothing that it started may stay behind.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # Each child has a session of its own. Where Linux schedules by session (sched_autogroup), a process' niceness counts
    # within its session only, and the session has one of its own.
    try:
        Path("/proc/self/autogroup").write_text(str(os.getpriority(os.PRIO_PROCESS, 0)))
    except OSError:
        pass  # no such kernel, or not permitted


class Child:
    """A started process in a process group of its own, with its output in a file."""

    def __init__(self, name, command, log, env=None, cwd=None):
        self.name = name
        self.log = Path(log)
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env=env, cwd=cwd, start_new_session=True, preexec_fn=settled)
        self.pid = self.process.pid

    def alive(self):
        return self.process.poll() is None

    def last_lines(self, count=20):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def stop(self, patience=5.0):
        """Ends the process and what it has started: asked first, then killed."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, sign)
            except ProcessLookupError:
                break
            try:
                self.process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        try:
            os.killpg(self.pid, signal.SIGKILL)  # what outlived its parent
        except (ProcessLookupError, PermissionError):
            pass

    def cpu(self):
        return Cpu.of(tree(self.pid))

    def memory_mib(self):
        """Resident memory of the tree (RSS), and the same with shared pages counted once (PSS), in MiB."""
        rss = pss = 0
        for pid in tree(self.pid):
            try:
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    word = line.split()
                    if word[0] == "Rss:":
                        rss += int(word[1])
                    elif word[0] == "Pss:":
                        pss += int(word[1])
            except OSError:
                continue
        return rss / 1024, pss / 1024


def tree(root):
    """The process and all its descendants that live now."""
    found, open_ = [], [root]
    while open_:
        pid = open_.pop()
        found.append(pid)
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                open_ += [int(p) for p in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
        except OSError:
            continue
    return found


@dataclass
class Cpu:
    """A reading of CPU time: user and system in clock ticks, and nanoseconds per thread where they can be had."""

    user_ticks: int = 0
    system_ticks: int = 0
    thread_nanos: dict = field(default_factory=dict)
    compiler_threads: set = field(default_factory=set)

    @staticmethod
    def of(pids):
        reading = Cpu()
        for pid in pids:
            try:
                # utime, stime (all threads, dead ones included), and those of the children that were waited for.
                words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                reading.user_ticks += int(words[11]) + int(words[13])
                reading.system_ticks += int(words[12]) + int(words[14])
                for task in os.listdir(f"/proc/{pid}/task"):
                    nanos = Path(f"/proc/{pid}/task/{task}/schedstat").read_text().split()[0]
                    reading.thread_nanos[(pid, task)] = int(nanos)
                    if Path(f"/proc/{pid}/task/{task}/comm").read_text().startswith(("C1 ", "C2 ")):
                        reading.compiler_threads.add((pid, task))
            except OSError:
                continue
        return reading

    def since(self, before):
        """User and system microseconds between two readings.

        The ticks of /proc/PID/stat have a grain of 10 ms. The threads' own clocks have none, but die with their thread: they
        give the sum when no thread has died in between, and the ticks give the split.
        """
        user = (self.user_ticks - before.user_ticks) * TICK_MICROS
        system = (self.system_ticks - before.system_ticks) * TICK_MICROS
        total = (sum(self.thread_nanos.values()) - sum(before.thread_nanos.values())) / 1_000
        grain = 4 * TICK_MICROS
        if before.thread_nanos.keys() <= self.thread_nanos.keys() and abs(total - user - system) < grain and total > 0:
            share = user / (user + system) if user + system else 0.5
            return total * share, total * (1 - share)
        return user, system

    def compilers_share_since(self, before):
        """The part of the CPU time between two readings that a JVM's compilers had."""
        compilers = sum(self.thread_nanos[t] - before.thread_nanos.get(t, 0) for t in self.compiler_threads) / 1_000
        return compilers / max(1, sum(self.since(before)))


def machine_busy_micros():
    """CPU time that the whole machine has spent working since it started, in microseconds."""
    words = [int(w) for w in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = words[:8]
    return (user + nice + system + irq + softirq + steal) * TICK_MICROS


def stop_all(children):
    for child in reversed(children):
        child.stop()


def now():
    return time.monotonic()
