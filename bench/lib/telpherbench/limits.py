"""What `bench/rate-limit` has of its own: a Redis Cluster of three shards, and who asks it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .processes import Child, Cpu, Failed, settled, stop_all
from .rounds import COMPILERS_SHARE
from .sockets import free_port
from .subjects import BENCH, ROOT, JavaPeer, java_home

SHARDS = 3
WARM_MAX = 6
# A check as everybody writes it: the sliding window of two counts in one key, by the server's time.
PLAIN = """local t = redis.call('TIME') local now = t[1] * 1000 + t[2] / 1000 local w = tonumber(ARGV[1])
local at = math.floor(now / w) local s = redis.call('GET', KEYS[1]) local cur, prev = 0, 0
if s then local a, c, p = struct.unpack('>ddd', s) if a == at then cur, prev = c, p elseif a == at - 1 then prev = c end end
if prev * (w - now % w) / w + cur + 1 > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], struct.pack('>ddd', at, cur + 1, prev), 'PX', 2 * w) return 1"""


@dataclass
class Sample:
    """One measurement: what was counted, and the CPU microseconds of whoever asked and of the shards together."""

    checks: int
    admitted: int
    failed: int
    seconds: float
    asker: float
    redis: float
    p50: float = 0
    p99: float = 0
    compilers: float = 0

    def rate(self):
        return self.checks / self.seconds

    def asker_each(self):
        return self.asker / max(1, self.checks)

    def redis_each(self):
        return self.redis / max(1, self.checks)


class Cluster:
    """Three shards on loopback, in memory only, that end with the bench."""

    def __init__(self):
        self.work = Path(tempfile.mkdtemp(prefix="telpher-bench-"))
        self.ports, self.children = [], []

    def __enter__(self):
        for sign in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: sys.exit(143))
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        for _ in range(SHARDS):
            port, folder = free_port(), self.work / f"shard-{len(self.ports)}"
            folder.mkdir()
            self.ports.append(port)
            self.children.append(Child(f"redis {port}", [
                "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder,
                "--cluster-enabled", "yes", "--cluster-port", free_port(), "--latency-tracking", "no"], self.work / f"{port}.log"))
        for port in self.ports:
            self._until(lambda port=port: self.cli(port, "ping") == "PONG")
        addresses = [f"127.0.0.1:{port}" for port in self.ports]
        done = subprocess.run(["redis-cli", "--cluster", "create", *addresses, "--cluster-yes"], capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"no cluster: {done.stdout[-300:]}")
        for port in self.ports:
            self._until(lambda port=port: "cluster_slots_ok:16384" in self.cli(port, "cluster", "info")
                        and "cluster_state:ok" in self.cli(port, "cluster", "info"))

    def _until(self, there):
        end = time.monotonic() + 30
        while not there():
            if time.monotonic() > end:
                raise Failed("the Redis Cluster did not come up within 30 s")
            time.sleep(0.05)

    def cli(self, port, *words):
        done = subprocess.run(["redis-cli", "-p", str(port), *map(str, words)], capture_output=True, text=True)
        return done.stdout.strip()

    def cpu(self):
        return Cpu.of([child.pid for child in self.children])

    def forget(self):
        for port in self.ports:
            self.cli(port, "flushall")

    def used_memory(self):
        """What the shards have allocated, in bytes: keys, values, tables."""
        return sum(int(re.search(r"used_memory:(\d+)", self.cli(port, "info", "memory"))[1]) for port in self.ports)

    def keys(self):
        return sum(int(self.cli(port, "dbsize")) for port in self.ports)

    def __exit__(self, *_):
        stop_all(self.children)
        shutil.rmtree(self.work, ignore_errors=True)


def warmed(process, seconds):
    """Waits at least so long, and until the JVM's compilers have little left to do, so that what is measured is no compiler."""
    share, until = 1.0, time.monotonic() + WARM_MAX * seconds
    while share > COMPILERS_SHARE and time.monotonic() < until:
        before = Cpu.of([process.pid])
        time.sleep(seconds / 2 if share == 1.0 else seconds / 4)
        share = Cpu.of([process.pid]).compilers_share_since(before)
    return share


