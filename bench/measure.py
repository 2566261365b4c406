"""Runs commands in turn, measures each whole process, and compares medians."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """One process: seconds, peak memory, the JSON object it printed last, and its standard error."""

    wall: float
    cpu: float
    peak_mb: float
    result: dict
    problem: str = ""
    told: str = ""


@dataclass
class Peer:
    """A way to do the work. `limit` is in seconds; past it the peer counts as failed."""

    name: str
    command: list[str]
    limit: float = 900
    env: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    def good(self) -> list[Run]:
        return [run for run in self.runs if not run.problem]

    def median(self, what: str) -> float:
        return statistics.median(getattr(run, what) for run in self.good())


def measure(peer: Peer) -> Run:
    os.sync()  # what the run before has written is not written at this one's cost
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            peer.command, stdout=out, stderr=err, env=os.environ | peer.env, start_new_session=True
        )
        late = threading.Event()

        def stop() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(peer.limit, stop)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        wall = time.perf_counter() - start
        problem = f"> {peer.limit:.0f} s" if late.is_set() else ""
        err.seek(0)
        told = err.read().decode(errors="replace")
        if not problem and status != 0:
            print(told[-2000:], file=sys.stderr)
            problem = f"failed, exit {os.waitstatus_to_exitcode(status)}"
        out.seek(0)
        result = {} if problem else last_json(out.read().decode())
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, result, problem, told)


def last_json(text: str) -> dict:
    """The last object that begins a line; it may go over several."""
    start = ("\n" + text).rfind("\n{")
    return json.JSONDecoder().raw_decode(text[start:])[0] if start >= 0 else {}


def rounds(peers: list[Peer], times: int) -> None:
    """Peers take turns, so that whatever else the machine does meets all of them alike."""
    for turn in range(times):
        for peer in peers:
            if peer.runs and peer.runs[-1].problem:
                continue
            run = measure(peer)
            peer.runs.append(run)
            print(
                f"  {turn + 1}/{times} {peer.name}: {run.problem or f'{run.wall:.1f} s'}"
                f", cpu {run.cpu:.1f} s, peak {run.peak_mb:.0f} MB",
                file=sys.stderr,
                flush=True,
            )


def disagreements(peers: list[Peer], keys: list[str]) -> list[str]:
    """What peers found differently from the first; the first is ours."""
    problems = []
    for peer in peers[1:]:
        for key in keys:
            ours = {run.result.get(key) for run in peers[0].good()}
            theirs = {run.result[key] for run in peer.good() if key in run.result}
            if ours and theirs and ours != theirs:
                problems.append(f"{peer.name} found {key} {theirs}, {peers[0].name} {ours}")
    return problems


def table(peers: list[Peer]) -> str:
    """Medians; ratios are ours over the peer's: below 1 we are faster."""
    rows = ["| engine | runs | wall s | ours / it | cpu s | ours / it | peak MB |",
            "|---|---:|---:|---:|---:|---:|---:|"]
    ours = peers[0] if peers[0].good() else None
    for peer in peers:
        if not peer.good():
            rows.append(failure(peer, ours))
            continue
        wall, cpu = peer.median("wall"), peer.median("cpu")
        ratio = [ours.median(w) / peer.median(w) if ours else float("nan") for w in ("wall", "cpu")]
        rows.append(f"| {peer.name} | {len(peer.good())} | {wall:.1f} | {ratio[0]:.2f} "
                    f"| {cpu:.1f} | {ratio[1]:.2f} | {peer.median('peak_mb'):.0f} |")
    return "\n".join(rows)


def failure(peer: Peer, ours: Peer | None) -> str:
    """A peer that was stopped has at least taken that long."""
    run = peer.runs[-1]
    stopped = ours and run.problem.startswith(">")
    bound = f"< {ours.median('wall') / peer.limit:.3f}" if stopped else ""
    return f"| {peer.name} | 1 | {run.problem} | {bound} | | | {run.peak_mb:.0f} |"
