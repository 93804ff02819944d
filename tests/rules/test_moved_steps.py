"""Steps that are made by functions, in loops and in lists: what makes them moves into the pipeline function."""

from __future__ import annotations

import pytest

from migrate.forms import held, instance_data
from tests.conversion import assert_stable, convert

HEAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def make_step(name, script="a.py"):
    return PythonScriptStep(name=name, script_name=script, source_directory="src", compute_target="cpu")


"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            """\
steps = []
for name in input().split():
    step = make_step(name)
steps.append(step)
pipeline = Pipeline(ws, steps=steps)
""",
            id="only the last step of a loop",
        ),
        pytest.param(
            """\
steps = []
for name in input().split():
    step = make_step(name)
    if name == "a":
        steps.append(step)
pipeline = Pipeline(ws, steps=steps)
""",
            id="only some steps of a loop",
        ),
        pytest.param(
            """\
a = make_step(*["a"])
if ws.name == "test":
    a = make_step("b")
pipeline = Pipeline(ws, steps=[a])
""",
            id="a step that another one takes the place of",
        ),
        pytest.param(
            """\
steps = [make_step(name) for name in ["a", "b"]]
pipeline = Pipeline(ws, steps=steps)
print(len(steps))
""",
            id="the list is read afterwards",
        ),
        pytest.param(
            """\
steps = []
for name in input().split():
    upload(name)
    steps.append(make_step(name))
pipeline = Pipeline(ws, steps=steps)
""",
            id="the loop does more",
        ),
        pytest.param(
            """\
other = make_step("other").name
steps = [make_step(name) for name in ["a", "b"]]
pipeline = Pipeline(ws, steps=steps)
""",
            id="a step that is made for something else",
        ),
        pytest.param(
            """\
a = make_step(*["a"])
pipeline = Pipeline(ws, steps=[a])


def run(more_steps):
    b = make_step("b")
    return Pipeline(ws, steps=[b] + more_steps)
""",
            id="another pipeline that is not followed has the function, too",
        ),
        pytest.param(
            """\
steps = [make_step("a")] + more_steps
pipeline = Pipeline(ws, steps=steps)
""",
            id="steps from elsewhere",
        ),
        pytest.param(
            """\
steps = list(map(make_step, input().split()))
pipeline = Pipeline(ws, steps=steps)
""",
            id="the function is handed on",
        ),
        pytest.param(
            """\
steps = []
for name in ["a", "b"]:
    step = make_step(name)
    for other in steps:
        step.run_after(other)
    steps.append(step)
pipeline = Pipeline(ws, steps=steps)
""",
            id="each step waits for all before it",
        ),
        pytest.param(
            """\
steps, previous = [], None
for name in ["a", "b"]:
    step = make_step(name)
    if previous is not None:
        previous.run_after(step)
    previous = step
    steps.append(step)
pipeline = Pipeline(ws, steps=steps)
""",
            id="the step of an earlier round waits",
        ),
        pytest.param(
            """\
first = previous = make_step("first")
steps = [first]
for name in ["a", "b"]:
    step = make_step(name)
    step.run_after(previous)
    step.run_after(first)
    previous = step
    steps.append(step)
pipeline = Pipeline(ws, steps=steps)
""",
            id="a step may wait twice for the same one",
        ),
        pytest.param(
            """\
steps = []
for name in input().split():
    steps.append(make_step(name))
pipeline = Pipeline(ws, steps=steps)
for earlier, later in zip(steps, steps[1:]):
    later.run_after(earlier)
""",
            id="an ordering after the pipeline is made",
        ),
        pytest.param(
            """\
def zip(first, second):
    return [(first[0], second[-1])]


steps = []
for name in ["a", "b"]:
    steps.append(make_step(name))
for earlier, later in zip(steps, steps[1:]):
    later.run_after(earlier)
pipeline = Pipeline(ws, steps=steps)
""",
            id="a function of another meaning pairs the steps",
        ),
        pytest.param(
            """\
