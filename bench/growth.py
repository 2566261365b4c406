"""`bench growth`: seconds and shuffled bytes per edge, in memory and distributed, as graphs grow."""

import shutil

import stitch
from arguments import add_names
from eventlog import measure_work

SIZES = ["1m", "3m", "10m", "30m", "100m"]


def add_arguments(parser) -> None:
    add_names(parser, "--graphs", "sizes", stitch.GRAPHS, SIZES)
    parser.add_argument("--memory", default="4g", help="heap (default: 4g)")
    parser.add_argument("--budget", type=int, default=16,
                        help="MiB for the graph when distributed, which it forces (default: 16)")
    add_names(parser, "--ways", "ways to find components", ["memory", "distributed"])
    parser.add_argument("--limit", type=float, default=900)


def run(context, options) -> str:
    rows = ["| graph | way | edges | wall s | µs / edge | task s | shuffled bytes / edge | peak MB |",
            "|---|---|---:|---:|---:|---:|---:|---:|"]
    for graph in options.graphs:
        for way in options.ways:
            rows.append(measured(context, options, graph, way))
    head = f"### growth of stitch, string ids: heap {options.memory}, distributed within {options.budget} MiB"
    return "\n".join([head, "", *rows, ""])


def measured(context, options, graph: str, way: str) -> str:
    shape, size, _ = stitch.GRAPHS[graph]
    folder = stitch.prepare(context, shape, size, "string")
    files = [f"{folder}/edges", f"{folder}/vertices", f"{folder}/out/{way}"]

    def command(java: list[str]) -> list[str]:
        if way == "memory":
            return context.truecount(
                java, "components", "--edges", files[0], "--vertices", files[1], "--out", files[2],
                "--memory", options.memory, "--output", "json")
        return context.java(options.memory, *java, "io.truecount.bench.EngineRun", *files,
                            str(options.budget << 20))

    found, work = measure_work(f"{graph} {way}", command, options.limit)
    shutil.rmtree(folder / "out", ignore_errors=True)
    if found.problem:
        return f"| {graph} | {way} | | {found.problem} | | | | {found.peak_mb:.0f} |"
    edges = found.result["edges"]
    return (f"| {graph} | {way} | {edges:,} | {found.wall:.1f} | {found.wall / edges * 1e6:.2f} "
            f"| {work.seconds:.1f} | {work.shuffled / edges:.0f} | {found.peak_mb:.0f} |")
