"""What `bench/http2` has of its own: origins that speak HTTP/2, subjects before them that end TLS, and the cases."""

import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from . import load, subjects
from .processes import Child, Failed
from .rounds import WARM_PARTS, WARM_REQUESTS, Bench
from .sockets import free_port
from .subjects import BENCH, JavaPeer, filled, java_home, version_of

CONFIGS = BENCH / "http2.d"
CALL = "/bench.Echo/unary.grpc"
MESSAGE_BYTES = 128


class Streams(JavaPeer):
    """A server of streams of gRPC and a generator of them; not a proxy, but built like those."""

    def __init__(self):
        super().__init__("grpc", "grpc", "grpc-netty-shaded")

    def java(self, main, *arguments):
        target = self.folder / "target"
        return [java_home() / "bin" / "java", *self.FLAGS, "-cp", f"{next(target.glob('peer-*.jar'))}:{target}/lib/*", main,
                *map(str, arguments)]


STREAMS = Streams()


@dataclass
class Case:
    """One kind of load: what a unit of it is, and how it is driven."""

    name: str
    unit: str
    path: str = ""
    message: bool = False
    resumed: bool | None = None
    streams: bool = False
    rate: bool = False

    def drive(self, bench, subject, seconds):
        if self.resumed is not None:
            return load.handshakes(subject.port, seconds, self.resumed)
        if self.streams:
            return load.streams(STREAMS.java("peer.Streams", subject.port, max(0.8, seconds), 8, 16, MESSAGE_BYTES))
        return load.http2(subject.port, self.path, seconds, message=bench.message if self.message else None)


CASES = [
    Case("h2-1KiB", "request", "/1k"),
    Case("h2-1KiB-answered", "request", "/answered"),
    Case("h2-100KiB", "request", "/100k"),
    Case("h2-to-h2-1KiB", "request", "/h2/1k"),
    Case("h2-to-h2-100KiB", "request", "/h2/100k"),
    Case("grpc-unary", "call", CALL, message=True),
    Case("grpc-stream", "message", streams=True),
    Case("tls-full", "handshake", resumed=False),
    Case("tls-resumed", "handshake", resumed=True),
]