steps = []
for name in ["a", "b"]:
    step = make_step(name)
    steps.append(step)
last = make_step("last")
if last != step:
    last.run_after(step)
pipeline = Pipeline(ws, steps=[*steps, last])
""",
            id="steps are compared",
        ),
        pytest.param(
            """\
steps = []
older = previous = PipelineData("first")
steps.append(PythonScriptStep("a.py", arguments=["--to", previous], outputs=[previous], compute_target="cpu"))
for name in ["a", "b"]:
    data = PipelineData(name)
    step = PythonScriptStep(
        "a.py",
        arguments=["--from", older, "--to", data],
        inputs=[older],
        outputs=[data],
        compute_target="cpu",
    )
    steps.append(step)
    older = previous
    previous = data
pipeline = Pipeline(ws, steps=steps)
""",
            id="data goes to the next round but one",
        ),
        pytest.param(
            """\
from os import environ

fast = PipelineData("fast")
slow = PipelineData("slow")
if environ.get("FAST"):
    chosen = fast
else:
    chosen = slow
a = PythonScriptStep("a.py", arguments=["--to", fast], outputs=[fast], compute_target="cpu")
b = PythonScriptStep("b.py", arguments=["--to", slow], outputs=[slow], compute_target="cpu")
c = PythonScriptStep("c.py", arguments=["--from", chosen], inputs=[chosen], compute_target="cpu")
pipeline = Pipeline(ws, steps=[a, b, c])
""",
            id="data has another name before the step that writes it",
        ),
    ],
)
def test_is_left_to_a_person(code: str) -> None:
    converted = convert(HEAD + code)
    assert "@dsl.pipeline" not in converted.text
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "manual"


def test_a_comprehension_with_two_loops_in_a_function() -> None:
    code = (
        "def make_steps(names):\n    return [make_step(name) for name in names for _ in range(2)]\n\n\n"
        'pipeline = Pipeline(ws, steps=make_steps(["a", "b"]))\n'
    )
    converted = convert(HEAD + code)
    assert not converted.manual
    assert (
        "    steps = []\n    for name in names:\n        for _ in range(2):\n            a_component = "
        in converted.text
    )
    assert "            steps.append(a_step)\n    return steps\n" in converted.text


def test_a_loop_over_constants_may_do_more() -> None:
    code = (
        'steps = []\nfor name in ["a", "b"]:\n    upload(name)\n    steps.append(make_step(name))\n'
        "pipeline = Pipeline(ws, steps=steps)\n"
    )
    converted = convert(HEAD + code)
    assert not converted.manual
    made = 'command(display_name="{0}", code="src", command="python a.py", environment=environment)'
    for name in ("a", "b"):
        assert f'upload("{name}")\n' in converted.text
        assert f"{name}_component = {made.format(name)}\n" in converted.text
    assert "    a_step = a_component()\n    b_step = b_component()\n" in converted.text


DATA_HEAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
steps = []
scores = []
for name in ["a", "b"]:
    score = PipelineData(name)
    steps.append(PythonScriptStep(script_name="a.py", arguments=["--to", score], outputs=[score], compute_target="cpu"))
    scores.append(score)
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            """\
arguments = []
for score in scores:
    if ws.name == "test":
        arguments += ["--score", score]
last = PythonScriptStep(script_name="b.py", arguments=arguments, inputs=scores, compute_target="cpu")
pipeline = Pipeline(ws, steps=[last])
""",
            id="words under a condition",
        ),
        pytest.param(
            """\
arguments = []
for score in scores:
    arguments += ["--score", score]
print(arguments)
last = PythonScriptStep(script_name="b.py", arguments=arguments, inputs=scores, compute_target="cpu")
pipeline = Pipeline(ws, steps=[last])
""",
            id="words that are read",
        ),
        pytest.param(
            """\
