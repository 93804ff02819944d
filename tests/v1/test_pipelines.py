"""Which steps a pipeline holds, in which order they run, and which orderings data does not imply already."""

from __future__ import annotations

import pytest

from migrate.v1.pipelines import PIPELINE, PIPELINE_STEP, PipelineModel, PipelineReader
from migrate.v1.values import Obj
from tests.v1.test_interpreter import understand

HEAD = """\
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter, StepSequence
from azureml.pipeline.steps import PythonScriptStep
raw = DataReference(store, data_reference_name="raw")
x, y = PipelineData("x"), PipelineData("y")
"""
CHAIN = """\
a = PythonScriptStep("a.py", inputs=[raw], outputs=[x])
b = PythonScriptStep("b.py", inputs=[x], outputs=[y])
c = PythonScriptStep("c.py", inputs=[y])
"""
LOOSE = "".join(f"{name} = PythonScriptStep('{name}.py')\n" for name in "abcd")


def pipeline(statements: str) -> PipelineModel:
    """The last pipeline of the statements."""
    found = understand(HEAD + statements)
    calls = sorted(found.uses.calls.values(), key=lambda call: call.where.order)
    made = [call.result for call in calls if isinstance(call.result, Obj) and call.entry.kind == "class"]
    steps = [obj for obj in made if found.catalogue.is_subclass(obj.symbol, PIPELINE_STEP)]
    modules = [module for _, module in found.source]
    return PipelineReader(found.catalogue, steps, modules).read([obj for obj in made if obj.symbol == PIPELINE][-1])


def steps(model: PipelineModel) -> str:
    return " ".join(step.variable for step in model.steps)


def orderings(model: PipelineModel) -> list[str]:
    return sorted(f"{earlier.variable}<{later.variable}" for earlier, later in model.orderings)


class TestWhichSteps:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("[a, b, c]", "a b c"),
            ("[c]", "a b c"),
            ("[b]", "a b"),
            ("[c, a]", "a b c"),
            ("[[a], [b, [c]]]", "a b c"),
            ("(a, b)", "a b"),
            ("[c], resolve_closure=True", "a b c"),
            ("[c], resolve_closure=False", "c"),
            ("[a, a]", "a"),
            ("StepSequence(steps=[c])", "a b c"),
            ("[StepSequence([a, b])]", "a b"),
        ],
    )
    def test_those_named_and_those_they_need(self, given: str, expected: str) -> None:
        model = pipeline(f"{CHAIN}p = Pipeline(ws, steps={given})\n")
        assert steps(model) == expected
        assert model.convertible

    def test_run_after_pulls_a_step_in(self) -> None:
        model = pipeline(f"{LOOSE}b.run_after(a)\nc.run_after(b)\np = Pipeline(ws, [c])\n")
        assert steps(model) == "a b c"

    def test_a_list_that_is_built(self) -> None:
        model = pipeline(f"{LOOSE}l = [a]\nl.append(b)\nl += [c]\np = Pipeline(ws, l)\n")
        assert steps(model) == "a b c"

    def test_each_pipeline_has_its_own(self) -> None:
        model = pipeline(f"{CHAIN}p = Pipeline(ws, [c])\nq = Pipeline(ws, [a])\n")
        assert steps(model) == "a"


