"""Comparisons of graphs that are written down: what is not easily had by editing a pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from migrate.verify.compare.compare import compare
from migrate.verify.compare.difference import Comparison
from migrate.verify.graph import (
    DataSource,
    Environment,
    Graph,
    InputPort,
    Node,
    Origin,
    OutputPort,
    Parameter,
    Place,
    Value,
    Word,
    WordKind,
)
from migrate.verify.remarks import IMPORTS_AZUREML, NOT_COMPARABLE, SHELL, UNREACHED

RUNS = Node("Run", "command", Place("a.py", 3), tuple(Word(WordKind.LITERAL, text) for text in ("python", "a.py")))


def fields(one: Node, other: Node) -> list[str]:
    """What differs between two pipelines of one node."""
    return [item.field for item in compare(Graph("p", nodes=(one,)), Graph("p", nodes=(other,))).differences]


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(WordKind.LITERAL, text) for text in texts)


def chain(edges: Iterable[tuple[str, str]], names: str = "abcd") -> tuple[Node, ...]:
    """Nodes that pass data along the edges."""
    given = list(edges)
    return tuple(
        Node(
            name,
            "command",
            program=words(f"./{name}"),
            arguments=(
                *(Word(WordKind.INPUT, earlier) for earlier, later in given if later == name),
                Word(WordKind.OUTPUT, "o"),
            ),
            inputs=tuple(InputPort(earlier, producer=(earlier, "o")) for earlier, later in given if later == name),
            outputs=(OutputPort("o"),),
        )
        for name in names
    )


class TestOlderSdk:
    """v1 1.40 fills in an older image and an older Python than the SDK that the converter writes the defaults of."""

    OLD = Environment(
        image=Value("mcr.microsoft.com/azureml/openmpi3.1.2-ubuntu18.04:20220314.v1", origin=Origin.SDK_DEFAULT),
        python=Value("3.6.2", origin=Origin.SDK_DEFAULT),
    )
    NEW = Environment(
        image=Value("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"), python=Value("3.8.13")
    )

    def test_the_newest_defaults_are_a_note(self) -> None:
        found = self._compare(self.OLD, self.NEW)
        assert found.differences == ()
        assert [note.split(": this v1 SDK")[0] for note in found.notes] == [
            "Run: environment.image",
            "Run: environment.python",
        ]

    @pytest.mark.parametrize(
        ("one", "other", "differs"),
        [
            (replace(OLD, image=Value(OLD.image.value)), NEW, "environment.image"),
            (replace(OLD, python=Value("3.6.2")), NEW, "environment.python"),
            (OLD, replace(NEW, image=Value("mine:1")), "environment.image"),
            (OLD, replace(NEW, python=Value("3.11")), "environment.python"),
        ],
    )
    def test_what_was_chosen_on_either_side_counts(self, one: Environment, other: Environment, differs: str) -> None:
        assert [item.field for item in self._compare(one, other).differences] == [differs]

    def test_the_same_defaults_need_no_note(self) -> None:
        one = Environment(
            image=replace(self.NEW.image, origin=Origin.SDK_DEFAULT),
            python=replace(self.NEW.python, origin=Origin.SDK_DEFAULT),
        )
        assert self._compare(one, self.NEW).notes == ()

    def test_a_python_that_no_v1_sdk_could_read_is_a_note(self) -> None:
        one = replace(self.NEW, python=Value("3.10.18", origin=Origin.SDK_DEFAULT), python_written="3.7.*")
        found = self._compare(one, replace(self.NEW, python=Value("3.7.*")))
        assert found.differences == ()
        assert found.notes == (
            "Run: environment.python: the conda file asks for '3.7.*', as v2 has; the v1 SDK cannot read that and puts "
            "a default instead, '3.10.18' in this version",
        )

    @pytest.mark.parametrize(
        ("python", "other"),
        [(Value("3.10.18", origin=Origin.SDK_DEFAULT), "3.9"), (Value("3.9"), "3.7.*")],
        ids=["v2 has what the file does not say", "v1 chose another one"],
    )
    def test_such_a_python_excuses_no_other(self, python: Value, other: str) -> None:
        one = replace(self.NEW, python=python, python_written="3.7.*")
        found = self._compare(one, replace(self.NEW, python=Value(other)))
        assert [item.field for item in found.differences] == ["environment.python"]

    def _compare(self, one: Environment, other: Environment) -> Comparison:
        v1, v2 = (Graph("p", nodes=(replace(RUNS, environment=item),)) for item in (one, other))
        return compare(v1, v2)


class TestEnvironments:
    DEFAULT = Environment(
        image=Value("default:1", origin=Origin.SDK_DEFAULT),
        python=Value("3.8", origin=Origin.SDK_DEFAULT),
        pip_packages=("azureml-defaults",),
        packages_origin=Origin.SDK_DEFAULT,
    )
    WRITTEN = Environment(image=Value("default:1"), python=Value("3.8"))

    def test_a_default_that_is_written_out_is_the_same(self) -> None:
        assert fields(replace(RUNS, environment=self.DEFAULT), replace(RUNS, environment=self.WRITTEN)) == []

    def test_a_default_that_is_not_written_out_is_not(self) -> None:
        other = replace(self.WRITTEN, image=Value("another:1"))
        one, two = replace(RUNS, environment=self.DEFAULT), replace(RUNS, environment=other)
        assert fields(one, two) == ["environment.image"]

    def test_the_sdk_that_v1_adds_is_missed_by_scripts_that_import_it(self) -> None:
        other = replace(RUNS, environment=self.WRITTEN, settings={IMPORTS_AZUREML: Value(True)})
        assert fields(replace(RUNS, environment=self.DEFAULT), other) == ["environment.pip.azureml-defaults"]

    def test_the_sdk_that_somebody_asked_for(self) -> None:
        asked = replace(self.DEFAULT, packages_origin=Origin.EXPLICIT)
        one, other = replace(RUNS, environment=asked), replace(RUNS, environment=self.WRITTEN)
        assert fields(one, other) == ["environment.pip.azureml-defaults"]

    def test_a_registered_one_against_a_described_one(self) -> None:
        one = replace(RUNS, environment=Environment(reference="sales:4"))
        assert fields(one, replace(RUNS, environment=self.WRITTEN)) == ["environment"]
        assert fields(one, replace(RUNS, environment=Environment(reference="sales@latest"))) == ["environment"]

    def test_dockerfiles_are_compared_by_their_words(self) -> None:
        one = Environment(dockerfile="FROM x\nRUN y\n", user_managed=True)
        assert (
            fields(
                replace(RUNS, environment=one), replace(RUNS, environment=replace(one, dockerfile="FROM x\n  RUN y"))
            )
            == []
        )
        changed = replace(one, dockerfile="FROM z")
        assert fields(replace(RUNS, environment=one), replace(RUNS, environment=changed)) == ["environment.dockerfile"]


class TestOrder:
    def test_an_order_that_data_implies(self) -> None:
        nodes = chain([("a", "b"), ("b", "c")])
        v1 = Graph("p", nodes=nodes, ordering=(("a", "c"),))
        assert compare(v1, Graph("p", nodes=nodes)).differences == ()

    def test_an_order_that_nothing_implies(self) -> None:
        nodes = chain([("a", "b")])
        v1 = Graph("p", nodes=nodes, ordering=(("b", "c"), ("c", "d")))
        found = compare(v1, Graph("p", nodes=nodes)).differences
        assert [(item.node, item.field) for item in found] == [("c", "ordering"), ("d", "ordering")]

    def test_an_order_of_v2_that_a_longer_one_of_v1_implies(self) -> None:
        nodes = list(chain([("a", "b")]))
        v1 = Graph("p", nodes=tuple(nodes), ordering=(("b", "c"),))
        later = replace(nodes[2], inputs=(InputPort("x", producer=("a", "o")), InputPort("y", producer=("b", "o"))))
        assert compare(v1, Graph("p", nodes=(nodes[0], nodes[1], later, nodes[3]))).differences == ()


class TestPairing:
    def test_steps_of_the_same_name_go_by_what_they_do(self) -> None:
        one = [replace(RUNS, name=name, arguments=words(text)) for name, text in (("Run", "x"), ("Run (2)", "y"))]
        other = [replace(RUNS, name=name, arguments=words(text)) for name, text in (("Run", "y"), ("Run (2)", "x"))]
        comparison = compare(Graph("p", nodes=tuple(one)), Graph("p", nodes=tuple(other)))
        assert comparison.pairs == (("Run", "Run (2)"), ("Run (2)", "Run"))
        assert comparison.differences == ()

    def test_a_renamed_node_is_known_by_its_variable(self) -> None:
        one, other = replace(RUNS, variable="train_step"), replace(RUNS, name="Fit", variable="train_step")
        assert compare(Graph("p", nodes=(one,)), Graph("p", nodes=(other,))).pairs == (("Run", "Fit"),)

    def test_a_renamed_node_is_known_by_what_it_does(self) -> None:
        other = replace(RUNS, name="Something", variable="else")
        assert compare(Graph("p", nodes=(RUNS,)), Graph("p", nodes=(other,))).pairs == (("Run", "Something"),)

    def test_nodes_that_have_nothing_in_common_are_missing_and_added(self) -> None:
        other = Node("Other", "command", program=words("Rscript", "b.R"), arguments=words("1", "2", "3"))
        found = compare(Graph("p", nodes=(RUNS,)), Graph("p", nodes=(other,))).differences
        assert [(item.node, item.field, item.v1 is None) for item in found] == [
            ("Run", "node", False),
            ("Other", "node", True),
        ]

    def test_another_kind_of_node(self) -> None:
        assert fields(replace(RUNS, kind="databricks"), RUNS) == ["kind"]


class TestPorts:
    def test_an_input_that_no_argument_names(self) -> None:
        """v1 scripts find it by the environment variable that the runtime sets."""
        source = DataSource("azureml://datastores/s/paths/p")
        one = replace(RUNS, inputs=(InputPort("raw", source=source),))
        variable = {"AZUREML_DATAREFERENCE_raw": Value("${{inputs.raw_data}}")}
        other = replace(
            RUNS, inputs=(InputPort("raw_data", kind="folder", source=source),), environment_variables=variable
        )
        assert fields(one, other) == []
        assert fields(one, RUNS) == ["inputs.raw"]

    def test_two_inputs_that_no_argument_names_go_by_their_data(self) -> None:
        one = [InputPort("x", source=DataSource("azureml:a:1")), InputPort("y", source=DataSource("azureml:b:1"))]
        other = [InputPort("p", source=DataSource("azureml:b:1")), InputPort("q", source=DataSource("azureml:a:1"))]
        assert fields(replace(RUNS, inputs=tuple(one)), replace(RUNS, inputs=tuple(other))) == []

    def test_data_that_the_same_code_registers(self) -> None:
        source = DataSource("azureml://datastores/s/paths/p", registered_as="sales")
        one = replace(RUNS, inputs=(InputPort("x", source=source),))
        assert fields(one, replace(RUNS, inputs=(InputPort("x", source=DataSource("azureml:sales:1")),))) == []
        assert fields(one, replace(RUNS, inputs=(InputPort("x", source=DataSource("azureml:costs:1")),))) == [
            "inputs.x"
        ]

    def test_a_parameter_of_data_must_stay_one(self) -> None:
        uri = "azureml://datastores/s/paths/p"
        one = replace(RUNS, inputs=(InputPort("x", parameter="raw"),))
        v1 = Graph("p", nodes=(one,), parameters=(Parameter("raw", "data", uri),))
        fixed = Graph("p", nodes=(replace(RUNS, inputs=(InputPort("x", source=DataSource(uri)),)),))
        assert [item.field for item in compare(v1, fixed).differences] == ["parameters.raw", "inputs.x"]
        assert compare(v1, replace(v1, parameters=(Parameter("raw", "data", f"{uri}/"),))).differences == ()
        other = replace(v1, parameters=(Parameter("raw", "data", f"{uri}/2"),))
        assert [item.field for item in compare(v1, other).differences] == ["parameters.raw.default"]

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("", "azureml://datastores/workspaceblobstore/paths/azureml/${{name}}/${{output_name}}", True),
            ("", "azureml://datastores/other/paths/azureml/${{name}}/${{output_name}}", False),
            ("", "azureml://datastores/workspaceblobstore/paths/results", False),
            ("azureml://datastores/s/paths/", "azureml://datastores/s/paths/azureml/${{name}}/", True),
            ("azureml://datastores/s/paths/a/${{name}}", "azureml://datastores/s/paths/b/${{name}}", False),
            ("azureml://datastores/s/paths/a", "azureml://datastores/s/paths/a/", True),
        ],
    )
    def test_destinations(self, one: str, other: str, same: bool) -> None:
        def graph(destination: str) -> Graph:
            node = replace(RUNS, outputs=(OutputPort("o", destination=destination),))
            return Graph("p", nodes=(node,), default_datastore=Value("workspaceblobstore"))

        assert (compare(graph(one), graph(other)).differences == ()) is same

    def test_two_outputs_must_not_become_one(self) -> None:
        def node(*names: str) -> Node:
            arguments = tuple(Word(WordKind.OUTPUT, name) for name in names)
            return replace(RUNS, arguments=arguments, outputs=tuple(OutputPort(name) for name in dict.fromkeys(names)))

        assert fields(node("a", "b"), node("c", "d")) == []
        assert fields(node("a", "b"), node("c", "c")) == ["outputs.a"]
        assert fields(node("a", "a"), node("c", "d")) == ["outputs.a"]


class TestRegisteredDefaults:
    """A parameter whose default is data that the same code registers."""

    DEFAULT = "azureml://datastores/lake/paths/sales"

    @pytest.mark.parametrize(
        ("registered", "bindings", "default", "same"),
        [
            ("sales", {}, "azureml:sales@latest", True),
            ("sales", {}, DEFAULT, True),
            ("", {}, "azureml:sales@latest", False),
            ("sales", {}, "azureml:other@latest", False),
            ("sales", {"raw": "azureml://datastores/lake/paths/more"}, "azureml:sales@latest", False),
        ],
    )
    def test_the_name_or_the_place(
        self, registered: str, bindings: dict[str, object], default: str, same: bool
    ) -> None:
        one = Graph("p", parameters=(Parameter("raw", "data", self.DEFAULT, registered),), bindings=bindings)
        other = Graph("p", parameters=(Parameter("raw", "data", default),))
        found = [item.field for item in compare(one, other).differences]
        assert found == ([] if same else ["parameters.raw.default"])


@pytest.mark.parametrize(
    ("kind", "appended", "same"), [("file", True, True), ("file", False, False), ("table", True, False)]
)
def test_the_rows_of_a_parallel_node_are_a_file_in_the_folder_of_v1(kind: str, appended: bool, same: bool) -> None:
    one = replace(RUNS, kind="parallel", outputs=(OutputPort("rows", kind="folder"),))
    outputs = (OutputPort("rows", kind=kind),)
    settings = {"parallel.append_row_to": Value("rows")} if appended else {}
    other = replace(one, outputs=outputs, settings=settings)
    assert [field for field in fields(one, other) if field.endswith(".type")] == ([] if same else ["outputs.rows.type"])


class TestWords:
    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("0.5", "0.50", True),
            ("0.001", "1e-3", True),
            ("1e-05", "0.00001", True),
            ("5", "5", True),
            ("5", "5.0", False),
            ("007", "7", False),
            ("1.10", "1.1", False),
            ("True", "true", False),
            ("a", "A", False),
        ],
    )
    def test_literals(self, one: str, other: str, same: bool) -> None:
        found = fields(replace(RUNS, arguments=words(one)), replace(RUNS, arguments=words(other)))
        assert (found == []) is same

    def test_a_dropped_word_does_not_hide_what_follows(self) -> None:
        one = replace(RUNS, arguments=words("--a", "1", "--b", "2", "--c", "3"))
        found = compare(
            Graph("p", nodes=(one,)), Graph("p", nodes=(replace(RUNS, arguments=words("--b", "2", "--c", "4")),))
        )
        assert [(item.field, str(item.v1), str(item.v2)) for item in found.differences] == [
            ("arguments[0]", "'--a' '1'", "None"),
            ("arguments[5]", "3", "4"),
        ]


class TestOtherFields:
    def test_a_limit_that_is_v1s_default(self) -> None:
        assert fields(replace(RUNS, timeout_seconds=Value(2592000)), RUNS) == []
        assert fields(replace(RUNS, timeout_seconds=Value(600)), RUNS) == ["timeout_seconds"]

    def test_instances_of_a_parameter_server(self) -> None:
        parts = {"distribution.workers": Value(2), "distribution.parameter_servers": Value(1)}
        one = replace(RUNS, distribution="tensorflow", settings=parts)
        assert fields(one, replace(one, node_count=Value(3))) == []
        assert fields(one, replace(one, node_count=Value(4))) == ["node_count"]

    def test_a_shell_only_where_v1_has_one(self) -> None:
        other = replace(RUNS, settings={SHELL: Value(["*"])})
        assert fields(RUNS, other) == [SHELL]
        assert fields(replace(RUNS, settings={SHELL: Value(["*"])}), other) == []
        assert fields(replace(RUNS, settings={SHELL: Value(["*"])}), RUNS) == [SHELL]
        assert fields(replace(RUNS, settings={SHELL: Value(["$AZUREML_DATAREFERENCE_x", "*"])}), other) == []

    def test_a_function_of_mldesigner_is_not_compared_word_by_word(self) -> None:
        other = replace(RUNS, program=words("mldesigner"), settings={NOT_COMPARABLE: Value("its body differs")})
        assert fields(RUNS, other) == ["command"]

    def test_variables_that_only_the_v1_runtime_sets(self) -> None:
        implicit = {"EXAMPLE_ENV_VAR": Value("x", origin=Origin.SDK_DEFAULT)}
        assert fields(replace(RUNS, environment_variables=implicit), RUNS) == []

    def test_the_variables_of_a_trial_are_a_difference_of_their_own(self) -> None:
        one = replace(RUNS, kind="sweep", environment_variables={"A": Value("1")})
        assert fields(one, replace(one, environment_variables={})) == ["sweep.environment_variables.A"]

    @pytest.mark.parametrize(
        ("one", "other", "same"), [("1MB", "1024kb", True), (10, "10", True), ("10", "10kb", False)]
    )
    def test_mini_batch_sizes(self, one: object, other: object, same: bool) -> None:
        name = "parallel.mini_batch_size"
        found = fields(replace(RUNS, settings={name: Value(one)}), replace(RUNS, settings={name: Value(other)}))
        assert (found == []) is same


class TestSources:
    V1 = Graph(
        "p",
        Place("pipeline.py", 1),
        (replace(RUNS, source={"pipeline.py": "1", "a.py": "2", "steps.py": "3"}, source_folder="."),),
    )

    def changed(self, unreached: list[str], **files: str) -> list[str]:
        node = self.V1.nodes[0]
        source = {**node.source, **{name.replace("__", "."): content for name, content in files.items()}}
        other = replace(node, source=source, settings={UNREACHED: Value(unreached)})
        return [item.field for item in compare(self.V1, replace(self.V1, nodes=(other,))).differences]

    def test_the_module_of_the_pipeline_in_the_code_folder_differs_as_it_must(self) -> None:
        assert self.changed([], pipeline__py="9") == []

    def test_modules_that_the_script_does_not_lead_to_are_left_out_there(self) -> None:
        assert self.changed(["steps.py"], pipeline__py="9", steps__py="9") == []
        assert self.changed([], steps__py="9") == ["source.steps.py"]

    def test_what_programs_may_find_by_themselves(self) -> None:
        assert self.changed([], more__py="9") == ["source.more.py"]
        assert self.changed([], component__yaml="9") == []


def test_a_difference_is_one_readable_line() -> None:
    v1, v2 = (
        Graph("p", nodes=(replace(RUNS, compute=Value(name), place=Place(f"{name}.py", 7)),)) for name in ("cpu", "gpu")
    )
    (found,) = compare(v1, v2).differences
    assert str(found) == "node 'Run': compute: v1 has 'cpu', v2 has 'gpu' (v1 cpu.py:7 / v2 gpu.py:7)"
    bound = replace(v2, nodes=(replace(v2.nodes[0], compute=Value("gpu", parameter="cluster")),))
    assert "v2 has the parameter 'cluster'" in str(compare(v1, bound).differences[0])
