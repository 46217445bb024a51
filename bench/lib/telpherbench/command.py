"""The command line that the benches have in common, and one run from it to the machine-readable lines."""

import argparse
import os
import sys

from . import report
from .processes import Failed
from .rounds import CASES, WARM_REQUESTS, Bench
from .subjects import BENCH, Telpher

QUICK_WARM_REQUESTS = 30_000


def parser(description, names, cases=CASES):
    """Options of every bench; `names` are the subjects that --only and --without know."""
    known = ", ".join(names)
    cases = ", ".join(case.name for case in cases)
    words = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true",
                       help="below a minute: two short rounds, little warm-up, not what warms slowly; shows that it works")
    words.add_argument("--rounds", type=int, metavar="N", help="interleaved rounds (default 7; quick 2)")
    words.add_argument("--seconds", type=float, metavar="S", help="length of one measurement (default 3; quick 0.5)")
    words.add_argument("--warm", type=int, metavar="N", help="least warm-up requests for each JVM (default 300000, and then until "
                       "its compilers have little left to do; quick 30000)")
    words.add_argument("--nice", type=int, default=0, metavar="N",
                       help="niceness of everything started; negative (as root) puts strangers on a busy machine back")
    words.add_argument("--threads", type=int, default=os.cpu_count(), metavar="N", help="threads or workers of each proxy (default: cores)")
    words.add_argument("--only", metavar="A,B", help=f"only these of: {known}")
    words.add_argument("--without", metavar="A,B", help="all but these")
    words.add_argument("--cases", metavar="A,B", help=f"only these of: {cases}")
    return words


def chosen(options, subjects):
    """The subjects that the options leave; a name that nobody has is a mistake."""
    by_name = {subject.name: subject for subject in subjects}
    only = options.only.split(",") if options.only else [
        s.name for s in subjects if s.name != "nginx-twin" and not (options.quick and s.slow_to_warm)]
    without = options.without.split(",") if options.without else []
    unknown = [name for name in only + without if name not in by_name]
    if unknown:
        raise Failed(f"unknown: {', '.join(unknown)}; known are: {', '.join(by_name)}")
    return [by_name[name] for name in only if name not in without]


def chosen_cases(options, cases=CASES):
    if not options.cases:
        return cases
    by_name = {case.name: case for case in cases}
    unknown = [name for name in options.cases.split(",") if name not in by_name]
    if unknown:
        raise Failed(f"unknown case: {', '.join(unknown)}; known are: {', '.join(by_name)}")
    return [by_name[name] for name in options.cases.split(",")]


def run(name, options, subjects, reference, closing):
    """One bench: `closing(result)` gives the machine-readable lines. The exit status: 0, or 3 when something was left out."""

    def say(line=""):
        print(line, flush=True)

    quick = options.quick
    rounds = options.rounds or (2 if quick else 7)
    seconds = options.seconds or (0.5 if quick else 3.0)
    warm = options.warm or (QUICK_WARM_REQUESTS if quick else WARM_REQUESTS)
    cases = chosen_cases(options)
    os.setpriority(os.PRIO_PROCESS, 0, options.nice)
    with Bench(options.threads, say) as bench:
        for line in report.machine():
            say(line)
        started, left = bench.start(subjects, quick)
        if not started:
            raise Failed("nothing could be started")
        say("versions: " + ", ".join(report.versions(started)))
        say(f"{rounds} rounds of {seconds:g} s, {options.threads} threads each, 64 connections, "
            f"JVMs warmed by {warm:,} requests at least; access logs on")
        ready = {s.name: bench.ready_seconds(s, 1 if quick else 3) for s in started if isinstance(s, Telpher)}
        fresh = {s.name: s.child.memory_mib() for s in started}
        for subject in started:
            bench.warm(subject, warm)
        samples, broken = bench.rounds(started, cases, rounds, seconds)
        left |= broken
        memory = {s.name: bench.memory_under(s, 1_000, 0.5 if quick else 3.0) for s in started if s.child.alive()}
    names = [s.name for s in started]
    reference = reference if reference in names else names[0]
    for case in cases:
        if case.rate:
            report.latency_table(samples, case.name, names, say)
        else:
            report.cpu_table(samples, case.name, names, reference, say)
    say("")
    say("memory of the process tree in MiB: RSS (PSS)")
    say(f"  {'':22} {'fresh':>16} {'1,000 connections':>20}")
    for subject in memory:
        say(f"  {subject:22} {fresh[subject][0]:8.0f} ({fresh[subject][1]:4.0f}) {memory[subject][0]:12.0f} ({memory[subject][1]:4.0f})")
    for subject, seconds_ in ready.items():
        say(f"{subject}: first answer through the origin {report.median(seconds_):.2f} s after its start "
            f"({len(seconds_)} starts: {min(seconds_):.2f}..{max(seconds_):.2f})")
    say(f"others: strangers kept {report.median([s.others for s in samples]):.1f} cores busy (median), "
        f"{max(s.others for s in samples):.1f} at most; compare within this table only")
    failed = sum(s.failed for s in samples)
    if failed:
        say(f"warning: {failed} requests failed, see the tables")
    document = {"bench": name, "machine": report.machine(), "versions": report.versions(started), "threads": options.threads,
                "quick": quick, "left_out": left, "ready_seconds": ready, "memory_mib": memory, "fresh_mib": fresh}
    say(f"results: {report.write_json(BENCH / 'results', name, document, samples).relative_to(BENCH.parent)}")
    say("")
    for line in closing(names, cases, samples, ready, memory):
        say(line)
    if left:
        say(f"# left out: {', '.join(left)}")
    return 3 if left else 0


def main(body):
    """Runs a bench's body and turns what goes wrong into one message and an exit status."""
    try:
        sys.exit(body())
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("bench: interrupted; everything that it started was stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os._exit(141)  # nobody reads on; everything was stopped on the way here
