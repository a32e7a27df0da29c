"""How fast detector and recogniser are on this machine: one core, medians."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    from bench.vision import measure_and_print

    return measure_and_print(json_wanted=arguments.json)
