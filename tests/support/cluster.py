"""A standalone Spark cluster of real processes on this machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from support.project import ROOT, spark_home

HOST = "127.0.0.1"
STARTED, ENDED = re.compile(r"Running task .*\(TID (\d+)\)"), re.compile(r"Finished task .*\(TID (\d+)\)")


class Process:
    """A command in a process group of its own, so that its children end with it."""

    def __init__(self, command: list[str | Path], log: Path, **environment: str) -> None:
        self.log = log
        self._out: IO[bytes] = log.open("wb")
        self._process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self) -> None:
        """Kills the command and its children at once, as a machine that loses power would."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._out.close()

    def running(self) -> bool:
        return self._process.poll() is None

    def wait(self, seconds: float) -> int:
        return self._process.wait(seconds)

    def said(self) -> str:
        return self.log.read_text(errors="replace")


class Worker(Process):
    def __init__(self, master: str, place: Path, cores: int, memory: str) -> None:
        place.mkdir()
        self._place = place
        options = ["--host", HOST, "--cores", str(cores), "--memory", memory, "--work-dir", place]
        super().__init__(
            [*spark_class("worker.Worker"), *options, master],
            place.with_suffix(".log"),
            SPARK_LOCAL_DIRS=str(place / "scratch"),
            **ENVIRONMENT,
        )

    def running_tasks(self) -> int:
        """Tasks that its executors are at right now."""
        logs = "".join(log.read_text(errors="replace") for log in self._place.glob("app-*/*/stderr"))
        return len(set(STARTED.findall(logs)) - set(ENDED.findall(logs)))


class Cluster:
    """One master and its workers; a context, so that nothing is left behind."""

    def __init__(self, place: Path, workers: int, cores: int = 1, memory: str = "1g") -> None:
        self._place = place
        self._sizes = (workers, cores, memory)
        self._processes: list[Process] = []
        self.master = f"spark://{HOST}:{free_port()}"
        self.workers: list[Worker] = []

    def __enter__(self) -> Cluster:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.kill()

    def submit(self, *arguments: str | Path) -> Process:
        command = [spark_home() / "bin/spark-submit", "--master", self.master, *arguments]
        log = self._place / f"submit-{len(self._processes)}.log"
        process = Process(command, log, **ENVIRONMENT)
        self._processes.append(process)
        return process

    def _start(self) -> None:
        count, cores, memory = self._sizes
        port = self.master.rsplit(":", 1)[1]
        master = Process(
            [*spark_class("master.Master"), "--host", HOST, "--port", port],
            self._place / "master.log",
            **ENVIRONMENT,
        )
        self._processes.append(master)
        until(lambda: "I have been elected leader" in master.said(), 60, master)
        for number in range(count):
            worker = Worker(self.master, self._place / f"worker-{number}", cores, memory)
            self.workers.append(worker)
            self._processes.append(worker)
        for worker in self.workers:
            until(lambda w=worker: "Successfully registered with master" in w.said(), 60, worker)


ENVIRONMENT = {
    "SPARK_HOME": str(spark_home()),
    "SPARK_LOCAL_IP": HOST,
    "SPARK_DAEMON_MEMORY": "256m",
    "SPARK_NO_DAEMONIZE": "1",
}


def spark_class(name: str) -> list[str | Path]:
    # Any free port for the web pages; nobody looks at them here
    return [spark_home() / "bin/spark-class", f"org.apache.spark.deploy.{name}", "--webui-port", "0"]


def until(condition: Callable[[], bool], seconds: float, process: Process) -> None:
    """Waits for the condition; fails when the process ends first or time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.running(), f"ended too early:\n{process.said()[-6000:]}"
        assert time.monotonic() < deadline, f"not within {seconds} s:\n{process.said()[-6000:]}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
