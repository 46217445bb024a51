"""The origin and the proxies that are measured: how each is built where needed, configured, started and named."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .processes import Child, Failed
from .sockets import body_of, free_port, wait_until_ok

BENCH = Path(__file__).resolve().parents[2]
ROOT = BENCH.parent
CONFIGS = BENCH / "http-proxy.d"


def filled(name, target, /, folder=CONFIGS, **values):
    """A committed configuration with its ${placeholders} filled in; nginx's own $variables stay."""
    text = (folder / name).read_text()
    for key, value in values.items():
        text = text.replace("${" + key + "}", str(value))
    left = re.search(r"\$\{\w+\}", text)
    if left:
        raise Failed(f"{name}: nothing to put in the place of {left[0]}")
    target.write_text(text)
    return target


def java_home():
    """A JDK 25: JAVA_HOME, then the usual folder."""
    places = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    for home in places + sorted(Path("/usr/lib/jvm").glob("*25*")):
        release = home / "release"
        if release.exists() and 'JAVA_VERSION="25' in release.read_text():
            return home
    raise Failed("no JDK 25 found: set JAVA_HOME")


def version_of(command, pattern):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return None
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "?"


class Origin:
    """nginx that answers from memory and counts the connections and requests that reach it."""

    def __init__(self, work, memory):
        self.port, self.status = free_port(), free_port()
        (memory / "100k").write_bytes((b"0123456789abcdef" * 64) * 100)
        config = filled("origin.nginx.conf", work / "origin.conf", work=work, memory=memory, origin=self.port,
                        status=self.status, kib="0123456789abcdef" * 64)
        self.child = Child("origin", ["nginx", "-p", work, "-c", config], work / "origin.out")
        wait_until_ok(self.child, self.port, "/health", 10)

    def counts(self):
        """Connections accepted and requests answered so far, this question's own not counted."""
        text = body_of(self.status, "/status").decode()
        accepts, _handled, requests = map(int, text.splitlines()[2].split())
        return accepts, requests


class Subject:
    """A proxy under measurement. `java` ones are warmed; `version` is None where it cannot be run here."""

    java = False
    slow_to_warm = False

    def __init__(self, name):
        self.name = name
        self.port = 0
        self.child = None
        self.ready_seconds = 0.0

    def missing(self, quick):
        """Why it cannot be measured here, or None."""
        return None

    def start(self, bench):
        self.port = free_port()
        command, env = self.command(bench)
        self.child = Child(self.name, command, bench.work / f"{self.name}.out", env=env)
        bench.children.append(self.child)
        self.prove(bench)

    def prove(self, bench):
        """Waits until it answers, and sees that it answers rightly."""
        self.ready_seconds = wait_until_ok(self.child, self.port, "/1k")
        for path, size in (("/1k", 1_024), ("/100k", 102_400)):
            got = len(body_of(self.port, path))
            if got != size:
                raise Failed(f"{self.name} passed on {got} bytes of {path}, which has {size}")

    def stop(self, bench):
        if self.child:
            self.child.stop()
            bench.children.remove(self.child)
            self.child = None


class Direct(Subject):
    """No proxy: the origin itself, for what the latency of a proxy adds to."""

    version = ""

    def start(self, bench):
        self.port, self.child = bench.origin.port, None


class Nginx(Subject):
    def missing(self, quick):
        return None if shutil.which("nginx") else "no nginx: install Debian's package nginx"

    @property
    def version(self):
        return version_of(["nginx", "-v"], r"nginx/(\S+)")

    def command(self, bench):
        config = filled("nginx.conf", bench.work / f"{self.name}.conf", name=self.name, work=bench.work, port=self.port,
                        origin=bench.origin.port, threads=bench.threads)
        return ["nginx", "-p", bench.work, "-c", config], None


class Haproxy(Subject):
    def missing(self, quick):
        return None if shutil.which("haproxy") else "no haproxy: install Debian's package haproxy"

    @property
    def version(self):
        return version_of(["haproxy", "-v"], r"version (\S+)")

    def command(self, bench):
        config = filled("haproxy.cfg", bench.work / "haproxy.cfg", port=self.port, origin=bench.origin.port,
                        threads=bench.threads)
        return ["haproxy", "-f", config], None


