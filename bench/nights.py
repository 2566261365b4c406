"""`bench nights`: small nights on top of a large first load, in processor time of the first load."""

import gzip
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import nightly
from measure import Peer, Run, measure

FIRST_LOAD = "2026-01-01"
#: the generator's last weekly load, which is dealt out to the nights
LAST_LOAD = date(2026, 3, 1)
WEEK = datetime.combine(LAST_LOAD, datetime.min.time(), UTC)
EVENT_TIME = re.compile(r'"timestamp":"([^"]+)"')


def add_arguments(parser) -> None:
    parser.add_argument("--persons", type=int, default=20_000,
                        help="size of the lake, some 64 records each (default: 20000)")
    parser.add_argument("--nights", type=int, default=6, help="how many (default: 6)")
    parser.add_argument("--parts", type=int,
                        help="nights that the last weekly load is dealt out to, so that a night is smaller"
                             " (default: as many as are run)")
    parser.add_argument("--format", choices=["delta", "iceberg"], default="delta")
    parser.add_argument("--memory", default="3g", help="heap (default: 3g)")
    parser.add_argument("--maintain", action="store_true",
                        help="run maintain after each night, with the least that it may keep")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a run may take")


def run(context, options) -> str:
    lake = prepare(context, options.persons, options.parts or options.nights)
    warehouse = context.data / "nights"
    shutil.rmtree(warehouse, ignore_errors=True)
    project = least_kept(context) if options.maintain else context.root / "conf"
    runs = [one(context, options, project, lake, warehouse, FIRST_LOAD, LAST_LOAD)]
    sizes = [megabytes(warehouse)]
    upkeep = []
    for night in range(1, options.nights + 1):
        day = LAST_LOAD + timedelta(days=night)
        runs.append(one(context, options, project, lake, warehouse,
                        day.isoformat(), day + timedelta(days=1)))
        if options.maintain:
            upkeep.append(measured(options, f"maintain after night {night}", [
                str(context.root / "bin/truecount"), "maintain", "--project", str(project),
                "--warehouse", str(warehouse), "--format", options.format, "--output", "json"]))
        sizes.append(megabytes(warehouse))
    shutil.rmtree(warehouse)
    return report(options, runs, sizes) + storage(upkeep, sizes)


def least_kept(context) -> Path:
    """The demo's project, which keeps two releases and nothing for a time, and computes what a night touches."""
    project = context.data / "nights-project"
    shutil.copytree(context.root / "conf", project, dirs_exist_ok=True)
    with open(project / "truecount.conf", "a", encoding="utf-8") as conf:
        conf.write("\nmaintain { keep-releases = 2, keep-for = 0s }\nnightly.incremental-from = 0\n")
    return project


def storage(upkeep: list[Run], sizes: list[float]) -> str:
    if not upkeep:
        return ""
    last = upkeep[-1]
    return (f"maintain: {last.wall:.1f} s, cpu {last.cpu:.1f} s after the last night;"
            f" {sizes[-1]:.0f} MB, {sizes[-1] / sizes[0]:.2f} of the first load's\n")


def one(context, options, project: Path, lake: Path, warehouse: Path, start: str, end: date) -> Run:
    return measured(options, f"run nightly of {start}/{end}", [
        str(context.root / "bin/truecount"), "run", "nightly", "--project", str(project),
        "--lake", str(lake), "--warehouse", str(warehouse), "--format", options.format,
        "--interval", f"{start}/{end}", "--output", "json"])


def measured(options, name: str, command: list[str]) -> Run:
    peer = Peer(name, command, options.limit, {"TRUECOUNT_HEAP": options.memory})
    done = measure(peer)
    if done.problem:
        raise SystemExit(f"{peer.name} {done.problem}")
    print(f"  {peer.name}: {done.wall:.1f} s, cpu {done.cpu:.1f} s", file=sys.stderr, flush=True)
    return done


def report(options, runs: list[Run], sizes: list[float]) -> str:
    first, nights = runs[0], runs[1:]
    rows = ["| run | records | wall s | cpu s | of the first load | peak MB | warehouse MB |",
            "|---|---:|---:|---:|---:|---:|---:|"]
    for number, (run, size) in enumerate(zip(runs, sizes)):
        name = f"night {number}" if number else "first load"
        rows.append(f"| {name} | {run.result['records']['total']['read']:,} | {run.wall:.1f} "
                    f"| {run.cpu:.1f} | {run.cpu / first.cpu:.2f} | {run.peak_mb:.0f} | {size:.0f} |")
    steps = [f"- {name}: {nightly.phases_of(run)}"
             for name, run in [("first load", first), (f"night {len(nights)}", nights[-1])]]
    last = f"night {len(nights)} against night 2, processor time: {nights[-1].cpu / nights[1].cpu:.2f}" \
        if len(nights) > 2 else ""
    return "\n".join([
        f"### nights: {len(nights)} nights on a lake of {options.persons:,} persons, {options.format}", "",
        f"heap {options.memory}, whole processes", "", *rows, "", *steps, last, ""])


def prepare(context, persons: int, nights: int) -> Path:
    """The generator's lake, whose last weekly load comes in as many nights of about the same size."""
    whole = nightly.prepare(context, persons)
    lake = context.data / f"{whole.name}-in-{nights}-nights-by-time"
    if (lake / "done").exists():
        return lake
    shutil.rmtree(lake, ignore_errors=True)
    last = f"dt={LAST_LOAD}"
    for file in sorted(file for file in whole.rglob("dt=*/*") if file.is_file()):
        place = lake / file.relative_to(whole)
        if last in file.parts:
            deal(file, [Path(str(place).replace(last, f"dt={LAST_LOAD + timedelta(days=night)}"))
                        for night in range(1, nights + 1)])
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, place)
    (lake / "done").touch()
    return lake


def deal(file: Path, parts: list[Path]) -> None:
    """Each part gets a stretch of the week, as if it had been delivered when it happened."""
    for part in parts:
        part.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".parquet":
        deal_rows(file, parts)
        return
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as lines:
        head = next(lines) if file.suffix == ".csv" else ""
        outs = [opened(part, "wt", encoding="utf-8", newline="") for part in parts]
        for out in outs:
            out.write(head)
        dealt = sorted(records(lines), key=moment)
        for number, line in enumerate(dealt):
            outs[number * len(outs) // len(dealt)].write(line)
        for out in outs:
            out.close()


def moment(line: str) -> timedelta:
    """When in the week; events that came a week late keep their place in it. Records without time come first."""
    time = EVENT_TIME.search(line)
    return (datetime.fromisoformat(time[1]) - WEEK) % timedelta(days=7) if time else timedelta(0)


def records(lines) -> Iterator[str]:
    """Lines, together with those that a quoted field goes over."""
    record = ""
    for line in lines:
        record += line
        if record.startswith("{") or record.count('"') % 2 == 0:
            yield record
            record = ""
    if record:
        yield record


def deal_rows(file: Path, parts: list[Path]) -> None:
    """Orders by their time, rows of a table as they come."""
    rows = duckdb.read_parquet(str(file))
    moment = "(epoch(ordered_at) - epoch(TIMESTAMPTZ '2026-01-04 00:00:00+00') + 520 * 604800) % 604800" \
        if "ordered_at" in rows.columns else "row_number() OVER ()"
    dealt = rows.project(f"*, {moment} AS moment").project(f"*, ntile({len(parts)}) OVER (ORDER BY moment) AS part")
    for number, path in enumerate(parts, 1):
        dealt.filter(f"part = {number}").project("* EXCLUDE (moment, part)").write_parquet(str(path))


def megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
