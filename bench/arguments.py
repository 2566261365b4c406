"""Options that several benchmarks have."""

from argparse import ArgumentTypeError
from collections.abc import Collection


def add_names(parser, option: str, what: str, known: Collection[str], default: Collection[str] = ()) -> None:
    """An option of comma-separated names, each of them known; without it the default, or all."""

    def names(text: str) -> list[str]:
        unknown = [name for name in text.split(",") if name not in known]
        if unknown:
            raise ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(known)}")
        return text.split(",")

    parser.add_argument(option, type=names, default=list(default or known), metavar="NAME,…",
                        help=f"{what}: {', '.join(known)}")