class Http2Bench(Bench):
    """The origins, the certificate and the subjects."""

    def begin(self):
        super().begin()
        self.certify()
        files = self.memory / "h2"
        (files / "h2").mkdir(parents=True)
        (files / "h2" / "1k").write_bytes(b"0123456789abcdef" * 64)
        shutil.copy(self.memory / "100k", files / "h2" / "100k")
        self.message = self.work / "message"
        self.message.write_bytes(b"\0" + MESSAGE_BYTES.to_bytes(4, "big") + b"m" * MESSAGE_BYTES)
        (files / "bench.Echo").mkdir()
        shutil.copy(self.message, files / CALL[1:])
        types = self.work / "mime.types"
        types.write_text("application/grpc grpc\n")
        self.origin2 = self.nghttpd("origin-h2", files, types)
        # The trailer is of every answer of a process, so that calls have an origin of their own.
        self.grpc = self.nghttpd("origin-grpc", files, types, "--trailer=grpc-status: 0")
        self.stream = self.streaming()

    def certify(self):
        """A certificate of P-256 that everybody serves."""
        self.certificate, self.key, self.pem = (self.work / name for name in ("server.crt", "server.key", "server.pem"))
        done = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext",
             "basicConstraints=critical,CA:FALSE", "-keyout", self.key, "-out", self.certificate],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"openssl made no certificate: {done.stderr}")
        self.pem.write_text(self.certificate.read_text() + self.key.read_text())
        self.key.chmod(0o644)  # nginx and its workers; nothing but this bench trusts it

    def nghttpd(self, name, files, types, *more):
        port = free_port()
        child = Child(name, ["nghttpd", "--no-tls", "-a", "127.0.0.1", "-d", files, "-m", "256", "-n", "1", f"--mime-types-file={types}",
                             *more, port], self.work / f"{name}.out")
        child.port = port
        self.children.append(child)
        time.sleep(0.2)
        if not child.alive():
            raise Failed(f"nghttpd did not start:\n{child.last_lines()}")
        return child

    def streaming(self):
        """The server of streams, or one that nobody will ask where it is not built."""
        if not STREAMS.built():
            return self.grpc
        port = free_port()
        child = Child("origin-stream", STREAMS.java("peer.Origin", port), self.work / "origin-stream.out")
        child.port = port
        self.children.append(child)
        return child

    def origins(self):
        return [self.origin.child, self.origin2, self.grpc, self.stream]

    def drive(self, case, subject, seconds):
        return case.drive(self, subject, seconds)

    def warm_part(self, subject, requests):
        load.http2(subject.port, "/1k", 0, requests=requests * 3 // 10)
        load.http2(subject.port, "/h2/1k", 0, requests=requests * 3 // 10)
        load.http2(subject.port, CALL, 0, requests=requests * 3 // 10, message=self.message)
        load.http2(subject.port, "/100k", 0, requests=requests // 20)
        load.http2(subject.port, "/answered", 0, requests=requests // 10)
        load.http2(subject.port, "/h2/100k", 0, requests=requests // 20)
        if STREAMS.built():
            seconds = 2 * min(1.0, requests * WARM_PARTS / WARM_REQUESTS)
            load.streams(STREAMS.java("peer.Streams", subject.port, seconds, 8, 16, MESSAGE_BYTES))
        for resumed in (False, True):
            load.handshakes(subject.port, 0, resumed, count=requests // 25)

    def values(self, subject):
        """What the configurations of the subjects need."""
        return {"folder": CONFIGS, "name": subject.name, "work": self.work, "threads": self.threads, "port": subject.port,
                "origin": self.origin.port, "origin2": self.origin2.port, "grpc": self.grpc.port, "stream": self.stream.port,
                "certificate": self.certificate, "key": self.key, "pem": self.pem, "kib": "0123456789abcdef" * 64}


def fetched(port, path):
    """The body of a GET over TLS, or None when there is no 200; HTTP/1.1, which every subject offers as well."""
    words = ssl.create_default_context()
    words.check_hostname, words.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(f"https://127.0.0.1:{port}{path}", timeout=5, context=words) as reply:
            return reply.read()
    except (OSError, urllib.error.URLError):
        return None


class Secure:
    """A subject that ends TLS: how it is seen to be ready."""

    def prove(self, bench):
        began = time.monotonic()
        while fetched(self.port, "/1k") is None:
            if not self.child.alive() or time.monotonic() - began > 60:
                raise Failed(f"{self.name} is not ready; its last lines:\n{self.child.last_lines()}")
            time.sleep(0.02)
        self.ready_seconds = time.monotonic() - began
        for path, size in (("/1k", 1_024), ("/100k", 102_400), ("/h2/1k", 1_024), ("/h2/100k", 102_400)):
            got = fetched(self.port, path)
            if got is None or len(got) != size:
                raise Failed(f"{self.name} passed on {len(got or b'')} bytes of {path}, which has {size}:\n{self.child.last_lines()}")
        call = load.http2(self.port, CALL, 0, requests=8, connections=1, streams=1, message=bench.message)
        if call.failed:
            raise Failed(f"{self.name} failed {call.failed} of {call.failed + call.requests} calls:\n{self.child.last_lines()}")


class Telpher(Secure, subjects.Telpher):
    def configuration(self, bench):
        return filled("telpher.yaml", bench.work / f"{self.name}.yaml", **bench.values(self))


class Nginx(Secure, subjects.Nginx):
    def command(self, bench):
        config = filled("nginx.conf", bench.work / f"{self.name}.conf", **bench.values(self))
        return ["nginx", "-p", bench.work, "-c", config], None


class Haproxy(Secure, subjects.Haproxy):
    def command(self, bench):
        return ["haproxy", "-f", filled("haproxy.cfg", bench.work / "haproxy.cfg", **bench.values(self))], None


class Nghttpx(Secure, subjects.Subject):
    def missing(self, quick):
        return None if shutil.which("nghttpx") else "no nghttpx: install Debian's package nghttp2-proxy"

    @property
    def version(self):
        return version_of(["nghttpx", "--version"], r"nghttp2/(\S+)")

    def command(self, bench):
        config = filled("nghttpx.conf", bench.work / "nghttpx.conf", **bench.values(self))
        return ["nghttpx", f"--conf={config}"], None
