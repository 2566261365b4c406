"""`bench identity`: resolving customers with identity rules, and without any."""

import re
import shutil
import sys
from pathlib import Path

import nightly
from measure import Peer, measure, rounds, table

INTERVAL = "2026-01-01/2026-03-08"
RULES = re.compile(r",? unique = true|\n  conflict \{[^}]*\}")


def add_arguments(parser) -> None:
    parser.add_argument("--persons", type=int, default=20_000,
                        help="size of the lake, some 64 records each (default: 20000)")
    parser.add_argument("--runs", type=int, default=3, help="of each (default: 3)")
    parser.add_argument("--format", choices=["delta", "iceberg"], default="delta")
    parser.add_argument("--memory", default="3g", help="heap (default: 3g)")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a run may take")


def run(context, options) -> str:
    lake = nightly.prepare(context, options.persons)
    peers = [resolve(context, options, lake, rules) for rules in (True, False)]
    rounds(peers, options.runs)
    for peer in peers:
        shutil.rmtree(warehouse(context, peer.name), ignore_errors=True)
    return "\n".join([
        f"### identity: resolve for {options.persons:,} persons, {options.format}", "",
        f"heap {options.memory}, whole processes; levels above customers in neither", "",
        table(peers), ""])


def warehouse(context, name: str) -> Path:
    return context.data / name.replace(" ", "-")


def resolve(context, options, lake: Path, rules: bool) -> Peer:
    """A run whose events are loaded, and whose customers are resolved again each time."""
    name = "with rules" if rules else "without rules"
    folder = warehouse(context, name)
    shutil.rmtree(folder, ignore_errors=True)
    step = ["--project", str(project(context, name, rules)), "--lake", str(lake), "--warehouse", str(folder),
            "--format", options.format, "--interval", INTERVAL, "--output", "json"]
    heap = {"TRUECOUNT_HEAP": options.memory}
    truecount = str(context.root / "bin/truecount")
    loaded = measure(Peer("ingest", [truecount, "run", "ingest", *step], options.limit, heap))
    if loaded.problem:
        raise SystemExit(f"ingest {loaded.problem}")
    print(f"  {name}: loaded", file=sys.stderr, flush=True)
    return Peer(name, [truecount, "run", "resolve", *step], options.limit, heap)


def project(context, name: str, rules: bool) -> Path:
    """The demo's project without what is above customers, and without its rules."""
    folder = context.data / f"project-{name.replace(' ', '-')}"
    shutil.copytree(context.root / "conf", folder, dirs_exist_ok=True)
    conf = folder / "truecount.conf"
    text = re.sub(r"\nlevels \{.*?\n\}\n", "\n", conf.read_text(encoding="utf-8"), flags=re.DOTALL)
    conf.write_text(text if rules else RULES.sub("", text), encoding="utf-8")
    return folder
