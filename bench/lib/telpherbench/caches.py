"""Caches beside Telpher: how each is configured, started as the user that it insists on, and given the same memory."""

import os
import pwd
import shutil
from pathlib import Path

from . import subjects
from .sockets import free_port
from .subjects import BENCH, Subject, filled, version_of

CONFIGS = BENCH / "cache.d"
ATS_ETC = Path("/etc/trafficserver")
# nginx keeps 8,000 keys a MiB: an object of the trace is 6 KiB on average, so a sixteenth of the memory holds the keys of the rest.
NGINX_INDEX_PART = 16
# Traffic Server wants a store behind its memory. Both are memory here (tmpfs), so what it may use is divided.
ATS_STORE_PART = 7 / 8


def owned(folder, user):
    """A new folder of that user, who is the one to run as: somebody else only if we are root."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return user


class Cache(Subject):
    """A subject of which the bench says what is right before it is measured. `program` is that of Debian's package."""

    program, package = None, None

    def missing(self, quick):
        if self.program is None or shutil.which(self.program) or os.access(f"/usr/sbin/{self.program}", os.X_OK):
            return None
        return f"no {self.program}: install Debian's package {self.package}"

    def prove(self, bench):
        self.ready_seconds = bench.prove(self)

    def values(self, bench):
        return {"name": self.name, "work": bench.work, "memory": bench.memory, "port": self.port, "origin": bench.origin.port,
                "threads": bench.threads, "mib": bench.mib}

    def filled(self, bench, name, target=None, **more):
        return filled(name, target or bench.work / f"{self.name}.{name}", folder=CONFIGS, **self.values(bench), **more)

    def folder(self, bench, user):
        """A folder of its own for a program that runs as that user, and the user that it is."""
        folder = bench.work / f"{self.name}.d"
        return folder, owned(folder, user)


class Telpher(Cache, subjects.Telpher):
    """Its cache as it is with `cache: {}`, but for the size."""

    missing = subjects.Telpher.missing

    def configuration(self, bench):
        return self.filled(bench, "telpher.yaml")


class Nginx(Cache, subjects.Nginx):
    program, package = "nginx", "nginx"

    def command(self, bench):
        index = max(2, bench.mib // NGINX_INDEX_PART)
        for kind in ("cache", "proxy"):
            owned(bench.memory / f"{self.name}.{kind}", "nobody")
        return ["nginx", "-p", bench.work, "-c",
                self.filled(bench, "nginx.conf", index_mib=index, store_mib=bench.mib - index)], None


class Haproxy(Cache, subjects.Haproxy):
    program, package = "haproxy", "haproxy"

    def command(self, bench):
        return ["haproxy", "-f", self.filled(bench, "haproxy.cfg")], None


class TrafficServer(Cache):
    program, package = "traffic_server", "trafficserver"

    @property
    def version(self):
        return version_of(["traffic_server", "-V"], r"Traffic Server (\S+)")

    def command(self, bench):
        folder, user = self.folder(bench, "trafficserver")
        for name in ("run", "log", "cache"):
            owned(folder / name, user)
        etc = folder / "etc"
        if not etc.exists():
            shutil.copytree(ATS_ETC, etc)
        stored = int(bench.mib * ATS_STORE_PART)
        store = bench.memory / f"{self.name}.store"
        owned(store, user)
        self.filled(bench, "trafficserver.records.config", etc / "records.config", user=user, management=free_port(),
                    ram_bytes=(bench.mib - stored) << 20, ram_algorithm=0)
        (etc / "storage.config").write_text(f"{store} {stored}M\n")
        (etc / "remap.config").write_text(f"map / http://127.0.0.1:{bench.origin.port}/\n")
        root = folder / "runroot.yaml"
        root.write_text(f"prefix: /usr\nexec_prefix: /usr\nbindir: /usr/bin\nsbindir: /usr/sbin\nsysconfdir: {etc}\n"
                        f"datadir: {folder}/cache\nincludedir: /usr/include\nlibdir: /usr/lib/trafficserver\n"
                        f"libexecdir: /usr/lib/trafficserver/modules\nlocalstatedir: {folder}\nruntimedir: {folder}/run\n"
                        f"logdir: {folder}/log\ncachedir: {folder}/cache\n")
        return ["traffic_server", f"--run-root={root}"], None


class Varnish(Cache):
    program, package = "varnishd", "varnish"

    @property
    def version(self):
        return version_of(["varnishd", "-V"], r"varnish-(\S+)")

    def command(self, bench):
        folder, user = self.folder(bench, "vcache")
        jail = ["-j", f"unix,user={user}"] if os.geteuid() == 0 else ["-j", "none"]
        return ["varnishd", *jail, "-F", "-n", folder, "-f", self.filled(bench, "varnish.vcl", bench.work / "varnish.vcl"),
                "-a", f"127.0.0.1:{self.port}", "-s", f"malloc,{bench.mib}M", "-T", "none",
                "-p", f"thread_pools={bench.threads}", "-p", "thread_pool_min=100", "-p", "thread_pool_max=1000",
                "-p", "timeout_idle=60", "-p", "backend_idle_timeout=60", "-p", "http_max_hdr=100", "-p", "default_ttl=0", "-p", "default_grace=0", "-p", "default_keep=3600", "-p", "lru_interval=10"], None


class Squid(Cache):
    program, package = "squid", "squid"

    @property
    def version(self):
        return version_of(["squid", "-v"], r"Version (\S+)")

    def command(self, bench):
        folder, user = self.folder(bench, "proxy")
        # One worker: several share memory in places of 32 KiB, one for each object however small.
        return ["squid", "-N", "-n", f"bench{self.port}", "-f",
                self.filled(bench, "squid.conf", own=folder, user=user)], None


def all_of_them():
    return [Telpher(), Nginx("nginx"), Haproxy("haproxy"), TrafficServer("trafficserver"), Varnish("varnish"), Squid("squid")]
