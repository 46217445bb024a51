"""TLS handshakes and nothing else, each on a connection of its own: a process, so that its CPU time is told from the bench's.

`python3 -m telpherbench.handshakes PORT SECONDS full|resumed [COUNT]`, of which a COUNT ends it instead of the SECONDS, prints how many succeeded, how many failed and the seconds.
"""

import socket
import ssl
import sys
import threading
import time

THREADS = 8
# The client's preface with empty settings (RFC 9113 section 3.4): some servers say nothing before they have it.
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"


def context():
    """TLS 1.3 with the suite that every server here would take first; whoever answers is believed."""
    words = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    words.check_hostname = False
    words.verify_mode = ssl.CERT_NONE
    words.minimum_version = ssl.TLSVersion.TLSv1_3
    words.set_alpn_protocols(["h2"])
    return words


def once(words, port, session):
    """One handshake, up to the server's first bytes of HTTP/2: its session, and whether it was resumed.

    The tickets of TLS 1.3 come after the handshake, before or with the settings that an HTTP/2 server sends first: reading those
    takes both in. Reset rather than closed, so that no port is left waiting.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with words.wrap_socket(plain, server_hostname="localhost", session=session) as secure:
            if secure.selected_alpn_protocol() != "h2":
                raise ssl.SSLError("the server does not speak h2")
            secure.sendall(PREFACE)
            if not secure.recv(4096):
                raise ssl.SSLError("closed before the settings")
            secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            return secure.session, secure.session_reused


def drive(port, seconds, resumed, count=None):
    """(succeeded, failed) of so many seconds or handshakes; one that is not of the kind that was asked for has failed."""
    until = time.monotonic() + seconds
    counts = []

    def goes_on(tried):
        return time.monotonic() < until if count is None else tried * THREADS < count

    def loop():
        words, session, done, failed = context(), None, 0, 0
        if resumed:
            session, _ = once(words, port, None)
        while goes_on(done + failed):
            try:
                given, reused = once(words, port, session)
                if reused == resumed:
                    done += 1
                else:
                    failed += 1
                session = given if resumed else None
            except OSError:
                failed += 1
        counts.append((done, failed))

    threads = [threading.Thread(target=loop) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done for done, _ in counts), sum(failed for _, failed in counts)


if __name__ == "__main__":
    began = time.monotonic()
    succeeded, broken = drive(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "resumed",
                              int(sys.argv[4]) if len(sys.argv) > 4 else None)
    print(succeeded, broken, time.monotonic() - began)
