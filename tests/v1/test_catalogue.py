"""The catalogue says the truth about the installed SDK v1, and every row can be used."""

from __future__ import annotations

import csv
import importlib
import re
import subprocess
import sys

import pytest

from migrate.ledger import Outcome
from migrate.v1.catalogue import FIELDS, FILES, FOLDER, Catalogue, Parameter, catalogue, read_rows

ALL_ROWS = [row for name in FILES for row in read_rows(name)]
IMAGE_CONSTANTS = ("DEFAULT_CPU_IMAGE", "DEFAULT_GPU_IMAGE", "MPI_CPU_IMAGE", "MPI_GPU_IMAGE")


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return catalogue()


class TestFiles:
    @pytest.mark.parametrize("name", FILES)
    def test_header_and_width(self, name: str) -> None:
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert tuple(header) == FIELDS
        assert [row for row in rows if len(row) != len(FIELDS)] == []

    @pytest.mark.parametrize("name", [*FILES, "aliases"])
    def test_sorted(self, name: str) -> None:
        symbols = [row[0] for row in read_rows(name)]
        assert symbols == sorted(symbols)

    def test_no_symbol_twice(self) -> None:
        symbols = [row[0] for row in ALL_ROWS]
        assert sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}) == []

    def test_no_alias_twice_or_for_a_symbol(self) -> None:
        aliases = [row[0] for row in read_rows("aliases")]
        assert len(set(aliases)) == len(aliases)
        assert set(aliases) & {row[0] for row in ALL_ROWS} == set()


class TestCuratedColumns:
    def test_outcomes_are_those_of_the_ledger(self) -> None:
        assert {row[FIELDS.index("outcome")] for row in ALL_ROWS} == {outcome.value for outcome in Outcome}

    def test_converted_and_changed_name_their_counterpart(self, known: Catalogue) -> None:
        lacking = [
            entry.symbol
            for entry in known.entries.values()
            if entry.outcome in (Outcome.CONVERTED, Outcome.CHANGED) and not entry.v2
        ]
        assert lacking == []

    def test_every_row_has_a_note_and_an_official_page(self, known: Catalogue) -> None:
        page = re.compile(r"https://learn\.microsoft\.com/azure/machine-learning/[\w-]+\?view=azureml-api-2")
        bad = [e.symbol for e in known.entries.values() if not e.note.endswith(".") or not page.fullmatch(e.url)]
        assert bad == []

    def test_rule_codes(self, known: Catalogue) -> None:
        codes = {entry.rule for entry in known.entries.values() if entry.rule}
        assert {code for code in codes if not re.fullmatch(r"AML\d{3}", code)} == set()

    def test_types_and_bases_are_in_the_catalogue(self, known: Catalogue) -> None:
        dangling = [
            (entry.symbol, name)
            for entry in known.entries.values()
            for name in (*re.findall(r"azureml[\w.]+", entry.returns), *entry.bases)
            if name not in known.entries
        ]
        assert dangling == []

    def test_signatures_parse(self, known: Catalogue) -> None:
        for symbol in known.entries:
            known.parameters(symbol)


@pytest.mark.filterwarnings("ignore")
class TestInstalledSdk:
    """Needs the extra ``v1``. The import of azureml.pipeline.steps unpacks 64 MB into site-packages, once."""

    def test_catalogue_equals_the_installed_packages(self, known: Catalogue) -> None:
        pytest.importorskip("azureml.core")
        pytest.importorskip("azureml.pipeline.steps")
        from migrate.v1.catalogue.walk import Walk, compare

        found = compare(Walk(known.entries), known)

        assert [row.symbol for row in found.missing] == []
        assert found.gone == ()
        assert found.changed == ()
        assert found.aliases == ()

    @pytest.mark.parametrize("name", IMAGE_CONSTANTS)
    def test_image_constants(self, known: Catalogue, name: str) -> None:
        runconfig = pytest.importorskip("azureml.core.runconfig")
        entry = known.entries[f"azureml.core.runconfig.{name}"]
        assert entry.value == repr(getattr(runconfig, name))
        assert entry.v2 == f'"{getattr(runconfig, name)}"'

    @pytest.mark.parametrize(("alias", "symbol"), [row for row in read_rows("aliases") if "azureml.core" in row[0]])
    def test_alias_names_the_same_object(self, alias: str, symbol: str) -> None:
        pytest.importorskip("azureml.core")
        module, _, name = alias.rpartition(".")
        home, _, attribute = symbol.rpartition(".")
        thing = getattr(importlib.import_module(module), name)
        assert thing is getattr(importlib.import_module(home), attribute) or isinstance(thing, str)