last = PythonScriptStep(script_name="b.py", arguments=["--scores", str(scores)], inputs=scores, compute_target="cpu")
pipeline = Pipeline(ws, steps=[last])
""",
            id="text made of a list of data",
        ),
        pytest.param(
            """\
last = PythonScriptStep(script_name="b.py", arguments=[scores[0]], inputs=[scores[0]], compute_target="cpu")
pipeline = Pipeline(ws, steps=[last])
""",
            id="one element of a list",
        ),
    ],
)
def test_lists_that_are_left_to_a_person(code: str) -> None:
    converted = convert(DATA_HEAD + code)
    assert "@dsl.pipeline" not in converted.text
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "manual"


def test_an_ordering_in_a_loop_over_pairs_is_not_lost() -> None:
    code = (
        'a, b = make_step("a"), make_step("b")\nsteps = [a, b]\n'
        "for earlier, later in zip(steps, steps[1:]):\n    later.run_after(earlier)\n"
        "pipeline = Pipeline(ws, steps=steps)\n"
    )
    converted = convert(HEAD + code)
    _, _, function = converted.text.partition("def pipeline_definition():\n")
    assert function == (
        '    a, b = make_step("a"), make_step("b")\n    steps = [a, b]\n'
        "    for earlier, later in zip(steps, steps[1:]):\n"
        "        later.inputs.after_previous = earlier.outputs.done\n\n\npipeline = pipeline_definition()\n"
    )


def test_a_step_does_not_wait_for_itself() -> None:
    code = (
        'steps = []\nfor name in ("a", "b"):\n    steps.append(make_step(name))\n'
        "    for one in steps:\n        steps[-1].run_after(one)\npipeline = Pipeline(ws, steps=steps)\n"
    )
    assert "@dsl.pipeline" not in convert(HEAD + code).text


@pytest.mark.parametrize(
    ("ordering", "message"),
    [
        ("kept = [last]\n{loop}for step in steps:\n    last.run_after(step)\n", "filled later"),
        ("{loop}if ws.name:\n    for step in steps:\n        last.run_after(step)\n", "filled later"),
        ("{loop}    for one in steps:\n        steps[-1].run_after(one)\n", "every step"),
        ("{loop}for step in steps:\n    if step.name:\n        last.run_after(step)\n", "an attribute of a step"),
        ("{loop}steps.append([last])\nfor a, b in zip(steps, steps[1:]):\n    b.run_after(a)\n", "in variables only"),
    ],
)
def test_a_step_that_cannot_wait_for_a_whole_list_is_left_to_a_person(ordering: str, message: str) -> None:
    loop = "steps = []\nfor name in NAMES:\n    steps.append(make_step(name))\n"
    code = (
        "from regions import NAMES\n\n"
        'last = PythonScriptStep(name="last", script_name="last.py", source_directory="src", compute_target="cpu")\n'
        f"{ordering.replace('{loop}', loop)}pipeline = Pipeline(ws, steps=steps + [last])\n"
    )
    converted = convert(HEAD + code)
    assert "@dsl.pipeline" not in converted.text
    assert message in converted.text


def test_steps_of_a_loop_that_are_not_in_the_pipeline_may_wait_for_one_that_is() -> None:
    code = (
        'last = PythonScriptStep(name="last", script_name="last.py", source_directory="src", compute_target="cpu")\n'
        'for name in ("a", "b"):\n    step = make_step(name)\n    step.run_after(last)\n'
        "pipeline = Pipeline(ws, steps=[last])\n"
    )
    assert convert(HEAD + code).text.endswith(
        "():\n    last = last_component()\n\n\npipeline = pipeline_definition()\n"
    )


def test_parameters_of_a_comprehension_are_not_taken_for_one() -> None:
    code = (
        "rounds = [PipelineParameter(name, 1) for name in input().split()]\n"
        'step = PythonScriptStep("a.py", arguments=[rounds[0], rounds[1]], source_directory="src")\n'
        "pipeline = Pipeline(ws, steps=[step])\n"
    )
    converted = convert(HEAD.replace("PipelineData", "PipelineParameter") + code)
    assert "@dsl.pipeline" not in converted.text


@pytest.mark.parametrize(
    "made",
    [
        "rounds = {name: PipelineParameter(name, 1) for name in NAMES}\n",
        "rounds = {}\nfor name in NAMES:\n    rounds[name] = PipelineParameter(name, 1)\n",
    ],
)
def test_parameters_in_a_dictionary_are_no_text(made: str) -> None:
    code = (
        'step = PythonScriptStep("a.py", arguments=[rounds["a"]], source_directory="src")\n'
        "pipeline = Pipeline(ws, steps=[step])\n"
    )
    head = HEAD.replace("PipelineData", "PipelineParameter")
    assert "@dsl.pipeline" not in convert(head + "from regions import NAMES\n" + made + code).text
    known = convert(head + 'NAMES = ("a",)\n' + made + code).text
    assert "def pipeline_definition(a: int = 1):\n    step = step_component(a=a)\n" in known


_TWO = """\
def make_steps(names):
    first = make_step("first")
    second = make_step("second")
    return {returned}


