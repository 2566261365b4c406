"""`bench stitch`: connected components of Parquet edges, labels out as Parquet."""

import shutil
import sys
from pathlib import Path

from arguments import add_names
from measure import Peer, disagreements, measure, rounds, table

#: name -> (shape, size of the shape, what it is)
GRAPHS = {
    "a": ("web", 2_000_000, "web: 2 M persons, 9.1 M edges, a hub of 50,000, a chain of 1,000"),
    "b": ("web", 10_000_000, "web: 10 M persons, 45.5 M edges"),
    "c": ("chain", 1_000_000, "one chain of 1 M vertices"),
    "d": ("rmat", 16_000_000, "R-MAT of scale 22, 16 M edges, a giant component"),
    "e": ("isolated", 10_000_000, "10 M isolated vertices"),
    "f": ("star", 5_000_000, "one star of 5 M vertices"),
    "1m": ("web", 219_700, "web: 1 M edges"),
    "3m": ("web", 659_200, "web: 3 M edges"),
    "10m": ("web", 2_197_300, "web: 10 M edges"),
    "30m": ("web", 6_592_000, "web: 30 M edges"),
    "100m": ("web", 21_973_000, "web: 100 M edges"),
}
KEYS = ["vertices", "components", "largest"]
ENGINES = ["native", "duckdb", "single", "graphframes", "graphx"]


def add_arguments(parser) -> None:
    parser.add_argument("--graph", default="a", choices=sorted(GRAPHS), help="default: a")
    parser.add_argument("--ids", default="string", choices=["string", "long"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="4g", help="heap of ours (default: 4g)")
    parser.add_argument("--peer-memory", default="8g", help="heap of GraphFrames (default: 8g)")
    parser.add_argument("--limit", type=float, default=900, help="seconds that a peer may take")
    add_names(parser, "--only", "what to run", ENGINES)


def run(context, options) -> str:
    shape, size, what = GRAPHS[options.graph]
    folder = prepare(context, shape, size, options.ids)
    peers = [peer for key, peer in all_peers(context, options, folder).items()
             if key in options.only]
    rounds([p for p in peers if "GraphFrames" not in p.name], options.rounds)
    rounds([p for p in peers if "GraphFrames" in p.name], 1)
    shutil.rmtree(folder / "out", ignore_errors=True)
    title = f"### stitch {options.graph}, {options.ids} ids: {what}"
    notes = [f"- **differs**: {text}" for text in disagreements(peers, KEYS)]
    found = peers[0].good()[0].result if peers[0].good() else {}
    counts = ", ".join(f"{key} {found[key]:,}" for key in KEYS if key in found)
    heap = f"heap {options.memory}, of GraphFrames {options.peer_memory}, whose engines run once"
    return "\n".join([title, "", f"{counts}; {heap}", "", table(peers), *notes, ""])


def all_peers(context, options, folder: Path) -> dict[str, Peer]:
    files = ["--edges", f"{folder}/edges", "--vertices", f"{folder}/vertices"]
    raw = ["io.truecount.bench.RawUnionFind", str(folder / "raw.bin")]
    heap = options.memory
    (folder / "out").mkdir(exist_ok=True)

    def graphframes(algorithm: str) -> list[str]:
        main = "io.truecount.bench.EngineRun"
        return context.java(options.peer_memory, main, *files[1::2], f"{folder}/out/{algorithm}", algorithm)

    return {
        "native": Peer("truecount", [
            str(context.root / "bin/truecount"), "components", *files, "--out",
            f"{folder}/out/native", "--memory", heap, "--output", "json"]),
        "duckdb": Peer("DuckDB + SciPy", [
            sys.executable, str(context.root / "bench/duckdb_scipy.py"), str(folder),
            f"{folder}/out/duckdb.parquet"], options.limit),
        "single": Peer("one thread over raw binary, numbers only",
                       context.java(heap, *raw, f"{folder}/out/raw"), options.limit),
        "graphframes": Peer("GraphFrames, algorithm graphframes",
                            graphframes("graphframes"), options.limit),
        "graphx": Peer("GraphFrames, algorithm graphx", graphframes("graphx"), options.limit),
    }


def prepare(context, shape: str, size: int, ids: str) -> Path:
    folder = context.data / f"{shape}-{size}-{ids}"
    if not (folder / "made").exists():
        print(f"making {folder.name}", file=sys.stderr, flush=True)
        made = measure(Peer("generator", context.java(
            "2g", "io.truecount.bench.GraphGenerator", "--graph", shape,
            "--size", str(size), "--ids", ids.upper(), "--out", str(folder)), 3600))
        if made.problem:
            raise SystemExit(f"the generator {made.problem}")
        (folder / "made").touch()
    return folder
