"""How fast finding, judging, embedding and comparing a face are on this machine: one core, medians, by stage.

Where face_recognition is installed, its defaults are measured beside it in the same run. Uses a drawn picture of an invented
person, no camera.

Examples:
  tingtang vision bench
  tingtang vision bench --frames 100 --ours-only
"""

import argparse

from bench import vision


def add_arguments(parser: argparse.ArgumentParser) -> None:
    vision.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    return vision.run(arguments)