"""


@pytest.mark.parametrize(
    ("returned", "converts"),
    [
        ("[first, second]", True),
        ('{"a": first, "b": second}.values()', True),
        ("second", False),
        ("[first]", False),
        ("[first, second][:1]", False),
        ("names or [first, second]", False),
    ],
)
def test_a_function_has_to_return_all_that_it_makes(returned: str, converts: bool) -> None:
    code = HEAD + _TWO.replace("{returned}", returned) + 'pipeline = Pipeline(ws, steps=make_steps(["a"]))\n'
    assert ("@dsl.pipeline" in convert(code).text) is converts


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "steps, last = [], None\n    for name in names:\n        if not name:\n            last = None\n"
            "            continue\n        steps.append(make_step(name))\n    return steps",
            "a loop that makes steps may end early",
        ),
        (
            "steps = [make_step('a'), make_step('b')]\n    steps.pop()\n    return steps",
            "its steps are given to `steps.pop`, which may do more",
        ),
        (
            "steps = [make_step('a'), make_step('b')]\n    steps[0] = None\n    return steps",
            "its steps are kept in something else than a variable or a list",
        ),
        (
            "steps = {}\n    for name in names:\n        steps['a'] = make_step(name)\n    return list(steps.values())",
            "where its steps `make_steps(['a'])` come from is not known: make each step in a statement of its own, and",
        ),
        (
            "if not names:\n        return []\n    return [make_step(name) for name in names]",
            "what `make_steps` returns depends on a branch",
        ),
        (
            "steps = []\n    for name in names:\n        step = make_step(name)\n"
            "    steps.append(step)\n    return steps",
            "whether each step that is made gets into the pipeline is not known",
        ),
        (
            "steps = []\n    while names:\n        steps.append(make_step(names.pop()))\n"
            "    else:\n        names = []\n    return steps",
            "a loop that makes steps may end early",
        ),
        (
            "steps = [make_step('a')]\n    with open('x'):\n        steps.clear()\n    return steps",
            "its steps or data are used in a statement that is not followed",
        ),
    ],
)
def test_functions_that_are_not_followed(body: str, message: str) -> None:
    code = f"{HEAD}def make_steps(names):\n    {body}\n\n\npipeline = Pipeline(ws, steps=make_steps(['a']))\n"
    converted = convert(code)
    assert "@dsl.pipeline" not in converted.text
    assert message in converted.text


def test_a_while_loop_of_a_function() -> None:
    body = "steps = []\n    while names:\n        steps.append(make_step(names.pop()))\n    return steps\n"
    code = f"{HEAD}def make_steps(names):\n    {body}\n\npipeline = Pipeline(ws, steps=make_steps(['a']))\n"
    text = convert(code).text
    assert f"def make_steps(names):\n    {body}\n\n" in text
    assert "def pipeline_definition():\n    make_steps(['a'])\n" in text


def test_steps_of_one_place_are_ordered_among_themselves() -> None:
    made = "".join(f"{name} = make_step('{name}')\n" for name in "abcdefg")
    pipeline = "pipeline = Pipeline(ws, steps=[a, b, c, d, e, f, g])\n"
    _, _, function = convert(f"{HEAD}{made}b.run_after(a)\n{pipeline}").text.partition("def pipeline_definition():\n")
    bound = "b.inputs.after_previous = a.outputs.done"
    lines = [*made.splitlines(), bound, "", "", "pipeline = pipeline_definition()"]
    assert [line.strip() for line in function.splitlines()] == lines
    # One function has one input for the step before it: of two the steps are written out.
    twice = convert(f"{HEAD}{made}c.run_after(a)\nc.run_after(b)\n{pipeline}")
    assert "    c = c_component(after_a=a.outputs.done, after_b=b.outputs.done)\n" in twice.text
    assert [use.symbol for use in twice.manual] == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            'params = {"a": PipelineParameter("a", 1), "b": PipelineParameter("b", 2)}\n'
            "arguments = []\nfor name, value in params.items():\n    arguments += [f'--{name}', value]\n"
            'step = PythonScriptStep("a.py", arguments=arguments, source_directory="src")\n'
            "pipeline = Pipeline(ws, steps=[step])\n",
            id="parameters of a dictionary are no words",
        ),
        pytest.param(
            'a, b = PythonScriptStep("a.py"), PythonScriptStep("b.py")\nsteps = [a, b]\n'
            "if ws.name:\n    steps.pop()\npipeline = Pipeline(ws, steps=steps)\n",
            id="an element that a branch takes away",
        ),
        pytest.param(
            'a, b = PythonScriptStep("a.py"), PythonScriptStep("b.py")\nsteps = [a, b]\n'
            "first = steps.pop(0)\npipeline = Pipeline(ws, steps=steps)\nprint(first)\n",
            id="an element that is taken away and kept",
        ),
        pytest.param(
            'a, b = PythonScriptStep("a.py"), PythonScriptStep("b.py")\nsteps = [a, b]\n'
            "def drop():\n    steps.pop()\n\n\ndrop()\ndrop()\npipeline = Pipeline(ws, steps=steps)\n",
            id="a function that takes elements away",
        ),
    ],
)
def test_changes_that_are_not_followed(code: str) -> None:
    converted = convert(HEAD.replace("PipelineData", "PipelineParameter") + code)
    assert "@dsl.pipeline" not in converted.text
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "manual"


def test_a_step_that_is_not_in_the_pipeline() -> None:
    converted = convert(HEAD + 'a = make_step("a")\nb = make_step("b")\npipeline = Pipeline(ws, steps=[a])\n')
    assert not converted.manual
    assert converted.text.endswith("""\
