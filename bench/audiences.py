"""`bench audiences`: 200 audiences over the nightly's lake in one go, against one statement each; and
50 metrics beside them."""

import json
import shutil
import statistics
import sys
from pathlib import Path

import audience_definitions as definitions
import nightly
from arguments import add_names
from measure import Peer, disagreements, measure, rounds, table

ENGINES = ["truecount", "duckdb"]
TABLES = ["events", "identity_attributions", "customers", "orders", "page_views"]


def add_arguments(parser) -> None:
    parser.add_argument("--persons", type=int, default=20_000,
                        help="size of the lake, some 64 records each (default: 20000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="3g", help="heap of Truecount (default: 3g)")
    parser.add_argument("--limit", type=float, default=900, help="seconds that a peer may take")
    add_names(parser, "--only", "what to run", ENGINES)


def run(context, options) -> str:
    folder = prepare(context, options)
    peers = [peer for key, peer in all_peers(context, options, folder).items()
             if key in options.only]
    rounds(peers, options.rounds)
    seconds = [run.result.pop("seconds") for run in peers[0].good() if "seconds" in run.result]
    found = peers[0].good()[0].result if peers[0].good() else {}
    notes = [f"- **differs**: {text}" for text in disagreements(peers, sorted(found))]
    agree = len([peer for peer in peers if peer.good()]) > 1 and not notes
    title = (f"### audiences: {len(definitions.statements())} audiences over a lake of "
             f"{options.persons:,} persons")
    facts = (f"{sum(found.values()):,} memberships, {sum(size > 0 for size in found.values())} audiences"
             f" with members{'; the same 200 sizes in all' if agree else ''}; whole processes; DuckDB"
             " joins events to customers once, then runs one statement an audience; both write the"
             f" members as Parquet, Truecount also the flags; heap {options.memory}")
    scan = f"- {scanned(context, options, folder, statistics.median(seconds))}" if seconds else ""
    shutil.rmtree(folder / "out", ignore_errors=True)
    return "\n".join([title, "", facts, "", table(peers), "", *filter(None, [scan]), *notes, ""])


def scanned(context, options, folder: Path, seconds: float) -> str:
    """What all audiences take beside one reading of all rows and columns that they may name."""
    made = measure(Peer("scan", truecount(context, options, folder), options.limit))
    if made.problem:
        return f"reading the sources {made.problem}"
    one = made.result["seconds"]
    out = str(folder / "out/metrics")
    both = measure(Peer("metrics", truecount(context, options, folder, out, "metrics"), options.limit))
    beside = f"; with metrics {both.problem}" if both.problem else (
        f"; with {both.result['metrics']} metrics in one process {both.result['seconds_with_metrics']:.1f}"
        f" s: {both.result['seconds_with_metrics'] / one:.1f} scans")
    return (f"without the start of Spark and the reading of the project {seconds:.1f} s; one scan of"
            f" customer_events, customers, orders and page_views {one:.1f} s: {seconds / one:.1f} scans"
            f"{beside}")


def truecount(context, options, folder: Path, *out: str) -> list[str]:
    return context.java(options.memory, *context.nightly_options(), "io.truecount.bench.AudiencesRun",
                        str(folder / "project"), str(folder / "warehouse"), definitions.PREFIX, *out)


def all_peers(context, options, folder: Path) -> dict[str, Peer]:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    (folder / "statements.json").write_text(json.dumps(definitions.statements()))
    (folder / "files.json").write_text(
        json.dumps({name: files(folder / "warehouse/cdp" / name) for name in TABLES}))
    return {
        "truecount": Peer("truecount", truecount(context, options, folder, f"{out}/truecount"),
                          options.limit),
        "duckdb": Peer("DuckDB SQL by hand, one by one", [
            sys.executable, str(context.root / "bench/duckdb_audiences.py"),
            str(folder / "files.json"), str(folder / "statements.json"), f"{out}/duckdb"],
            options.limit),
    }


def files(folder: Path) -> list[str]:
    """The files of the newest version of a Delta table, from its log."""
    live: dict[str, None] = {}
    for commit in sorted((folder / "_delta_log").glob("*.json")):
        for line in commit.read_text(encoding="utf-8").splitlines():
            action = json.loads(line)
            if "add" in action:
                live[action["add"]["path"]] = None
            elif "remove" in action:
                live.pop(action["remove"]["path"], None)
    return [str(folder / path) for path in live]


def prepare(context, options) -> Path:
    """A warehouse with the nightly's release, and the project: the demo's with 200 audiences more."""
    folder = context.data / f"audiences-{options.persons}-{nightly.SEED}"
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(context.root / "conf", project)
    if not (folder / "made").exists():
        publish(context, options, folder)
    for name, text in definitions.files().items():
        (project / f"audiences/{name}.yml").write_text(text, encoding="utf-8")
    (project / "metrics/bench.yml").write_text(definitions.metrics(), encoding="utf-8")
    return folder


def publish(context, options, folder: Path) -> None:
    lake = nightly.prepare(context, options.persons)
    shutil.rmtree(folder / "warehouse", ignore_errors=True)
    made = measure(Peer("nightly", [
        str(context.root / "bin/truecount"), "run", "nightly", "--project", str(folder / "project"),
        "--lake", str(lake), "--warehouse", str(folder / "warehouse"), "--format", "delta",
        "--interval", nightly.INTERVAL, "--as-of", f"{definitions.AS_OF:%Y-%m-%dT%H:%M:%SZ}"],
        3600, {"TRUECOUNT_HEAP": options.memory}))
    if made.problem:
        raise SystemExit(f"the nightly {made.problem}")
    (folder / "made").touch()
