"""Several workers behind nginx, as an installation runs them, with the files of deploy/nginx and an ordinary user's rights."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import children
from fenjin.paths import ROOT
from tests.server import Server, free_port, listens, wait_for

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
SHIPPED = ROOT / "deploy" / "nginx"
MAIN = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
    include {folder}/sites/*.conf;
}}
"""


@dataclass
class Front:
    """nginx before some workers: its addresses without and with TLS, and what it logged."""

    address: str
    secure: str
    folder: Path

    def processes(self) -> list[int]:
        """The numbers of nginx's processes."""
        first = int((self.folder / "pid").read_text())
        return [first, *(number for number, _state in children(first))]

    def log(self) -> list[list[str]]:
        """What was asked so far: method, path, status and the ports of the workers that were asked, for each request."""
        lines = (self.folder / "access.log").read_text().splitlines()
        return [[*line.split()[1:4], line.split(maxsplit=6)[6]] for line in lines]


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine and its key, as files in `folder`."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


def begin(folder: Path) -> "subprocess.Popen[bytes]":
    """nginx with the sites of `folder`, where it writes whatever it writes."""
    assert NGINX
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def front(folder: Path, ports: Sequence[int], servers: Path = SHIPPED / "fenjin-servers.conf") -> Iterator[Front]:
    """nginx with the shipped files, and this list of servers, before the workers at `ports`; whatever it writes is in `folder`.

    Only names, ports and paths are changed. Raises RuntimeError where it does not start; its `error.log` says why.
    """
    plain, redirect, secure = free_port(), free_port(), free_port()
    for name in ("conf.d", "sites", "snippets"):
        (folder / name).mkdir(parents=True)
    certificate, key = certify(folder)
    # nginx started by root works as another user.
    folder.chmod(0o755)

    def shipped(path: Path, target: str, **changes: str) -> None:
        text = path.read_text()
        for old, new in changes.items():
            text, found = re.subn(old, new, text)
            assert found, (path, old)
        (folder / f"{target}.conf").write_text(text)

    lines = [f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;\n" for port in ports]
    shipped(
        servers, "snippets/fenjin-servers",
        **{r"(?m)(?:^server [\w.-]+:850\d max_fails=1 fail_timeout=1s;\n)+": "".join(lines)},
    )  # fmt: skip
    shipped(SHIPPED / "fenjin-workers.conf", "conf.d/fenjin-workers", **{"include snippets": f"include {folder}/snippets"})
    shipped(SHIPPED / "fenjin-pages.conf", "snippets/fenjin-pages")
    everywhere = {
        r"    listen \[::\]:.*\n": "", "dashboard.example": "localhost 127.0.0.1", "/var/log/nginx/access.log": f"{folder}/access.log",
        "include snippets": f"include {folder}/snippets",
    }  # fmt: skip
    shipped(SHIPPED / "fenjin-plain.conf", "sites/fenjin-plain", **everywhere, **{"listen 80;": f"listen 127.0.0.1:{plain};"})
    shipped(
        SHIPPED / "fenjin-tls.conf", "sites/fenjin-tls", **everywhere,
        **{
            "listen 80;": f"listen 127.0.0.1:{redirect};", "listen 443 ": f"listen 127.0.0.1:{secure} ",
            "/etc/ssl/fenjin/certificate.pem": str(certificate), "/etc/ssl/fenjin/key.pem": str(key),
        },
    )  # fmt: skip
    process = begin(folder)
    try:
        wait_for(lambda: listens(redirect), by=process)
        yield Front(f"http://127.0.0.1:{plain}", f"https://localhost:{secure}", folder)
    finally:
        process.terminate()
        process.wait(timeout=120)


@contextlib.contextmanager
def several(count: int, variables: Mapping[str, str] | None = None) -> Iterator[list[Server]]:
    """So many workers; `variables` are what an installation sets."""
    with contextlib.ExitStack() as running:
        with ThreadPoolExecutor(count) as starting:
            workers = [each.result() for each in [starting.submit(Server, variables=variables) for _ in range(count)]]
        for worker in workers:
            running.callback(worker.stop)
        yield workers


@contextlib.contextmanager
def balanced(folder: Path, count: int = 2, variables: Mapping[str, str] | None = None) -> Iterator[tuple[Front, list[Server]]]:
    """So many workers and nginx before them."""
    with several(count, variables) as workers, front(folder, [worker.port for worker in workers]) as before:
        yield before, workers