a_component = command(display_name="a", code="src", command="python a.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""")
    assert "b_component" not in converted.text


TWO_PIPELINES = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
count_step = PythonScriptStep("count.py", source_directory="src", compute_target="cpu")
counting = Pipeline(ws, [count_step])
{between}

def add_report(steps, short):
    steps.append(PythonScriptStep("short.py" if short else "long.py", source_directory="src", compute_target="cpu"))


steps = [PythonScriptStep("prep.py", source_directory="src", compute_target="cpu")]
add_report(steps, True)
reporting = Pipeline(ws, steps=steps)
"""


@pytest.mark.parametrize("between", ["", "ws = Workspace.from_config()\n"])
def test_the_lists_of_a_pipeline_behind_another_one_stay(between: str) -> None:
    converted = convert(TWO_PIPELINES.format(between=between))
    assert converted.manual == []
    assert """
    steps = [prep_component()]
    add_report(steps, True)
""" in (converted.text)
    assert "def add_report(steps, short):\n    pass" not in converted.text


SPREAD_TWICE_BOUND = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "first", version="1")
alone = Pipeline(ws, [PythonScriptStep("a.py", source_directory="src", compute_target="cpu", runconfig=run_config)])
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "second", version="2")
common = {{"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}}
{between}steps = [PythonScriptStep("b.py", name=name, **common) for name in ["one", "two"]]
both = Pipeline(ws, steps=steps)
"""


