"""`bench nightly`: from a lake of three sources to every table, cold, against the same by hand."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

from arguments import add_names
from measure import Peer, Run, disagreements, measure, rounds, table

SEED = 7
AS_OF = "2026-03-01"
INTERVAL = "2026-01-01/2026-03-02"
OUTCOMES = ["read", "accepted", "duplicate", "quarantined"]
#: decimals that doubles summed in any order agree on
DECIMALS = 2
ENGINES = ["truecount", "duckdb", "spark", "spark-tuned"]


def add_arguments(parser) -> None:
    parser.add_argument("--persons", type=int, default=200_000,
                        help="size of the lake, some 64 records each (default: 200000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="3g", help="heap of ours and of Spark (default: 3g)")
    parser.add_argument("--limit", type=float, default=900, help="seconds that a peer may take")
    add_names(parser, "--only", "what to run", ENGINES)


def run(context, options) -> str:
    lake = prepare(context, options.persons)
    out = context.data / "nightly"
    peers = [peer for key, peer in all_peers(context, options, lake, out).items()
             if key in options.only]
    rounds(peers, options.rounds)
    shutil.rmtree(out, ignore_errors=True)
    for peer in peers:
        peer.runs = [replace(run, result=totals(run.result)) for run in peer.runs]
    found = peers[0].good()[0].result if peers[0].good() else {}
    keys = sorted(found)
    notes = [f"- **differs**: {text}" for text in disagreements(peers, keys)]
    counts = ", ".join(f"{name} {found[name]:,}" for name in [*OUTCOMES, "customers"] if name in found)
    title = f"### nightly: a lake of {options.persons:,} persons, cold, all tables written"
    agree = len([peer for peer in peers if peer.good()]) > 1 and keys and not notes
    same = f"the same {len(keys)} totals in all that ended; " if agree else ""
    steps = [f"- truecount, first run: {text}" for text in [phases(peers[0])] if text]
    facts = f"{counts}; {same}heap {options.memory} for each JVM"
    return "\n".join([title, "", facts, "", table(peers), "", *steps, *notes, ""])


def all_peers(context, options, lake: Path, out: Path) -> dict[str, Peer]:
    def fresh(name: str, *command: str) -> list[str]:
        """The command in a world without the output of the run before; {out} is where to write."""
        folder = str(out / name)
        clean = 'rm -rf "$0" && mkdir -p "$(dirname "$0")" && exec "$@"'
        return ["sh", "-c", clean, folder, *[part.replace("{out}", folder) for part in command]]

    bench, root = context.root / "bench", context.root
    spark = [str(Path(sys.executable).parent / "spark-submit"), "--master", "local[*]",
             "--driver-memory", options.memory, "--conf", "spark.ui.enabled=false",
             "--conf", "spark.sql.shuffle.partitions=16", "--conf", "spark.sql.session.timeZone=UTC"]
    by_hand = [str(bench / "nightly_spark.py"), str(lake), "{out}", AS_OF]
    python = {"PYSPARK_PYTHON": sys.executable}
    return {
        "truecount": Peer("truecount", fresh(
            "truecount", str(root / "bin/truecount"), "run", "nightly", "--project",
            str(root / "conf"), "--lake", str(lake), "--warehouse", "{out}", "--interval", INTERVAL,
            "--as-of", AS_OF, "--output", "json"),
            options.limit, {"TRUECOUNT_HEAP": options.memory}),
        "duckdb": Peer("DuckDB + SciPy by hand", fresh(
            "duckdb", sys.executable, str(bench / "nightly_duckdb.py"), str(lake), "{out}", AS_OF),
            options.limit),
        "spark": Peer("plain Spark SQL by hand", fresh("spark", *spark, *by_hand),
                      options.limit, python),
        "spark-tuned": Peer("plain Spark SQL by hand, our JVM options", fresh(
            "spark", *spark, "--driver-java-options", " ".join(context.nightly_options()), *by_hand),
            options.limit, python),
    }


def totals(result: dict) -> dict:
    """What all can be held to: ours tells more, and tells conflicts from duplicates."""
    if "records" not in result:
        return result
    records = result["records"]["total"]
    counted = {outcome: records[outcome] for outcome in OUTCOMES}
    counted["duplicate"] += records["conflict"]
    metrics = {f"metric {name}": round(value, DECIMALS) for name, value in result["metrics"].items()}
    audiences = {f"audience {name}": size for name, size in result["audiences"].items()}
    return counted | {"customers": result["customers"]} | metrics | audiences


def phases(peer: Peer) -> str:
    """The steps of a nightly and their seconds, as it told them."""
    return phases_of(peer.runs[0]) if peer.good() else ""


def phases_of(run: Run) -> str:
    lines = run.told.splitlines()
    steps = [line.split()[1:3] for line in lines if line.lstrip().startswith("✓")]
    return ", ".join(f"{name} {seconds}" for name, seconds in steps)


def prepare(context, persons: int) -> Path:
    lake = context.data / f"lake-{persons}-{SEED}"
    if not (lake / "truth/counts.csv").exists():
        print(f"making {lake.name}", file=sys.stderr, flush=True)
        made = measure(Peer("generator", [
            str(context.root / "bin/truecount"), "generate", "--persons", str(persons), "--seed",
            str(SEED), "--out", str(lake)], 3600))
        if made.problem:
            raise SystemExit(f"the generator {made.problem}")
        print(f"  {made.wall:.1f} s, peak {made.peak_mb:.0f} MB", file=sys.stderr, flush=True)
    return lake
