"""The public cache tests: the suite comes from npm, its server is the origin, its client asks through the cache."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from .processes import Child, Failed, settled
from .rounds import Bench
from .sockets import free_port, status_of, wait_for_port
from .subjects import BENCH, ROOT, java_home

PACKAGE, VERSION = "http-cache-tests", "0.4.5"
RUNNER = BENCH / "cache.d" / "suite.mjs"
MOST_SECONDS = 300
CASES = "io.telpher.testkit.caching.CacheCases"


def fetched():
    """The folder of the installed suite: from npm when it is first asked for, since it is not ours to keep here."""
    folder = BENCH / "results" / f"{PACKAGE}-{VERSION}"
    suite = folder / "node_modules" / PACKAGE
    if not (suite / "server" / "server.mjs").exists():
        if not shutil.which("npm"):
            raise Failed("no npm: install Debian's packages nodejs and npm")
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder),
                               f"{PACKAGE}@{VERSION}"], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"npm could not fetch {PACKAGE}@{VERSION}: {(done.stderr or done.stdout)[-500:]}")
    return suite


def engine(suite):
    """The folder of a suite's server and client: a clone of the repository has them apart from the tests."""
    apart = suite / "test-engine"
    return apart if apart.is_dir() else suite


def cloned(folder):
    """The folder of a suite that somebody has there already."""
    suite = Path(folder).resolve()
    for needed in (engine(suite) / "server" / "server.mjs", suite / "tests" / "index.mjs"):
        if not needed.exists():
            raise Failed(f"{folder} is no cache-tests: there is no {needed.relative_to(suite)}")
    return suite


class Server:
    """The suite's own server: it answers as each test says, and tells what it has seen."""

    def __init__(self, suite, work, port=None):
        self.port = port or free_port()
        env = os.environ | {"npm_config_protocol": "http", "npm_config_port": str(self.port),
                            "npm_config_pidfile": str(work / "suite.pid")}
        self.child = Child("suite's server", ["node", "--no-warnings", engine(suite) / "server" / "server.mjs"], work / "suite.out",
                           env=env, cwd=suite)
        wait_for_port(self.child, self.port)


class SuiteBench(Bench):
    """The suite's server and the caches before it."""

    mib = 64

    def __init__(self, say, port=None, folder=None):
        super().__init__(os.cpu_count(), say)
        self.server_port = port
        self.suite = cloned(folder) if folder else fetched()
        self.name = str(folder) if folder else f"{PACKAGE} {VERSION} of npm"

    def begin(self):
        self.origin = Server(self.suite, self.work, self.server_port)
        self.children.append(self.origin.child)

    def prove(self, subject):
        """It is ready when the server's answer comes through it: that of a path that it does not know."""
        began = time.monotonic()
        while status_of(subject.port, "/no-such-file") != 404:
            if not subject.child.alive() or time.monotonic() - began > 60:
                raise Failed(f"{subject.name} passes nothing on; its last lines:\n{subject.child.last_lines()}")
            time.sleep(0.05)
        return time.monotonic() - began

    def asked(self, address, only=""):
        """What the suite's client finds of the cache at the address: a list of suites, each with its tests and their results."""
        done = subprocess.run(["node", "--no-warnings", RUNNER, self.suite, engine(self.suite), f"http://{address}", only], capture_output=True, text=True,
                              timeout=MOST_SECONDS, preexec_fn=settled)
        if done.returncode != 0:
            raise Failed(f"the suite's client failed:\n{done.stderr[-2000:]}")
        return json.loads(done.stdout)


class CasesBench(Bench):
    """Telpher's own cases (testkit, package caching): one program is their origin and their client."""

    mib = 64

    name = "Telpher's own cases"

    def __init__(self, say, port=None, _folder=None):
        super().__init__(os.cpu_count(), say)
        self.port = port or free_port()

    def begin(self):
        self.origin = self  # what stands behind the caches has our port, while the program runs

    def origins(self):
        return []

    def prove(self, subject):
        began = time.monotonic()
        wait_for_port(subject.child, subject.port)
        return time.monotonic() - began

    def asked(self, address, only=""):
        """What the program prints: the cases that went wrong, and a table."""
        folders = [ROOT / room / "target" / "classes" for room in ("testkit", "core")]
        if not (folders[0] / "caching").is_dir():
            raise Failed("the cases are not built: mvn -pl testkit -am compile")
        done = subprocess.run([java_home() / "bin" / "java", "-cp", ":".join(map(str, folders)), CASES, address, str(self.port), *only.split()],
                              capture_output=True, text=True, timeout=MOST_SECONDS, preexec_fn=settled)
        if done.returncode != 0:
            raise Failed(f"the cases could not be run:\n{done.stderr[-2000:]}")
        return done.stdout


def case_lines(name, printed):
    """Lines for machines of the program's last line: passed and all, of each level."""
    for level, passed, _all in re.findall(r"(\w+) +(\d+)/(\d+)", printed.splitlines()[-1]):
        yield f"value cache-cases-{level}-{name} {passed}"


KINDS = ("required", "optimal", "cdn", "check")


def score(suites, kind):
    """How many tests of a kind passed, how many failed themselves, how many there are; what a failed test stands upon is not judged."""
    found = [test["result"] for suite in suites for test in suite["tests"] if test["kind"] == kind]
    return found.count("pass"), found.count("fail"), len(found)


def of_kind(suite, kind):
    found = [test["result"] for test in suite["tests"] if test["kind"] == kind]
    return f"{found.count('pass')}/{len(found)}" if found else ""


def table(results, kind, say):
    """A row for each group of tests, a column for each cache."""
    names = list(results)
    if not score(results[names[0]], kind)[2]:
        return
    say("")
    say(f"{kind}: passed of those there are")
    say(f"  {'':40}" + "".join(f"{name:>15}" for name in names))
    for number, suite in enumerate(results[names[0]]):
        if of_kind(suite, kind):
            say(f"  {suite['id']:40}" + "".join(f"{of_kind(results[name][number], kind):>15}" for name in names))
    say(f"  {'all':40}" + "".join(f"{score(results[name], kind)[0]:>11}/{score(results[name], kind)[2]:<3}" for name in names))


def failures(suites, say):
    """What did not pass of what is required or better, with the client's reason."""
    for suite in suites:
        for test in suite["tests"]:
            if test["kind"] != "check" and test["result"] != "pass":
                say(f"  {test['kind']:9} {test['result']:10} {test['id']:50} {test.get('why') or ''}")


def write(suite, results, versions):
    folder = BENCH / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"cache-tests-{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps({"suite": suite, "versions": versions, "results": results}, indent=1) + "\n")
    return path
