"""Apache Spark as a cluster of processes of their own on this machine: a master, workers and the server that speaks Spark Connect.

It is the Spark of requirements-spark.txt, in a virtual environment of its own (`make test-cluster` makes it), for its Python package
has the name of the client's.
"""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as arrow

from fenjin.data.queries import statement
from fenjin.paths import ROOT
from tests.server import free_port, listens, wait_for

PLACE = ROOT / ".venv" / "spark"
# As deploy/ has it: a shuffle into as many parts as suit a small cluster, and Python nowhere.
SETTINGS = {
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.maxResultSize": "2g",
    "spark.scheduler.mode": "FAIR",
    "spark.ui.enabled": "false",
    "spark.task.reaper.enabled": "true",
    "spark.task.reaper.killTimeout": "20s",
}
_LONGEST = 90.0  # seconds for a process to answer


def home() -> Path | None:
    """Where Spark is installed; None where it is not."""
    return next(PLACE.glob("lib/python3*/site-packages/pyspark"), None)


class Process:
    """DuckDB over all rows of a version's Parquet files (`fenjin.data.store.tables`), or, `held`, over the same rows in memory.

    The dashboard's own (`Database`) holds no more than the lists that somebody looks at.
    """

    def __init__(self, tables: Mapping[str, str], held: bool = False) -> None:
        self._connection = duckdb.connect()
        for name, address in tables.items():
            self._connection.execute(f"create {'table' if held else 'view'} {name} as from read_parquet('{address}/*.parquet')")

    def query(self, name: str, **params: object) -> arrow.Table:
        """As `Database.query`."""
        sql, names = statement(name)
        return self._connection.cursor().execute(sql, {each: params[each] for each in names}).to_arrow_table()


class Cluster:
    """A standalone cluster of `workers` of one core each, whose logs are in `folder`; `address` is that of its Connect server."""

    def __init__(self, folder: Path, workers: int = 2, memory: str = "2g", settings: dict[str, str] | None = None) -> None:
        self._home, self._folder, self._memory = home(), folder, memory
        self._settings = {**SETTINGS, **(settings or {})}
        self._master, self._port = free_port(), free_port()
        self.address = f"sc://127.0.0.1:{self._port}"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._run("master", "org.apache.spark.deploy.master.Master", "--port", self._master, "--webui-port", free_port())
        wait_for(lambda: listens(self._master), _LONGEST, by=self._processes["master"])
        for number in range(workers):
            self.start_worker(number)
        self.start()

    def start_worker(self, number: int) -> None:
        """Starts a worker, or starts it again."""
        self._run(
            f"worker-{number}", "org.apache.spark.deploy.worker.Worker", "--cores", 1, "--memory", self._memory, "--webui-port", free_port(),
            "--work-dir", self._folder / f"work-{number}", f"spark://127.0.0.1:{self._master}",
        )  # fmt: skip

    def start(self) -> None:
        """Starts the Connect server, or starts it again at the same port, and waits until it answers."""
        asked = {
            **self._settings,
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self._port),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "3g",
            "spark.executor.memory": self._memory,
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
        }
        settings = [part for name, value in asked.items() for part in ("--conf", f"{name}={value}")]
        self._run(
            "connect", "org.apache.spark.deploy.SparkSubmit", "--master", f"spark://127.0.0.1:{self._master}", *settings,
            "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal",
        )  # fmt: skip
        wait_for(lambda: listens(self._port), _LONGEST, by=self._processes["connect"])

    def kill(self, name: str = "connect") -> None:
        """Kills the Connect server, `master` or `worker-N` with what it started, as a machine that loses its power."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)

    def stop(self) -> None:
        """Kills what still runs."""
        for name in list(self._processes):
            self.kill(name)

    def groups(self) -> list[int]:
        """The groups of processes that the cluster consists of."""
        return [process.pid for process in self._processes.values()]

    def log(self, name: str) -> str:
        """What a process has written."""
        return (self._folder / f"{name}.log").read_text("utf-8", "replace")

    def executors(self, number: int) -> str:
        """What the executors of a worker have written."""
        return "".join(log.read_text("utf-8", "replace") for log in self._folder.glob(f"work-{number}/*/*/stderr"))

    def _run(self, name: str, main: str, *arguments: object) -> None:
        assert self._home
        host = () if main.endswith("SparkSubmit") else ("--host", "127.0.0.1")
        command = [str(self._home / "bin" / "spark-class"), main, *map(str, (*host, *arguments))]
        environment = {
            **os.environ,
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self._folder),
        }
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
