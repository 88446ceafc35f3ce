"""Several workers behind nginx, as an installation runs them, with the files of deploy/nginx and an ordinary user's rights."""

import contextlib
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import children
from fenjin.paths import ROOT
from tests.server import Server, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
SHIPPED = ROOT / "deploy" / "nginx"
_MAIN = """
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


@contextlib.contextmanager
def front(folder: Path, ports: Sequence[int], servers: Path = SHIPPED / "fenjin-servers.conf") -> Iterator[Front]:
    """nginx with the shipped files, and this list of servers, before the workers at `ports`; whatever it writes is in `folder`.

    Only names, ports and paths are changed. Raises RuntimeError with its words where it does not start.
    """
    assert NGINX
    plain, redirect, secure = free_port(), free_port(), free_port()
    for name in ("conf.d", "sites", "snippets"):
        (folder / name).mkdir(parents=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
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
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder))
    process = subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{redirect}/", process)
        yield Front(f"http://127.0.0.1:{plain}", f"https://localhost:{secure}", folder)
    finally:
        process.terminate()
        process.communicate(timeout=20)


class _Here(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        """Follows nothing."""


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    asking = urllib.request.build_opener(_Here)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            asking.open(address, timeout=2)
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"nginx did not come up: {process.communicate()[1].decode()}")


@contextlib.contextmanager
def balanced(
    folder: Path, count: int = 2, variables: Mapping[str, str] | None = None, servers: Path = SHIPPED / "fenjin-servers.conf"
) -> Iterator[tuple[Front, list[Server]]]:
    """`count` workers and nginx before them; `variables` are what an installation sets, `servers` is nginx's list."""
    with contextlib.ExitStack() as running:
        with ThreadPoolExecutor(count) as starting:
            workers = [each.result() for each in [starting.submit(Server, variables=variables) for _ in range(count)]]
        for worker in workers:
            running.callback(worker.stop)
        yield running.enter_context(front(folder, [worker.port for worker in workers], servers)), workers