class JavaPeer(Subject):
    """A small Maven project of its own under bench/peers, built when it is first asked for."""

    java = True
    slow_to_warm = True
    # What a service of this size gets by hand; compact headers and the serial collector favour the peers.
    FLAGS = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED",
             "--sun-misc-unsafe-memory-access=allow"]

    def __init__(self, name, folder, jar):
        super().__init__(name)
        self.folder = BENCH / "peers" / folder
        self.jar = jar

    def built(self):
        return any((self.folder / "target").glob("peer-*.jar")) and (self.folder / "target" / "lib").is_dir()

    def missing(self, quick):
        if self.built():
            return None
        if quick:
            return f"not built yet: a run without --quick builds it (or `mvn package` in {self.folder.relative_to(ROOT)})"
        done = subprocess.run(["mvn", "-q", "-B", "package"], cwd=self.folder, capture_output=True, text=True,
                              env=os.environ | {"JAVA_HOME": str(java_home())})
        if done.returncode == 0:
            return None
        errors = [line for line in done.stdout.splitlines() if "ERROR" in line]
        return "did not build: " + (errors[0] if errors else done.stderr[-300:])

    @property
    def version(self):
        found = list((self.folder / "target" / "lib").glob(f"{self.jar}-[0-9]*.jar"))
        return found[0].stem.removeprefix(self.jar + "-") if found else "?"

    def java_command(self, bench, properties, main, arguments):
        processors = [f"-XX:ActiveProcessorCount={bench.threads}"] if bench.threads != os.cpu_count() else []
        target = self.folder / "target"
        jar = next(target.glob("peer-*.jar"))
        return [java_home() / "bin" / "java", *self.FLAGS, *processors, *properties, "-cp", f"{jar}:{target}/lib/*", main,
                *arguments], None


class Vertx(JavaPeer):
    def __init__(self):
        super().__init__("vertx", "vertx", "vertx-http-proxy")

    def command(self, bench):
        log = bench.work / "vertx.access.log"
        return self.java_command(bench, [], "peer.Proxy", [self.port, bench.origin.port, bench.threads, log])


class SpringCloudGateway(JavaPeer):
    def __init__(self):
        super().__init__("spring-cloud-gateway", "spring-cloud-gateway", "spring-cloud-gateway-server-webflux")

    def command(self, bench):
        properties = [f"-Dserver.port={self.port}", "-Dserver.address=127.0.0.1", f"-Dorigin={bench.origin.port}",
                      f"-Dreactor.netty.ioWorkerCount={bench.threads}", f"-Daccess.log={bench.work}/scg.access.log",
                      "-Dreactor.netty.http.server.accessLogEnabled=true", "-Dspring.main.banner-mode=off"]
        return self.java_command(bench, properties, "peer.Gateway", [])


class Telpher(Subject):
    """The shipped launcher with the shipped flags; `options` are more words for its JVM (the bench of the bridge sets some)."""

    java = True

    def __init__(self, name="telpher", options=()):
        super().__init__(name)
        self.options = list(options)

    def missing(self, quick):
        return None if os.access(ROOT / "telpher", os.X_OK) else "no launcher ./telpher in this checkout (or use --without telpher)"

    @property
    def version(self):
        done = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
        return done.stdout.strip() or "?"

    def configuration(self, bench):
        return filled("telpher.yaml", bench.work / f"{self.name}.yaml", port=self.port, origin=bench.origin.port)

    def command(self, bench):
        config = self.configuration(bench)
        state = bench.work / f"{self.name}.state"
        state.mkdir(exist_ok=True)
        options = list(self.options)
        if bench.threads != os.cpu_count():
            options.append(f"-XX:ActiveProcessorCount={bench.threads}")
        given = os.environ.get("TELPHER_JAVA_OPTS", "")
        env = os.environ | {"TELPHER_JAVA_OPTS": " ".join([given, *options]).strip()}
        return [ROOT / "telpher", "run", config, "--admin", f"127.0.0.1:{free_port()}", "--state", state], env