def asked(cluster, command, name, warm=0):
    """Runs who asks, has it measure when it is warm, and reads the shards' CPU time where it says that it does."""
    with subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, preexec_fn=settled) as process:
        before = after = None
        numbers, compilers = {}, 0.0
        try:
            for line in process.stdout:
                if line == "warm\n":
                    compilers = warmed(process, warm)
                    process.stdin.write("\n")
                    process.stdin.flush()
                elif line == "begin\n":
                    before = cluster.cpu()
                elif line == "end\n":
                    after = cluster.cpu()
                elif line.startswith("checks "):
                    words = line.split()
                    numbers |= {words[i]: float(words[i + 1]) for i in range(0, len(words) - 1, 2)}
            process.wait(30)
        except BaseException:
            process.kill()
            raise
        if before is None or after is None or "checks" not in numbers:
            raise Failed(f"{name} did not measure: {process.stderr.read()[-500:]}")
    sample = Sample(int(numbers["checks"]), int(numbers["admitted"]), int(numbers["failed"]), numbers["seconds"],
                    numbers["cpu_micros"], sum(after.since(before)), numbers["p50_micros"], numbers["p99_micros"], compilers)
    return sample, numbers


def plain(cluster, count, depth):
    """EVALSHA for each check by redis-benchmark, so many deep on each of 50 connections."""
    digest = [cluster.cli(port, "script", "load", PLAIN) for port in cluster.ports][0]
    before, began = cluster.cpu(), time.monotonic()
    used = os.times()
    done = subprocess.run(
        ["redis-benchmark", "-p", str(cluster.ports[0]), "--cluster", "-n", str(count), "-r", "1000000", "-c", "50", "-P", str(depth),
         "--csv", "EVALSHA", digest, "1", "rate_limit:{tag}:__rand_int__", "60000", "100"], capture_output=True, text=True)
    now = os.times()
    found = re.search(r'^"EVALSHA.*?","([\d.]+)","[\d.]+","[\d.]+","([\d.]+)","[\d.]+","([\d.]+)"', done.stdout, re.M)
    if done.returncode or not found:
        raise Failed(f"redis-benchmark: {done.stdout[-200:]}{done.stderr[-200:]}")
    asker = (now.children_user - used.children_user + now.children_system - used.children_system) * 1e6
    return Sample(count, count, 0, time.monotonic() - began, asker, sum(cluster.cpu().since(before)),
                  float(found[2]) * 1000, float(found[3]) * 1000)


class Telpher:
    """Our limiter, driven from event loops in a process of its own."""

    name = "telpher"

    def __init__(self):
        target = BENCH / "target"
        done = subprocess.run(
            ["mvn", "-q", "-B", "-pl", "bench", "-am", "-Dmaven.test.skip=true", "compile", "dependency:build-classpath",
             "-Dmdep.outputFile=target/classpath"], cwd=ROOT, capture_output=True, text=True,
            env=os.environ | {"JAVA_HOME": str(java_home())})
        if done.returncode:
            raise Failed("Telpher does not build: " + "".join(done.stdout.splitlines(True)[-5:]))
        self.classpath = f"{target}/classes:{(target / 'classpath').read_text().strip()}"

    def command(self, cluster, case, rate, workers, seconds):
        return [java_home() / "bin" / "java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", self.classpath,
                "io.telpher.bench.limits.LimitBench", ",".join(map(str, cluster.ports)), case, rate, workers, seconds]


class Bucket4j(JavaPeer):
    def __init__(self):
        super().__init__("bucket4j", "bucket4j", "bucket4j_jdk17-core")

    def java(self, cluster, workers, seconds):
        target = self.folder / "target"
        return [java_home() / "bin" / "java", *self.FLAGS, "-cp", f"{next(target.glob('peer-*.jar'))}:{target}/lib/*", "peer.Limits",
                ",".join(map(str, cluster.ports)), workers, seconds]
