"""The load: wrk for closed loops, h2load for counted warm-up and for a fixed rate.

wrk, because it costs the shared cores a little less than h2load --h1 (12.9 against 13.4 us a request when this was written) and can
open a connection per request; h2load where requests are counted or paced.
"""

import math
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .processes import Failed, settled

TRACE = Path(__file__).resolve().parents[2] / "cache.d" / "trace.lua"

# What a browser sends for an image of a page: with the request line and Host about 1 KB in 14 fields.
HEAD = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9,de;q=0.8",
    "Cache-Control": "max-age=0",
    "Sec-Ch-Ua": '"Chromium";v="141", "Not?A_Brand";v="8", "Google Chrome";v="141"',
    "Sec-Ch-Ua-Mobile": "?0",
    "Sec-Ch-Ua-Platform": '"Linux"',
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Referer": "https://shop.example.com/catalogue/shoes?page=3&sort=price&colour=blue&size=42",
    "Cookie": "session=7f3b9c1e5a8d4f2096b1c3d5e7f90a2b; consent=yes; theme=dark; "
              "_ga=GA1.1.1234567890.1760000000; _ga_ABCDEF1234=GS2.1.s1760000000$o3$g1$t1760000123$j60$l0$h0; cart=3",
    "X-Request-Id": "0b6f6c1e-6f0d-4a53-9f3e-1d0a5b7c9e11",
}


@dataclass
class Load:
    """What a generator saw: requests answered with success, those that failed, seconds, its own CPU microseconds."""

    requests: int
    failed: int
    seconds: float
    own_micros: float = 0.0
    p50_ms: float | None = None
    p99_ms: float | None = None


# The same without its wish for something newer than any cache has: what a browser sends when nobody pressed "reload".
CACHEABLE_HEAD = {name: value for name, value in HEAD.items() if name != "Cache-Control"}


def _fields(extra=None, head=None):
    words = []
    for name, value in ((head or HEAD) | (extra or {})).items():
        words += ["-H", f"{name}: {value}"]
    return words


def _wait_until_catching(process, sign):
    """Until the program has set its handler: on a busy machine an earlier signal would end it before it could report."""
    while process.poll() is None:
        caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text())
        if caught and int(caught[1], 16) >> (sign - 1) & 1:
            return
        time.sleep(0.005)


def _ran(command, seconds=None, folder=None, marker=None):
    """Runs a generator, interrupted after so many seconds or at a line where it does not end itself; its output and duration."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
                               preexec_fn=settled, cwd=folder)
    try:
        if seconds is not None:
            _wait_until_catching(process, signal.SIGINT)
            time.sleep(seconds)
            process.send_signal(signal.SIGINT)
        if marker is not None:
            for line in process.stdout:
                if line.startswith(marker):
                    process.send_signal(signal.SIGINT)
                    break
        output, _ = process.communicate(timeout=600)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise Failed(f"{command[0]} failed:\n{output[-2000:]}")
    return output, time.monotonic() - began


def closed_loop(port, path, seconds, connections=64, close=False, head=None):
    """Each connection sends its next request when the last is answered; with `close`, each request has its own connection."""
    extra = {"Connection": "close"} if close else None
    command = ["wrk", "-t1", f"-c{connections}", f"-d{int(seconds) + 30}", "--timeout", "10s", *_fields(extra, head),
               f"http://127.0.0.1:{port}{path}"]
    return _wrk(_ran(command, seconds)[0])


def trace(port, file, offset, count, connections=64):
    """So many requests of a trace in its order, each connection taking the next; see bench/cache.d/trace.lua."""
    command = ["wrk", "-t1", f"-c{connections}", "-d3600", "--timeout", "10s", "-s", str(TRACE), *_fields(head=CACHEABLE_HEAD),
               f"http://127.0.0.1:{port}/", "--", str(file), str(offset), str(count)]
    return _wrk(_ran(command, marker="the trace has ended")[0])


def _wrk(output):
    total = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m)", output)
    if not total:
        raise Failed(f"wrk said nothing that the bench understands:\n{output}")
    scale = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[total[3]]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    failed = (int(bad[1]) if bad else 0) + (sum(map(int, errors.groups())) if errors else 0)
    return Load(int(total[1]) - (int(bad[1]) if bad else 0), failed, float(total[2]) * scale)


def warm(port, path, requests, connections=64, head=None):
    """So many requests as fast as they go."""
    _h2load(port, path, ["-n", str(max(requests, connections)), "-c", str(connections)], head)


def fixed_rate(port, path, seconds, log, per_second=2_000, connections=50):
    """Paced requests; the percentiles are over every request's time until the end of its answer."""
    log = Path(log)
    log.unlink(missing_ok=True)
    pace = per_second / connections
    load = _h2load(port, path, ["-D", str(math.ceil(seconds)), "-c", str(connections), f"--rps={pace:g}", f"--log-file={log}"])
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    if not rows:
        raise Failed(f"h2load logged no request ({load.requests} answered, {load.failed} failed)")
    first = min(int(row[0]) for row in rows)
    # The first half second is connecting and all connections starting at once.
    load.times_ms = sorted(int(row[2]) / 1_000 for row in rows if int(row[0]) - first > 500_000)
    log.unlink()
    load.p50_ms, load.p99_ms = load.times_ms[len(load.times_ms) // 2], p99(load.times_ms)
    return load


def p99(times_ms):
    """The 99th percentile of sorted times."""
    return times_ms[int(len(times_ms) * 0.99)]


def http2(port, path, seconds, connections=16, streams=4, requests=None, message=None):
    """HTTP/2 over TLS: each connection keeps so many streams busy. A `message` is a file that is posted as a call of gRPC."""
    amount = ["-D", f"{max(1, round(seconds * 1_000))}ms"] if requests is None else ["-n", str(max(requests, connections * streams))]
    call = ["-d", str(message), "-H", "Content-Type: application/grpc", "-H", "TE: trailers"] if message else _fields()
    # One suite for all, so that nobody is measured with a dearer one.
    return _counted(["h2load", "-t1", "--npn-list=h2", "--tls13-ciphers=TLS_AES_128_GCM_SHA256", "-c", str(connections), "-m",
                     str(streams), *amount, *call, f"https://127.0.0.1:{port}{path}"])


def handshakes(port, seconds, resumed, count=None):
    """TLS handshakes for so long, or so many, each on its own connection; with `resumed`, all but the first by a ticket."""
    output, _ = _ran([sys.executable, "-m", "telpherbench.handshakes", str(port), str(seconds), "resumed" if resumed else "full",
                      *([] if count is None else [str(count)])],
                     folder=Path(__file__).resolve().parents[1])
    done, failed, took = output.split()[-3:]
    return Load(int(done), int(failed), float(took))


def streams(command):
    """Messages on streams, by a generator that prints what came back, what broke and the seconds."""
    done, failed, took = _ran([str(word) for word in command])[0].split()[-3:]
    return Load(int(done), int(failed), float(took))


def _h2load(port, path, options, head=None):
    return _counted(["h2load", "--h1", "-t1", *options, *_fields(head=head), f"http://127.0.0.1:{port}{path}"])


def _counted(command):
    output, seconds = _ran(command)
    codes = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", output)
    counts = re.search(r"(\d+) failed, (\d+) errored, (\d+) timeout", output)
    if not codes or not counts:
        raise Failed(f"h2load said nothing that the bench understands:\n{output[-2000:]}")
    failed = int(codes[3]) + int(codes[4]) + int(counts[1])
    return Load(int(codes[1]), failed, seconds)
