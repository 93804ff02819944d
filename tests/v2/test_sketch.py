from __future__ import annotations

from migrate.sketch import Sketch, SketchEdge, SketchNode
from migrate.v2.sketch import sketch_in

CODE = """\
from azure.ai.ml import command, dsl, load_component

first_component = command(command="ls")
second_component = load_component(source="components/second/component.yaml")


@dsl.pipeline()
def nightly(data):
    first = first_component(data=data)
    size = len(data)
    if data:
        second = second_component(rows=first.outputs.rows)
        second.inputs.after_first = first.outputs.done
"""


def test_nodes_stand_where_their_component_is_written() -> None:
    assert sketch_in({0: CODE}, "team/a.py", "nightly", notebook=False) == Sketch(
        (
            SketchNode("first", "first", "first_component", "team/a.py", 3),
            SketchNode("second", "second", "second_component", "team/components/second/component.yaml", 1),
        ),
        (SketchEdge("first", "second", "done"), SketchEdge("first", "second", "rows")),
    )


def test_a_notebook_counts_lines_in_cells() -> None:
    head, _, function = CODE.partition("@dsl")
    found = sketch_in({2: head, 3: "%magic", 5: "@dsl" + function}, "a.ipynb", "nightly", notebook=True)
    assert found is not None
    assert [(node.line, node.cell) for node in found.nodes] == [(3, 2), (1, None)]


def test_what_is_no_pipeline_has_no_outline() -> None:
    assert sketch_in({0: CODE}, "a.py", "other", notebook=False) is None
    assert sketch_in({0: "def nightly(): pass"}, "a.py", "nightly", notebook=False) is None