class TestOrder:
    def test_as_in_the_source_where_nothing_else_is_asked(self) -> None:
        assert steps(pipeline(f"{LOOSE}p = Pipeline(ws, [d, b, c, a])\n")) == "a b c d"

    def test_data_before_the_source(self) -> None:
        model = pipeline(
            "b = PythonScriptStep('b.py', inputs=[x])\na = PythonScriptStep('a.py', outputs=[x])\n"
            "p = Pipeline(ws, [b, a])"
        )
        assert steps(model) == "a b"
        assert orderings(model) == []

    def test_run_after(self) -> None:
        model = pipeline(f"{LOOSE}a.run_after(d)\nb.run_after(step=a)\np = Pipeline(ws, [a, b, c, d])\n")
        assert steps(model) == "c d a b"
        assert orderings(model) == ["a<b", "d<a"]

    def test_run_after_that_data_implies(self) -> None:
        assert orderings(pipeline(f"{CHAIN}b.run_after(a)\nc.run_after(a)\np = Pipeline(ws, [c])\n")) == []

    def test_run_after_that_another_one_implies(self) -> None:
        model = pipeline(f"{LOOSE}b.run_after(a)\nc.run_after(b)\nc.run_after(a)\np = Pipeline(ws, [c])\n")
        assert orderings(model) == ["a<b", "b<c"]

    def test_run_after_twice(self) -> None:
        assert orderings(pipeline(f"{LOOSE}b.run_after(a)\nb.run_after(a)\np = Pipeline(ws, [b])\n")) == ["a<b"]

    def test_run_after_when_the_pipeline_was_made_already(self) -> None:
        """v1 builds its graph there and then."""
        model = pipeline(f"{LOOSE}p = Pipeline(ws, [a, b])\nb.run_after(a)\n")
        assert (steps(model), orderings(model)) == ("a b", [])

    def test_run_after_the_first_of_two_pipelines(self) -> None:
        model = pipeline(f"{LOOSE}p = Pipeline(ws, [a, b])\nb.run_after(a)\nq = Pipeline(ws, [a, b])\n")
        assert orderings(model) == ["a<b"]

    def test_run_after_in_a_function(self) -> None:
        model = pipeline(
            "def build():\n" + "".join(f"    {line}\n" for line in LOOSE.splitlines()) + "    b.run_after(a)\n"
            "    return Pipeline(ws, [a, b])\n"
        )
        assert orderings(model) == ["a<b"]

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("StepSequence([a, b, c])", ["a<b", "b<c"]),
            ("StepSequence([a, [b, c], d])", ["a<b", "a<c", "b<d", "c<d"]),
            ("StepSequence([a, StepSequence([b, c]), d])", ["b<c", "a<b", "c<d"]),
            ("[StepSequence([a, b]), StepSequence([c, d])]", ["a<b", "c<d"]),
            ("StepSequence(steps=[[a, b], [c, d]])", ["a<c", "a<d", "b<c", "b<d"]),
        ],
    )
    def test_sequences(self, given: str, expected: list[str]) -> None:
        model = pipeline(f"{LOOSE}p = Pipeline(ws, steps={given})\n")
        assert orderings(model) == sorted(expected)
        assert model.convertible


class TestData:
    def test_sources_parameters_and_producers(self) -> None:
        model = pipeline(
            "n = PipelineParameter('n', 1)\n"
            "a = PythonScriptStep('a.py', arguments=[n], inputs=[raw], outputs=[x])\n"
            "b = PythonScriptStep('b.py', arguments=[n], inputs=[raw, x])\n"
            "p = Pipeline(ws, [b])\n"
        )
        assert [obj.name for obj in model.sources] == ["raw"]
        assert [obj.name for obj in model.parameters] == ["n"]
        assert [obj.name for obj in model.data] == ["raw", "x"]
        producers = [model.producer(obj) for obj in model.data]
        assert [step.variable if step else None for step in producers] == [None, "a"]


