"""What `bench/l4` has of its own: servers that are no HTTP, subjects that pass connections and datagrams through, and the cases."""

import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass

from . import subjects
from .processes import Child, Failed
from .rounds import SETTLE_SECONDS, WARM_PARTS, Bench
from .sockets import free_port, wait_for_port
from .subjects import BENCH, filled

CONFIGS = BENCH / "l4.d"
CONNECTIONS = 32
PORTS = ("redis_front", "iperf_front", "dns_front")


@dataclass
class Seen:
    """What a generator has done."""

    requests: float
    seconds: float
    failed: int = 0
    p50_ms: float | None = None
    p99_ms: float | None = None


@dataclass
class Case:
    """One kind of load: what a unit of it is, and how it is driven."""

    name: str
    unit: str
    deep: int = 0
    bulk: bool = False
    datagrams: bool = False
    rate: bool = False

    def drive(self, bench, subject, seconds):
        if self.deep:
            return redis(subject.ports["redis_front"], seconds, self.deep)
        if self.bulk:
            return iperf(subject.ports["iperf_front"], seconds)
        return dns(subject.ports["dns_front"], seconds, bench.queries)


CASES = [
    Case("redis-1", "command", deep=1),
    Case("redis-16", "command", deep=16),
    Case("iperf3", "MiB", bulk=True),
    Case("udp-dns", "query", datagrams=True),
]


def run(command, seconds):
    began = time.monotonic()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds * 10 + 60)
    if done.returncode != 0:
        raise Failed(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout)[-400:]}")
    return done.stdout, time.monotonic() - began


def redis(port, seconds, deep):
    """GETs by redis-benchmark over 32 connections; so many as fill the time roughly."""
    count = int(seconds * (20_000 if deep == 1 else 160_000))
    _out, took = run(["redis-benchmark", "-p", port, "-t", "get", "-n", count, "-c", CONNECTIONS, "-P", deep, "-q"], seconds)
    return Seen(count, took)


def iperf(port, seconds):
    """Bulk in one direction by iperf3, from client to server."""
    out, took = run(["iperf3", "-c", "127.0.0.1", "-p", port, "-t", max(1, round(seconds)), "-J"], seconds)
    return Seen(json.loads(out)["end"]["sum_received"]["bytes"] / (1 << 20), took)


def dns(port, seconds, queries):
    """Queries by dnsperf from 16 sockets, at most 64 at once."""
    out, took = run(["dnsperf", "-s", "127.0.0.1", "-p", port, "-d", queries, "-l", max(1, round(seconds)), "-c", 16, "-q", 64], seconds)
    done = int(re.search(r"Queries completed:\s+(\d+)", out)[1])
    lost = int(re.search(r"Queries lost:\s+(\d+)", out)[1])
    return Seen(done, took, failed=lost)


class NoCounts:
    """The servers do not say who came: between two questions it was nobody."""

    asked = 0

    def counts(self):
        self.asked += 1
        return self.asked, self.asked


class L4Bench(Bench):
    """The servers and the subjects."""

    def begin(self):
        self.origin = NoCounts()
        self.redis, self.iperf, self.dns = free_port(), free_port(), free_port()
        self.queries = self.work / "queries"
        self.queries.write_text("".join(f"host{i}.test A\n" for i in range(100)))
        self.server("redis", self.redis, ["redis-server", "--port", self.redis, "--bind", "127.0.0.1", "--save", "", "--appendonly",
                                          "no", "--dir", self.work])
        self.server("iperf3", self.iperf, ["iperf3", "-s", "-B", "127.0.0.1", "-p", self.iperf])
        self.server("dnsmasq", None, ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                                      f"--port={self.dns}", "--listen-address=127.0.0.1", "--bind-interfaces", "--user=root",
                                      f"--pid-file={self.work}/dnsmasq.pid", "--address=/test/192.0.2.1", "--local-ttl=300"])
        run(["redis-cli", "-p", self.redis, "set", "key:__rand_int__", "abc"], 1)

    def server(self, name, port, command):
        child = Child(f"origin-{name}", command, self.work / f"origin-{name}.out")
        self.children.append(child)
        wait_for_port(child, port)

    def origins(self):
        return [child for child in self.children if child.name.startswith("origin-")]

    def drive(self, case, subject, seconds):
        return case.drive(self, subject, seconds)

    def warm(self, subject, requests):
        """The mixture that will be measured, in parts between which the compilers may finish; see Bench.warm."""
        if not subject.java:
            return
        share = requests / 300_000
        for _ in range(WARM_PARTS):
            redis(subject.ports["redis_front"], 3 * share, 1)
            redis(subject.ports["redis_front"], 1 * share, 16)
            iperf(subject.ports["iperf_front"], 1)
            if subject.datagrams:
                dns(subject.ports["dns_front"], 3 * share, self.queries)
            self.settle(subject.child, SETTLE_SECONDS * min(1.0, share))


class Passing:
    """A subject with a port for each server."""

    datagrams = True

    def start(self, bench):
        self.ports = {name: free_port() for name in PORTS}
        super().start(bench)

    def prove(self, bench):
        port = self.ports["redis_front"]
        wait_for_port(self.child, port)
        deadline = time.monotonic() + 20
        while True:
            done = subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True, text=True, timeout=10)
            if done.stdout.strip() == "PONG":
                return
            if time.monotonic() > deadline:
                raise Failed(f"{self.name} passes nothing on: {done.stdout}{done.stderr}\n{self.child.last_lines()}")
            time.sleep(0.05)

    def values(self, bench):
        """What the configurations of the subjects need."""
        return self.ports | {"folder": CONFIGS, "name": self.name, "work": bench.work, "threads": bench.threads, "redis": bench.redis,
                             "iperf": bench.iperf, "dns": bench.dns}


class Telpher(Passing, subjects.Telpher):
    def configuration(self, bench):
        return filled("telpher.yaml", bench.work / f"{self.name}.yaml", **self.values(bench))


class Nginx(Passing, subjects.Nginx):
    def missing(self, quick):
        module = os.path.exists("/usr/lib/nginx/modules/ngx_stream_module.so")
        return super().missing(quick) or (None if module else "nginx has no stream: install Debian's package libnginx-mod-stream")

    def command(self, bench):
        config = filled("nginx.conf", bench.work / f"{self.name}.conf", **self.values(bench))
        return ["nginx", "-p", bench.work, "-c", config], None


class Haproxy(Passing, subjects.Haproxy):
    datagrams = False

    def command(self, bench):
        return ["haproxy", "-f", filled("haproxy.cfg", bench.work / "haproxy.cfg", **self.values(bench))], None
