"""A v1 script that calls one function with its arguments, and the component that mldesigner makes of the function."""

from __future__ import annotations

BODY = """\
    count = math.ceil(rounds * rate)
    with open(os.path.join(model, "model.txt"), "w") as file:
        file.write(f"{source_data} {count}")
"""

SCRIPT = f"""\
import argparse
import math
import os


def fit(source_data, model, rate, rounds):
{BODY}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--source-data")
    parser.add_argument("--model", type=str, required=True)
    parser.add_argument("--rate", type=float, help="of learning")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    fit(source_data=args.source_data, model=args.model, rate=args.rate, rounds=args.rounds)
"""

FUNCTION = f"""\
import math
import os

from mldesigner import Input, Output, command_component


@command_component(
    name="train",
    display_name="train",
    environment={{
        "image": "base:1",
        "conda_file": {{
            "channels": ["conda-forge"],
            "dependencies": ["python=3.10", {{"pip": ["numpy", "mldesigner"]}}],
        }},
    }},
)
def fit(source_data: Input(type="uri_folder"), model: Output(type="uri_folder"), rate: float, rounds: int = 3):
{BODY}"""
