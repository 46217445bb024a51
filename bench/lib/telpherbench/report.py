"""Medians, paired ratios and the printed tables."""

import json
import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path

from .rounds import as_json

# What a proxy adds cannot be told from nothing below this: less counts as this much, or noise near zero would make ratios of hundreds.
LEAST_ADDED_MS = 0.1


def machine():
    """What machine this is, in lines."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    name = "?"
    if Path("/etc/os-release").exists():
        name = re.search(r'PRETTY_NAME="(.+)"', Path("/etc/os-release").read_text())[1]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return [f"{os.cpu_count()} x {model[1] if model else platform.machine()}, {int(memory[1]) // 1024 // 1024} GiB, {name}, "
            f"Linux {platform.release()}, load average {load}"]


def versions(subjects):
    tools = {"wrk": (["wrk", "-v"], r"wrk (?:debian/)?(\S+)"), "h2load": (["h2load", "--version"], r"nghttp2/(\S+)")}
    words = []
    for name, (command, pattern) in tools.items():
        done = subprocess.run(command, capture_output=True, text=True)
        words.append(f"{name} {re.search(pattern, done.stdout + done.stderr)[1]}")
    return words + [f"{subject.name} {subject.version}" for subject in subjects]


def cell(samples, case, subject):
    return {s.round: s for s in samples if s.case == case and s.subject == subject}


def median(values):
    return statistics.median(values)


def paired(ours, theirs, value):
    """Ratios of samples of the same round, sorted."""
    return sorted(value(ours[r]) / value(theirs[r]) for r in ours.keys() & theirs.keys())


def spread(ratios, digits=2):
    return f"{median(ratios):.{digits}f} ({ratios[0]:.{digits}f}..{ratios[-1]:.{digits}f})"


def cpu_table(samples, case, names, reference, say, unit="request"):
    say("")
    say(f"{case}: CPU microseconds a {unit} (median of the rounds), ratio of {reference} to each in the same round")
    say(f"  {'':22} {'total':>7} {'user':>6} {'system':>7} {'a second':>8} {'reuse':>8} {'failed':>6}   {'ratio (min..max)'}")
    for name in names:
        rows = cell(samples, case, name)
        if not rows:
            continue
        rows_ = list(rows.values())
        total = median([s.cpu_micros for s in rows_])
        base = cell(samples, case, reference)
        ratio = spread(paired(base, rows, lambda s: s.cpu_micros)) if base.keys() & rows.keys() and name != reference else ""
        say(f"  {name:22} {total:7.1f} {median([s.user_micros for s in rows_]):6.1f} "
            f"{median([s.system_micros for s in rows_]):7.1f} {median([s.per_second for s in rows_]):8.0f} "
            f"{reuse_percent(samples, case, name):7.2f}% {sum(s.failed for s in rows_):6d}   {ratio}")


def latency_table(samples, case, names, say):
    direct = cell(samples, case, "direct")
    say("")
    say(f"{case}: milliseconds at a fixed rate (median of the rounds); added is what the proxy adds to the origin alone")
    say(f"  {'':22} {'p50':>7} {'p99':>7} {'added p50':>10} {'added p99':>10}  {'added p99 (min..max)'}")
    for name in [*names, "direct"]:
        rows = cell(samples, case, name)
        rows = {r: rows[r] for r in rows.keys() & direct.keys()}
        if not rows:
            continue
        more50 = [rows[r].p50_ms - direct[r].p50_ms for r in rows]
        more99 = sorted(added_p99_ms(samples, case, name))
        say(f"  {name:22} {median([s.p50_ms for s in rows.values()]):7.2f} {median([s.p99_ms for s in rows.values()]):7.2f} "
            f"{median(more50):10.2f} {median(more99):10.2f}  ({more99[0]:.2f}..{more99[-1]:.2f})")


def added_p99_ms(samples, case, name):
    """What the subject adds to the origin's own p99, in each round, in milliseconds."""
    direct, rows = cell(samples, case, "direct"), cell(samples, case, name)
    return [rows[r].p99_ms - direct[r].p99_ms for r in rows.keys() & direct.keys()]


def reuse_percent(samples, case, name):
    """How many of a hundred requests went to the origin on a connection that was there already."""
    rows = cell(samples, case, name).values()
    share = sum(s.upstream_connections for s in rows) / max(1, sum(s.upstream_requests for s in rows))
    return 100 * max(0.0, 1 - share)


def added_p99_ratios(samples, case, ours, theirs):
    """Ratios of added p99 in the same round; what is below the least that can be told from zero counts as that least."""
    direct, mine, other = cell(samples, case, "direct"), cell(samples, case, ours), cell(samples, case, theirs)

    def added(rows, number):
        return max(LEAST_ADDED_MS, rows[number].p99_ms - direct[number].p99_ms)

    return sorted(added(mine, r) / added(other, r) for r in mine.keys() & other.keys() & direct.keys())


def cpu_ratio(samples, case, ours, theirs):
    """The median of the paired ratios of CPU time, or None when they never ran in the same round."""
    ratios = paired(cell(samples, case, ours), cell(samples, case, theirs), lambda s: s.cpu_micros)
    return median(ratios) if ratios else None


def line(what, value, digits=3):
    """A line for machines; nothing for a value that could not be measured."""
    return [] if value is None else [f"{what} {value:.{digits}f}"]


def write_json(folder, name, document, samples):
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps(document | {"samples": as_json(samples)}, indent=1) + "\n")
    return path
