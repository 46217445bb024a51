"""How long the JVM stops everybody while Telpher has a large cache, for each of its collectors: `bench/cache --pauses`."""

import re

from . import caches, load
from .cachebench import zipf

COLLECTORS = {
    "serial (as shipped)": [],
    "parallel": ["-XX:-UseSerialGC", "-XX:+UseParallelGC"],
    "g1": ["-XX:-UseSerialGC", "-XX:+UseG1GC"],
    "zgc": ["-XX:-UseSerialGC", "-XX:+UseZGC"],
}

PAUSE = re.compile(r"Pause.* ([0-9.]+)ms$")


def measure(bench, say, requests):
    """Takes each collector through the same trace, the first half of which fills the cache; yields closing lines."""
    file = zipf(bench.work / "trace", bench.objects, 2 * requests)
    say(f"each collector by itself; {requests:,} requests of the trace fill the cache, as many are measured")
    say("")
    say(f"  {'':22} {'pauses':>7} {'median':>8} {'longest':>8} ms  {'CPU us':>7} a request  {'hits':>6}  RSS MiB")
    for name, flags in COLLECTORS.items():
        log = bench.work / "gc.log"
        log.unlink(missing_ok=True)
        subject = caches.Telpher("telpher")
        subject.options = [*flags, f"-Xlog:gc,gc+phases:file={log}:uptime"]
        subject.start(bench)
        try:
            load.trace(subject.port, file, 0, requests)
            before, cpu, asked = len(log.read_text().splitlines()), subject.child.cpu(), bench.origin.counts()[1]
            outcome = load.trace(subject.port, file, requests, requests)
            used = sum(subject.child.cpu().since(cpu)) / outcome.requests
            hits = 100 * (1 - (bench.origin.counts()[1] - asked - 1) / outcome.requests)
            lines = log.read_text().splitlines()[before:]
            memory = subject.child.memory_mib()[0]
        finally:
            subject.stop(bench)
        times = sorted(float(found[1]) for found in map(PAUSE.search, lines) if found)
        median, longest = (times[len(times) // 2], times[-1]) if times else (0, 0)
        say(f"  {name:22} {len(times):7} {median:8.2f} {longest:8.2f}     {used:7.1f}            {hits:5.1f}%  {memory:7.0f}")
        yield f"value cache-pause-longest-ms-{name.split()[0]} {longest:.2f}"
