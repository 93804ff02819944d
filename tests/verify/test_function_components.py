"""What must be the same before a function of mldesigner counts as the v1 script that called it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.verify.compare.compare import compare
from migrate.verify.function_components import as_scripts
from migrate.verify.graph import Environment, Graph, InputPort, Node, OutputPort, Parameter, Value, Word, WordKind
from migrate.verify.remarks import NOT_COMPARABLE
from tests.verify.function_texts import FUNCTION, SCRIPT

RAW, RATE = Word(WordKind.INPUT, "raw"), Word(WordKind.PARAMETER, "rate")


def literal(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(WordKind.LITERAL, text) for text in texts)


SOURCE, SPEED, MODEL = literal("--source-data", "--rate", "--model")
ONE = Node(
    "train",
    "command",
    program=literal("python", "train.py"),
    arguments=(SOURCE, RAW, SPEED, RATE, MODEL, Word(WordKind.OUTPUT, "model")),
    inputs=(InputPort("raw", parameter="raw"),),
    outputs=(OutputPort("model"),),
    source={"train.py": "1", "more.py": "2"},
    source_folder="src",
    environment=Environment(image=Value("base:1"), pip_packages=("numpy",)),
)
OTHER = replace(
    ONE,
    program=literal("mldesigner"),
    arguments=(
        *literal("execute", "--source", "steps.py", "--name", "train", "--inputs"),
        Word(WordKind.INPUT, "source_data", "source_data="),
        Word(WordKind.PARAMETER, "rate", "rate="),
        *literal("rounds=3", "--outputs"),
        Word(WordKind.OUTPUT, "result", "model="),
    ),
    inputs=(InputPort("source_data", parameter="raw"),),
    outputs=(OutputPort("result"),),
    source={"steps.py": "3", "more.py": "2"},
    environment=Environment(image=Value("base:1"), pip_packages=("numpy", "mldesigner==0.1.0b23", "azure-ai-ml")),
    settings={NOT_COMPARABLE: Value("compare by running both")},
)


def differences(script: str = SCRIPT, function: str = FUNCTION, one: Node = ONE, other: Node = OTHER) -> list[str]:
    parameters = (Parameter("raw", "data"), Parameter("rate", "number", 0.5))
    v1, v2 = (Graph("p", nodes=(node,), parameters=parameters) for node in (one, other))
    read = as_scripts(v1, v2, {"src/train.py": script}.__getitem__, {"src/steps.py": function}.__getitem__)
    return [f"{item.field}: {item.v2}" for item in compare(v1, read).differences]


def test_the_same_function() -> None:
    assert differences() == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "def fit(source_data, model, rate, rounds):",
            "def fit(rounds: int, rate: float, model: str, source_data='x'):",
        ),
        ("import math\n", "import math  # for the rounds\n"),
        ("ArgumentParser()", "ArgumentParser(description='Fit.')"),
    ],
)
def test_what_makes_no_difference(before: str, after: str) -> None:
    assert SCRIPT.count(before) == 1
    assert differences(script=SCRIPT.replace(before, after)) == []


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("rounds * rate", "rounds + rate", "the files of both differ in more than"),
        ("import os\n", "import os\n\nos.nice(1)\n", "the files of both differ in more than"),
        ("rounds=args.rounds)", "rounds=args.rounds + 1)", "v1's script does more than to hand"),
        ("    args = ", "    print(1)\n    args = ", "v1's script does more than to hand"),
        ("ArgumentParser()", "ArgumentParser(fromfile_prefix_chars='@')", "v1's script does more than to hand"),
        ("model=args.model, ", "", "the function does not get --model of v1"),
        ('"--rate", type=float', '"--rate", type=int', "rate is int in v1 and float in v2"),
        ('"--rate", type=float', '"--rate", nargs="+"', "v1's script reads --rate in a way that"),
        ("default=3", "default=4", "rounds is 4 by v1's default, and '3' in v2"),
        ("rate=args.rate, rounds=args.rounds", "rate=args.rounds, rounds=args.rate", "rate is int in v1"),
        (
            "source_data=args.source_data, model=args.model",
            "source_data=args.model, model=args.source_data",
            "source_data has another name among v1's arguments: --model",
        ),
        (", rounds=args.rounds", "", "v1's script does not give the function all of its parameters"),
        ('if __name__ == "__main__":', "if True:", "v1's script is more than functions"),
        ("math.ceil(", "len(argparse.__doc__) + math.ceil(", "the file needs argparse"),
        ("math.ceil(", "len(__file__) + math.ceil(", "the file asks how it was started"),
        ("    fit(source_data", "    other(source_data", "v1's script calls other, v2 fit"),
    ],
)
def test_a_script_that_does_something_else(before: str, after: str, why: str) -> None:
    assert before in SCRIPT
    found = differences(script=SCRIPT.replace(before, after))
    assert [line for line in found if line.startswith(f"command: a function that mldesigner calls: {why}")]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("rate: float", "rate: bool", "rate is not a text, a number or data"),
        ("rate: float", 'rate: Input(type="number")', "rate is not a text, a number or data"),
        ("rounds: int = 3", "rounds: int = 3, **more", "the function takes any arguments"),
        ('name="train"', 'name="other"', "the function of the component 'train' is not in its file"),
        ("    count =", "    if not rounds:\n        return 1\n    count =", "the function gives something back"),
        ("import os\n", "import os\n)", "unmatched ')'"),
    ],
)
def test_a_function_that_does_something_else(before: str, after: str, why: str) -> None:
    assert before in FUNCTION
    found = differences(function=FUNCTION.replace(before, after))
    assert [line for line in found if line.startswith(f"command: a function that mldesigner calls: {why}")]


def test_nodes_that_differ() -> None:
    """The environment, the arguments that v1 gives, and other files."""
    bare = replace(OTHER, environment=ONE.environment)
    assert differences(other=bare)[0].endswith("the environment has no mldesigner, which runs the function")
    unnamed = replace(ONE, arguments=(RAW, *ONE.arguments[2:]))
    assert "v1's arguments are not pairs of a name and a value" in differences(one=unnamed)[0]
    more = replace(ONE, arguments=(*ONE.arguments, *literal("--depth", "3")))
    assert differences(one=more)[0].endswith("the function does not get --depth of v1")
    changed = replace(OTHER, source={**OTHER.source, "more.py": "4"})
    assert differences(other=changed) == ["source.more.py: content 4"]
    swapped = replace(OTHER, inputs=(InputPort("source_data", parameter="other"),))
    assert differences(other=swapped) == ["inputs.raw: the parameter 'other'"]


def test_ports_stand_at_the_places_of_the_arguments_also_when_the_function_is_another() -> None:
    found = differences(script=SCRIPT.replace("rounds * rate", "rounds + rate"))
    fields = [line.partition(": ")[0] for line in found]
    assert fields == [
        "command",
        "environment.pip.azure-ai-ml",
        "environment.pip.mldesigner",
        "source.steps.py",
        "source.train.py",
    ]
