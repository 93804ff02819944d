from __future__ import annotations

from pathlib import Path

from migrate.cli.settle import converted_apart, fail, settle
from migrate.conversion import ConvertedFile, Document, NewFile, Options, Style
from migrate.engine import convert_one
from migrate.ledger import Kind, Ledger, Location, Outcome, Use, Verdict
from migrate.project.python_file import read_python

PLACE = Location("a.py", 1)


def result(path: str = "a.py", *new: tuple[str, str], data: bytes = b"old\n", text: str = "new\n") -> ConvertedFile:
    verdict = Verdict(Outcome.CONVERTED, "AML101")
    return ConvertedFile(
        read_python(path, data),
        cells={0: text},
        new_files=[NewFile(name, content, PLACE) for name, content in new],
        ledger=Ledger([Use(Kind.CALL, "azureml.core.Workspace", "", PLACE, verdict, 7)]),
    )


def errors(root: Path, *results: ConvertedFile) -> list[str | None]:
    return [settled.error for settled in settle(results, root)]


def test_what_can_be_written_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "same.yaml").write_text("x\n")
    results = [result("a.py", ("c.yaml", "1"), ("same.yaml", "x\n")), result("b.py", ("c.yaml", "1"))]
    assert settle(results, tmp_path) == results


def test_a_letter_that_the_encoding_lacks(tmp_path: Path) -> None:
    bad = result(data=b"# coding: ascii\n", text="# coding: ascii\n'\N{EURO SIGN}'\n")
    assert errors(tmp_path, bad) == [
        "line 2: the converted text holds '\N{EURO SIGN}', which ascii does not have "
        "(save the file as UTF-8 and convert it again)"
    ]


def test_a_file_of_the_user_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("mine\n")
    (tmp_path / "folder.yaml").mkdir()
    first, second = errors(tmp_path, result("a.py", ("c.yaml", "1")), result("b.py", ("folder.yaml", "1")))
    assert first is not None
    assert "c.yaml would replace one that exists" in first
    assert second is not None


def test_two_results_want_the_same_file(tmp_path: Path) -> None:
    first, second = errors(tmp_path, result("a.py", ("c.yaml", "1")), result("b.py", ("c.yaml", "2")))
    assert first is None
    assert second is not None
    assert "c.yaml is also made for another file" in second


STEP = """\
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
env = Environment("train")
env.python.conda_dependencies.add_pip_package("{package}")
rc = RunConfiguration()
rc.environment = env
data = Dataset.Tabular.from_delimited_files((ws.get_default_datastore(), "{package}.csv"))
step = PythonScriptStep(
    "a.py", name="prep", inputs=[data.as_named_input("x")], source_directory="s", compute_target="cpu", runconfig=rc
)
pipeline = Pipeline(ws, steps=[step])
"""


def test_two_results_want_the_same_file_and_take_others(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s/a.py").write_text("print(1)\n")
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/train.yaml").write_text("mine\n")

    def again(document: Document, occupied: frozenset[str] = frozenset()) -> ConvertedFile:
        return convert_one(document, tmp_path, Options(style=Style.YAML, occupied=occupied))

    texts = {"a.py": STEP.format(package="a"), "b.py": STEP.format(package="b"), "c.py": STEP.format(package="a")}
    results = [again(read_python(name, text.encode())) for name, text in texts.items()]
    apart = converted_apart(results, tmp_path, again)
    assert [[new.path for new in one.new_files] for one in apart] == [
        ["environments/train_2.yaml", "components/step/component.yaml", "tables/data/MLTable"],
        ["environments/train_3.yaml", "components/step_2/component.yaml", "tables/data_2/MLTable"],
        ["environments/train_2.yaml", "components/step/component.yaml", "tables/data/MLTable"],
    ]
    assert [one.cells[0].count("_2") for one in apart] == [0, 2, 0]
    assert settle(apart, tmp_path) == apart


def test_the_file_of_an_environment_takes_another_place() -> None:
    text = """\
from azureml.core import Environment

env = Environment("train")
env.docker.base_dockerfile = "FROM python:3.10\\nRUN pip list"
env.python.user_managed_dependencies = True
"""
    options = Options(occupied=frozenset({"environments/train/Dockerfile"}))
    found = convert_one(read_python("a.py", text.encode()), Path(), options)
    assert [new.path for new in found.new_files] == ["environments/train_2/Dockerfile"]
    assert "environments/train_2" in found.cells[0]


def test_the_uses_of_a_failed_file_are_left_to_a_person() -> None:
    failed = fail(result(), "no")
    assert (failed.changed, failed.new_files, failed.error) == (False, [], "no")
    use = failed.ledger.uses[0]
    assert use.verdict is not None
    assert (use.verdict.outcome, use.verdict.code, use.output_line) == (Outcome.MANUAL, "AML101", None)
    assert failed.output() == b"old\n"
