"""Benchmarks of Truecount against peers: same data, same machine, in turn, whole processes."""

import argparse
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import duckdb
import scipy

import audiences
import growth
import identity
import incremental
import metrics
import nightly
import nights
import stitch

BENCHMARKS = {
    "audiences": audiences,
    "growth": growth,
    "identity": identity,
    "incremental": incremental,
    "metrics": metrics,
    "nightly": nightly,
    "nights": nights,
    "stitch": stitch,
}


@dataclass(frozen=True)
class Context:
    root: Path
    data: Path

    def nightly_options(self) -> list[str]:
        """What bin/truecount gives the JVM of a nightly, beyond what Spark needs."""
        lines = (self.root / "bin/nightly.options").read_text(encoding="utf-8").splitlines()
        return [*(line for line in lines if line and not line.startswith("#")),
                "-XX:+UnlockDiagnosticVMOptions", "-XX:-DisplayVMOutput",
                f"-XX:CompilerDirectivesFile={self.root}/bin/planning.json"]

    def java(self, heap: str, *arguments: str) -> list[str]:
        """A class of the project, started as bin/truecount starts the command line."""
        home = os.environ.get("JAVA_HOME")
        jobs = self.root / "jobs/target"
        path = (f"{(jobs / 'libraries.txt').read_text().strip()}:{jobs}/classes.jar"
                f":{self.root}/bench/target/classes")
        return [f"{home}/bin/java" if home else "java", f"@{self.root}/bin/jvm.options",
                f"@{jobs}/launch.options", f"-Xmx{heap}", "-XX:+UseParallelGC", "-cp", path, *arguments]

    def truecount(self, java_options: list[str], *arguments: str) -> list[str]:
        """The command line, with more options for its JVM."""
        return ["env", f"TRUECOUNT_JAVA_OPTS={' '.join(java_options)}",
                str(self.root / "bin/truecount"), *arguments]


def machine(root: Path) -> str:
    commit = subprocess.run(["git", "-C", str(root), "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (f"{os.cpu_count()} cores, {platform.machine()}, load before {load}; commit {commit}, "
            f"Java {java.split(chr(34))[1]}, duckdb {duckdb.__version__}, scipy {scipy.__version__}")


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--data", type=Path, default=root / ".cache/bench-data",
                        help="where generated data is kept (default: .cache/bench-data)")
    parser.add_argument("--dry", action="store_true", help="do not append to docs/benchmarks-log.md")
    names = parser.add_subparsers(dest="name", required=True)
    for name, module in BENCHMARKS.items():
        help_text = (module.__doc__ or "").replace("%", "%%")
        module.add_arguments(names.add_parser(name, help=help_text))
    options = parser.parse_args()
    head = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC; {machine(root)}"
    options.data.mkdir(parents=True, exist_ok=True)
    report = BENCHMARKS[options.name].run(Context(root, options.data.resolve()), options)
    print(report)
    if report and not options.dry:
        with open(root / "docs/benchmarks-log.md", "a", encoding="utf-8") as file:
            file.write(f"\n{report}\n{head}\n")


if __name__ == "__main__":
    sys.exit(main())