@pytest.mark.parametrize("between", ["", "run_config = None\n"], ids=["before", "before and since"])
def test_common_keywords_with_a_variable_that_is_another(between: str) -> None:
    converted = convert(SPREAD_TWICE_BOUND.format(between=between))
    assert converted.manual == []
    assert converted.text.count('environment="azureml:first:1"') == 1
    assert converted.text.count('environment="azureml:second:2"') == 1
    assert between in converted.text


@pytest.mark.parametrize(
    ("after", "converts"),
    [
        ("def tell(name):\n    return name\n", True),
        ("class Table:\n    def row(self, name):\n        return name\n", True),
        ("for number in [1]:\n    name = number\n    print(name)\n", True),
        ("for name in [1]:\n    print(name)\n", True),
        ("def tell(last=name):\n    return last\n", False),
        ("def tell():\n    return name\n", False),
        ("class Table:\n    last = name\n", False),
        ("for number in [1]:\n    print(name)\n    name = number\n", False),
    ],
)
def test_a_variable_that_another_one_has_the_name_of_is_not_read(after: str, converts: bool) -> None:
    loop = (
        'steps = []\nfor name in ["a", "b"]:\n    steps.append(make_step(name))\npipeline = Pipeline(ws, steps)\n\n\n'
    )
    text = convert(HEAD + loop + after).text
    assert ("@dsl.pipeline" in text) == converts
    assert ("`name`, which its steps are made with, is read" in text) != converts


def test_a_pipeline_that_a_function_made_before_is_no_part_of_the_next_one() -> None:
    first = held.SHAPES["data_output_and_settings_that_functions_give_in_tuples"][0]
    second = instance_data.SHAPES["data_that_a_function_is_given_in_a_loop"][0]
    found = convert(f"{first}\n\n{second}")
    assert_stable(found)
    assert found.manual == []
    assert found.text.count("@dsl.pipeline(") == 2


ONE_PER_SHOP = """\
import pandas as pd
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import CommandStep

ws = Workspace.from_config()
shops = pd.read_csv("shops.csv")["code"]
shop = shops.to_list()
print(shop)
steps = []
for shop in shops:
    score = CommandStep(name="score", command=["echo", shop], compute_target="cpu")
    steps.append(score)
pipeline = Pipeline(ws, steps=steps)
"""


def test_a_loop_with_the_variable_of_an_earlier_statement() -> None:
    found = convert(ONE_PER_SHOP)
    assert not found.manual
    kept, function = found.text.split("\n\n\n@dsl.pipeline(")
    assert 'shops = pd.read_csv("shops.csv")["code"]\nshop = shops.to_list()\nprint(shop)\n' in kept
    assert "    for shop in shops:\n" in function


@pytest.mark.parametrize(
    ("v1", "other"),
    [
        ("for shop in shops:", "for shop in shop:"),
        ("for shop in shops:\n", "for one in shops:\n    shop = one if one else shop\n"),
        ("for shop in shops:\n", "for one in shops:\n    shop += one\n"),
        ("for shop in shops:\n", "for one in shops:\n    if one:\n        shop = one\n"),
        ("steps.append(score)\n", "steps.append(score)\nshop.sort()\n"),
        ("steps=steps)\n", "steps=steps)\nprint(shop)\n"),
        ("ws = ", "def show():\n    print(shop)\n\n\nws = "),
    ],
)
def test_a_loop_that_needs_what_an_earlier_statement_binds(v1: str, other: str) -> None:
    assert v1 in ONE_PER_SHOP
    found = convert(ONE_PER_SHOP.replace(v1, other))
    assert "@dsl.pipeline(" not in found.text
