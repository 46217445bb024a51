"""Free ports, and waiting until a server answers."""

import http.client
import random
import socket
import time

from .processes import Failed

# Below the kernel's ephemeral range: no outgoing connection of the load takes a port between choosing and binding it.
FIRST_PORT, LAST_PORT = 20_000, 32_000
_given = set()


def free_port():
    for _ in range(500):
        port = random.randrange(FIRST_PORT, LAST_PORT)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise Failed("no free port found")


def status_of(port, path, timeout=2.0):
    """The status of a GET, or None when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        reply.read()
        return reply.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def body_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def wait_until_ok(child, port, path, patience=60.0):
    """Waits for a first 200 and returns the seconds since the call; fails with the child's last lines."""
    began = time.monotonic()
    while True:
        if status_of(port, path) == 200:
            return time.monotonic() - began
        if not child.alive():
            raise Failed(f"{child.name} ended before it was ready; its last lines:\n{child.last_lines()}")
        if time.monotonic() - began > patience:
            raise Failed(f"{child.name} was not ready within {patience:.0f} s; its last lines:\n{child.last_lines()}")
        time.sleep(0.005)


def wait_for_port(child, port, patience=30):
    """Waits until something accepts on the port; where there is none, a moment."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        if not child.alive():
            raise Failed(f"{child.name} did not start:\n{child.last_lines()}")
        if port is None:
            time.sleep(0.3)
            if child.alive():
                return
            continue
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise Failed(f"{child.name} is not ready; its last lines:\n{child.last_lines()}")