class TestProblems:
    @pytest.mark.parametrize(
        ("statements", "message"),
        [
            ("p = Pipeline(ws)", "the pipeline is made without steps"),
            ("p = Pipeline(ws, [a, find()])", "where its step `find()` comes from is not known: `find` is neither"),
            ("p = Pipeline(ws, [a if z else b])", "which steps it holds is only known when the code runs"),
            ("p = Pipeline(ws, load())", "where its steps `load()` come from is not known: `load` is neither"),
            (
                "l = [a]\nfor z in names:\n    l.append(b)\np = Pipeline(ws, l)",
                "which steps it holds is only known when the code runs",
            ),
            (
                "if z:\n    l = [a]\nif y:\n    l = [b]\np = Pipeline(ws, l)",
                "which steps it holds is only known when the code runs",
            ),
            (
                "".join(f"if z{number}:\n    b.run_after(a)\n" for number in range(7)) + "p = Pipeline(ws, [b])",
                "which steps it holds depends on too many conditions",
            ),
            (
                "if z:\n    e = PythonScriptStep('e.py')\nif y:\n    a.run_after(e)\np = Pipeline(ws, [a])",
                "a step is made in another branch than the one that puts it into the pipeline",
            ),
            ("p = Pipeline(ws, [s for s in make()])", "which steps it holds is only known when the code runs"),
            (
                "p = Pipeline(ws, StepSequence(load()))",
                "what its StepSequence holds (`load()`) is not known: `load` is neither",
            ),
            ("a.run_after(b)\nb.run_after(a)\np = Pipeline(ws, [a])", "its steps depend on each other in a circle"),
        ],
    )
    def test_they_are_told(self, statements: str, message: str) -> None:
        model = pipeline(f"{LOOSE}{statements}\n")
        assert not model.convertible
        assert model.problems[0].message.startswith(message)

    def test_a_circle_keeps_every_step(self) -> None:
        assert steps(pipeline(f"{LOOSE}a.run_after(b)\nb.run_after(a)\np = Pipeline(ws, [c, a])\n")) == "c a b"


def variants(statements: str) -> list[str]:
    """What each way through the branches makes: ``yes no: a b<c`` for the conditions in the order of the source."""
    found = []
    for one in pipeline(LOOSE + statements).variants:
        taken = " ".join("yes" if choice else "no" for choice in one.choices.values())
        pairs = [f"{earlier.variable}<{later.variable}" for earlier, later in one.orderings]
        found.append(f"{taken}: {' '.join([*(step.variable for step in one.steps), *pairs])}")
    return sorted(found)


class TestBranches:
    @pytest.mark.parametrize(
        ("statements", "expected"),
        [
            ("l = [a]\nif z:\n    l.append(b)\n", ["no: a", "yes: a b"]),
            ("l = [a]\nif z:\n    l += [b]\nelse:\n    l += [c, d]\n", ["no: a c d", "yes: a b"]),
            ("if z:\n    l = [a]\nelse:\n    l = [b]\nl.append(c)\n", ["no: b c", "yes: a c"]),
            ("l = [a]\nif z:\n    l = [a, b]\n", ["no: a", "yes: a b"]),
            ("l = [a, b]\nif z:\n    b.run_after(a)\n", ["no: a b", "yes: a b a<b"]),
            ("l = [b]\nif z:\n    b.run_after(a)\n", ["no: b", "yes: a b a<b"]),
            ("if z:\n    b = PythonScriptStep('e.py')\nl = [a, b]\n", ["no: a b", "yes: a b"]),
            (
                "if y:\n    l = [a]\nelif z:\n    l = [b]\nelse:\n    l = [c]\n",
                ["no no: c", "no yes: b", "yes no: a", "yes yes: a"],
            ),
            (
                "l = [a]\nif y:\n    l.append(b)\n    if z:\n        b.run_after(a)\n",
                ["no no: a", "no yes: a", "yes no: a b", "yes yes: a b a<b"],
            ),
        ],
    )
    def test_each_way_is_a_variant(self, statements: str, expected: list[str]) -> None:
        assert variants(f"{statements}p = Pipeline(ws, l)\n") == expected

    def test_none_when_all_ways_are_the_same(self) -> None:
        assert not variants("l = [a, b]\nif z:\n    print(l)\np = Pipeline(ws, l)\n")

    def test_the_branch_that_the_pipeline_stands_in_is_taken(self) -> None:
        assert not variants("if z:\n    l = [a]\n    l.append(b)\n    p = Pipeline(ws, l)\n")
