"""`bench incremental`: stored labels brought up to date with 1 % new edges, against a full run."""

import shutil
import statistics
import sys
from dataclasses import replace

import stitch
from eventlog import Work, measure_work
from measure import Run

Done = tuple[Run, Work]

MAIN = "io.truecount.bench.IncrementalRun"
#: how it describes the jobs of a run that follows another
AGAIN = "again"


def add_arguments(parser) -> None:
    parser.add_argument("--graph", default="b", choices=sorted(stitch.GRAPHS), help="default: b")
    parser.add_argument("--memory", default="4g", help="heap (default: 4g)")
    parser.add_argument("--rounds", type=int, default=3, help="full run and update in turn (default: 3)")
    parser.add_argument("--cores", type=int, help="cores that Spark may use (default: all)")
    parser.add_argument("--budget", type=int,
                        help="MiB for the graph in memory, so that runs go on distributed (default: of the heap)")
    parser.add_argument("--limit", type=float, default=900)
    parser.add_argument("--prepare", action="store_true", help="only make the data")


def run(context, options) -> str:
    shape, size, what = stitch.GRAPHS[options.graph]
    graph = stitch.prepare(context, shape, size, "string")
    folder = prepare(context, options, graph)
    if options.prepare:
        return ""
    full = folder / "full"
    index = measured(context, options, "index", str(folder))
    cold = in_turn(options.rounds, {
        "full run": lambda: full_run(context, options, graph / "edges", full),
        "update": lambda: measured(context, options, "update", str(folder), *budget(options)),
    })
    repeated = {} if options.budget else in_turn(options.rounds, {
        "full run": lambda: again(context, options, "full", str(graph / "edges"), str(full)),
        "update": lambda: again(context, options, "update", str(folder)),
    })
    check, _ = measured(context, options, "check", str(folder), str(full))
    shutil.rmtree(full)
    return report(options, what, check, index, cold, repeated)


def in_turn(rounds: int, commands: dict) -> dict[str, list[Done]]:
    """What each of the commands did in each round."""
    done = {name: [] for name in commands}
    for turn in range(rounds):
        for name, command in commands.items():
            run, work = command()
            done[name].append((run, work))
            print(f"  {turn + 1}/{rounds} {name}: {run.wall:.1f} s, tasks {work.seconds:.1f} s",
                  file=sys.stderr, flush=True)
    return done


def full_run(context, options, edges, out) -> Done:
    """The command; within a budget, which it does not take, what it calls."""
    if options.budget:
        return measured(context, options, "full", str(edges), str(out), *budget(options))
    return components(context, options, edges, out)


def budget(options) -> list[str]:
    return [str(options.budget << 20)] if options.budget else []


def prepare(context, options, graph):
    folder = context.data / f"{graph.name}-update"
    if not (folder / "made").exists():
        print(f"making {folder.name}", file=sys.stderr, flush=True)
        measured(context, options, "split", str(graph), str(folder))
        components(context, options, folder / "old", folder / "labels")
        (folder / "made").touch()
    return folder


def components(context, options, edges, out) -> Done:
    return succeeded(measure_work("components", lambda java: context.truecount(
        [*java, *cores(options)], "components", "--edges", str(edges), "--out", str(out),
        "--memory", options.memory, "--output", "json"), options.limit))


def measured(context, options, *arguments: str, only=None) -> Done:
    """In a JVM as bin/truecount starts for a nightly, with all of its heap at once."""
    launched = [f"-Xms{options.memory}", *context.nightly_options()]
    return succeeded(measure_work(arguments[0], lambda java: context.java(
        options.memory, *launched, *java, *cores(options), MAIN, *arguments),
        options.limit, only))


def again(context, options, *arguments: str) -> Done:
    """What the same costs in a process that has done it once."""
    run, work = measured(context, options, "twice", *arguments, only=AGAIN)
    return replace(run, **run.result), work


def cores(options) -> list[str]:
    """A master that is given is taken as it is, so that the page that shows jobs is switched off."""
    if not options.cores:
        return []
    return [f"-Dspark.master=local[{options.cores}]", "-Dspark.ui.enabled=false"]


def succeeded(done: Done) -> Done:
    if done[0].problem:
        raise SystemExit(f"a run {done[0].problem}")
    return done


def report(options, what: str, check: Run, index: Done, cold: dict, repeated: dict) -> str:
    rows = ["| run | runs | wall s | cpu s | task s | share | task cpu s | share | shuffled MB | peak MB |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    rows.append(row("index of stored labels, once", [index], cold["full run"]))
    rows += [row(name, done, cold["full run"]) for name, done in cold.items()]
    rows += [row(f"{name}, again in the same process", done, repeated["full run"])
             for name, done in repeated.items()]
    used = f", {options.cores} cores for Spark" if options.cores else ""
    used += f", distributed within {options.budget} MiB" if options.budget else ""
    same = "equal to" if check.result["equal"] else "**different from**"
    return "\n".join([f"### incremental {options.graph}, 1 % new edges: {what}", "",
                      f"updated labels are {same} those of the full run; heap {options.memory}{used}; medians; "
                      "shares are of the full run, or of the full run that was repeated; task time of the "
                      f"updates, round by round: {shares(cold)}", "",
                      *rows, ""])


def shares(cold: dict[str, list[Done]]) -> str:
    pairs = zip(cold["update"], cold["full run"])
    return ", ".join(f"{update.seconds / full.seconds:.1%}" for (_, update), (_, full) in pairs)


def row(name: str, done: list[Done], base: list[Done]) -> str:
    (run, work), (_, full) = medians(done), medians(base)
    return (f"| {name} | {len(done)} | {run.wall:.1f} | {run.cpu:.1f} "
            f"| {work.seconds:.1f} | {work.seconds / full.seconds:.1%} "
            f"| {work.cpu:.1f} | {work.cpu / full.cpu:.1%} | {work.shuffled / 1e6:.0f} | {run.peak_mb:.0f} |")


def medians(done: list[Done]) -> Done:
    runs, works = zip(*done)
    return median(runs, "wall", "cpu", "peak_mb"), median(works, "seconds", "cpu", "shuffled")


def median(of: list, *names: str):
    """The first with the median of each of these figures."""
    return replace(of[0], **{name: statistics.median(getattr(one, name) for one in of) for name in names})