class TestCanonical:
    @pytest.mark.parametrize(
        ("dotted", "symbol"),
        [
            ("azureml.core.Workspace", "azureml.core.Workspace"),
            ("azureml.core.workspace.Workspace", "azureml.core.Workspace"),
            ("azureml.core.ComputeTarget", "azureml.core.compute.ComputeTarget"),
            ("azureml.core.compute.compute.ComputeTarget", "azureml.core.compute.ComputeTarget"),
            ("azureml.core.runconfig.RunConfiguration", "azureml.core.RunConfiguration"),
            ("azureml.core.runconfig.CondaDependencies", "azureml.core.conda_dependencies.CondaDependencies"),
            ("azureml.pipeline.core.graph.PipelineParameter", "azureml.pipeline.core.PipelineParameter"),
            ("azureml.core.compute_target.ComputeTargetException", "azureml.exceptions.ComputeTargetException"),
            ("azureml.core.environment.DEFAULT_CPU_IMAGE", "azureml.core.runconfig.DEFAULT_CPU_IMAGE"),
            ("azureml.train.hyperdrive.parameter_expressions.choice", "azureml.train.hyperdrive.choice"),
            ("azureml.contrib.pipeline.steps.ParallelRunStep", "azureml.pipeline.steps.ParallelRunStep"),
            ("azureml.core.run.Run.get_context", "azureml.core.Run.get_context"),
            ("azureml.core.compute.AmlCompute.create", "azureml.core.compute.ComputeTarget.create"),
            (
                "azureml.core.Dataset.Tabular.from_delimited_files",
                "azureml.data.dataset_factory.TabularDatasetFactory.from_delimited_files",
            ),
            ("azureml.core", "azureml.core"),
        ],
    )
    def test_known(self, known: Catalogue, dotted: str, symbol: str) -> None:
        assert known.canonical(dotted) == symbol

    @pytest.mark.parametrize(
        "dotted",
        ["azureml", "azureml.core.Workspaces", "azureml.core.Run.get_contexts", "azure.ai.ml.MLClient", "Run", ""],
    )
    def test_unknown(self, known: Catalogue, dotted: str) -> None:
        assert known.canonical(dotted) == ("azureml" if dotted == "azureml" else None)

    def test_every_alias_leads_to_an_entry(self, known: Catalogue) -> None:
        assert [alias for alias, symbol in known.aliases.items() if known.canonical(alias) not in known.entries] == []


class TestMembers:
    def test_inherited(self, known: Catalogue) -> None:
        entry = known.member("azureml.pipeline.steps.PythonScriptStep", "run_after")
        assert entry is not None
        assert entry.symbol == "azureml.pipeline.core.PipelineStep.run_after"

    def test_own_before_inherited(self, known: Catalogue) -> None:
        entry = known.member("azureml.pipeline.core.PipelineRun", "wait_for_completion")
        assert entry is not None
        assert entry.owner == "azureml.pipeline.core.PipelineRun"

    @pytest.mark.parametrize(
        ("owner", "name", "found_in"),
        [
            ("azureml.core.compute.ComputeTarget", "vm_size", "azureml.core.compute.AmlCompute"),
            ("azureml.core.Datastore", "path", "azureml.data.azure_storage_datastore.AbstractAzureStorageDatastore"),
            ("azureml.core.Run", "find_step_run", "azureml.pipeline.core.PipelineRun"),
            ("azureml.data.abstract_dataset.AbstractDataset", "to_path", "azureml.data.FileDataset"),
        ],
    )
    def test_member_of_the_subclass_that_a_factory_hands_out(
        self, known: Catalogue, owner: str, name: str, found_in: str
    ) -> None:
        entry = known.member(owner, name)
        assert entry is not None
        assert entry.owner == found_in

    def test_unknown(self, known: Catalogue) -> None:
        assert known.member("azureml.core.Run", "no_such_member") is None
        assert known.member("no.such.Class", "name") is None

    def test_instance_attributes(self, known: Catalogue) -> None:
        chain = "azureml.core.RunConfiguration"
        for name in ("environment", "python", "conda_dependencies"):
            entry = known.member(chain, name)
            assert entry is not None
            chain = entry.returns
        assert chain == "azureml.core.conda_dependencies.CondaDependencies"

    @pytest.mark.parametrize(
        ("symbol", "base", "answer"),
        [
            ("azureml.pipeline.steps.EstimatorStep", "azureml.pipeline.core.PipelineStep", True),
            ("azureml.core.Run", "azureml.core.Run", True),
            ("azureml.core.Run", "azureml.pipeline.core.PipelineRun", False),
            ("azureml.data.azure_storage_datastore.AzureBlobDatastore", "azureml.core.Datastore", True),
            ("azureml.core.runconfig.Dataset", "azureml.core.Dataset", False),
        ],
    )
    def test_subclasses(self, known: Catalogue, symbol: str, base: str, answer: bool) -> None:
        assert known.is_subclass(symbol, base) is answer


class TestModules:
    def test_is_module(self, known: Catalogue) -> None:
        assert known.is_module("azureml.core.compute")
        assert not known.is_module("azureml.core.Workspace")
        assert not known.is_module("azureml.core.no_such_module")

    def test_exports_follow_dunder_all(self, known: Catalogue) -> None:
        exports = known.exports("azureml.train.hyperdrive")
        assert exports["choice"] == "azureml.train.hyperdrive.choice"
        assert "HyperDriveException" not in exports

    def test_exports_without_dunder_all(self, known: Catalogue) -> None:
        exports = known.exports("azureml.core.runconfig")
        assert exports["RunConfiguration"] == "azureml.core.RunConfiguration"
        assert exports["DEFAULT_CPU_IMAGE"] == "azureml.core.runconfig.DEFAULT_CPU_IMAGE"

    def test_exports_of_no_module(self, known: Catalogue) -> None:
        assert known.exports("azureml.core.Workspace") == {}


def test_parameters(known: Catalogue) -> None:
    assert known.parameters("azureml.core.Workspace.from_config") == (
        Parameter("path", "None", "positional"),
        Parameter("auth", "None", "positional"),
        Parameter("_logger", "None", "positional"),
        Parameter("_file_name", "None", "positional"),
    )
    assert known.parameters("azureml.train.hyperdrive.choice") == (Parameter("options", None, "varargs"),)
    assert known.parameters("azureml.core.Workspace.name") == ()


def test_reading_the_catalogue_imports_no_sdk() -> None:
    code = (
        "import sys; from migrate.v1.catalogue import catalogue; catalogue();"
        "sys.exit(any(name.partition('.')[0] in ('azureml', 'azure') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
