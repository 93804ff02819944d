"""Running modules: what is collected, what is reported, and what code cannot do meanwhile."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.verify.builds import BuildSession, Run, build_pipelines
from tests.verify.checks.modules import one_node
from tests.verify.conftest import Build, all_findings, checks

ORDINARY = """
import os

from azure.core.exceptions import ResourceNotFoundError

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.workspace_name, ws.workspaces.get(ws.workspace_name).location)
store = ws.datastores.get_default()
name = os.environ.get("CLUSTER_NAME", "cpu")
try:
    cluster = ws.compute.get(name)
    print("found")
except ResourceNotFoundError:
    cluster = ws.compute.begin_create_or_update(AmlCompute(name=name, size="STANDARD_D2_V2")).result()
    print("created")

prep_component = command(
    display_name="Prepare",
    code="src",
    command="python prep.py ${{inputs.raw}} ${{outputs.clean}} && echo done > ${{outputs.done}}/done.txt",
    inputs={"raw": Input(type="uri_folder")},
    outputs={"clean": Output(type="uri_folder"), "done": Output(type="uri_folder")},
    environment=Environment(image="ubuntu:22.04", conda_file={"dependencies": ["python=3.10"]}),
)
report_component = load_component("components/report.yaml")


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def nightly(raw: Input(type="uri_folder"), title: str = "a b"):
    prep = prep_component(raw=raw)
    report = report_component(title=title, after_prep=prep.outputs.done)


if __name__ == "__main__":
    job = nightly(raw=Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/raw"))
    job.inputs.title = "c d"
    run = ws.jobs.create_or_update(job, experiment_name="nightly")
    ws.jobs.stream(run.name)
    job.inputs.title = 5
"""
REPORT = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: report
inputs:
  title: {type: string}
  after_prep: {type: uri_folder}
code: ../src
command: python prep.py "${{inputs.title}}"
environment: azureml:env:1
"""


@pytest.mark.parametrize(("compute_exists", "said"), [(True, "found"), (False, "created")])
def test_an_ordinary_module(build: Build, compute_exists: bool, said: str) -> None:
    result = build(ORDINARY, {"components/report.yaml": REPORT}, compute_exists=compute_exists)
    assert all_findings(result) == []
    assert result.output.splitlines() == ["offline westeurope", said]
    (job,) = result.jobs
    assert (job.name, job.path, job.submitted) == ("nightly", "main.py", True)
    source = ORDINARY.splitlines()
    assert source[job.line - 6 - 0].startswith("def nightly"), "the line of def, below the header of five lines"
    assert list(job.dump["jobs"]) == ["prep", "report"]
    assert job.dump["inputs"]["title"] == "c d", "as it was submitted, not as it became later"
    assert job.dump["settings"]["default_compute"] == "azureml:cpu"


def test_local_paths_are_those_of_the_project(build: Build, tmp_path: Path) -> None:
    (job,) = build(one_node()).jobs
    assert job.dump["jobs"]["step"]["component"]["code"] == str((tmp_path / "project" / "src").resolve())


def test_nothing_runs_without_trust(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("open('trace', 'w')")
    with pytest.raises(UsageError, match="trust-code"):
        build_pipelines(tmp_path, "main.py", trust_code=False)
    assert not (tmp_path / "trace").exists()


def test_a_file_that_is_not_there(session: BuildSession, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        session.build(tmp_path, Run("nope.py"))


def test_a_nested_pipeline_is_one_pipeline(build: Build) -> None:
    text = one_node(pipeline="", arguments="raw=FOLDER").replace("job = one(raw=FOLDER)", "")
    result = build(
        text
        + """
@dsl.pipeline(default_compute="cpu")
def outer(raw: Input(type="uri_folder")):
    inner = one(raw=raw)


job = outer(raw=FOLDER)
"""
    )
    assert [job.name for job in result.jobs] == ["outer"]
    assert all_findings(result) == []


def test_checks_look_into_nested_pipelines(build: Build) -> None:
    text = one_node(pipeline="", body="step.allow_reuse = False").replace("job = one(raw=FOLDER)", "")
    result = build(
        text
        + """
@dsl.pipeline(default_compute="cpu")
def outer(raw: Input(type="uri_folder")):
    inner = one(raw=raw)


job = outer(raw=FOLDER)
"""
    )
    assert checks(result) == {"node-attribute"}


def test_a_component_that_is_never_called(build: Build) -> None:
    text = one_node() + "\nforgotten = command(command='ls', environment='azureml:env:1')\n"
    result = build(text)
    (finding,) = all_findings(result)
    assert (finding.check, finding.is_error) == ("uncalled-component", True)
    assert "forgotten" in finding.message
    assert finding.line == len((text).splitlines()) + 5


@pytest.mark.parametrize(
    "use",
    [
        "if len(__name__) > 99:\n    other()",
        "ws = MLClient.from_config(DefaultAzureCredential())\nws.components.create_or_update(other)",
    ],
)
def test_a_component_that_is_used_elsewhere(build: Build, use: str) -> None:
    result = build(
        one_node() + f"\nother = load_component('report.yaml')\n{use}\n", {"report.yaml": REPORT.replace("..", ".")}
    )
    assert not any(finding.is_error for finding in all_findings(result))


def test_a_swept_component_is_called(build: Build) -> None:
    result = build("""
        from azure.ai.ml.sweep import Choice

        train_component = command(
            code="src",
            command="python prep.py ${{inputs.rate}} ${{inputs.flag}} ${{outputs.model}}",
            inputs={"rate": Input(type="number"), "flag": Input(type="boolean")},
            outputs={"model": Output(type="uri_folder")},
            environment="azureml:env:1",
        )


        @dsl.pipeline(default_compute="cpu")
        def sweep():
            train = train_component(rate=Choice([0.1, 0.2]), flag=False)
            best = train.sweep(primary_metric="auc", goal="maximize", max_total_trials=2)


        job = sweep()
    """)
    assert all_findings(result) == []
    assert list(result.jobs[0].dump["jobs"]) == ["best"]


def test_the_sdk_validates_too(build: Build) -> None:
    result = build(one_node(pipeline=""))
    assert checks(result) == {"sdk-validation"}
    assert "Compute not set" in all_findings(result)[0].message


def test_a_wrong_keyword_fails_as_with_the_real_sdk(build: Build) -> None:
    result = build("ws = MLClient.from_config(DefaultAzureCredential())\nws.jobs.stream(run_name='x')")
    (failure,) = result.failures
    assert (failure.type, failure.path, failure.line) == ("TypeError", "main.py", 7)
    assert "'name'" in failure.message


def test_what_fails_after_the_pipeline_does_not_take_it_away(build: Build) -> None:
    result = build(one_node(after="import json\n\njson.loads('{')"))
    assert len(result.jobs) == 1
    assert [failure.type for failure in result.failures] == ["JSONDecodeError"]


@pytest.mark.parametrize(
    ("ending", "failures"), [("raise SystemExit", 0), ("exit(0)", 0), ("import sys; sys.exit(3)", 1)]
)
def test_exit_codes(build: Build, ending: str, failures: int) -> None:
    assert len(build(one_node(after=ending)).failures) == failures


def test_arguments_and_working_directory(build: Build) -> None:
    text = """
        import os
        import sys

        print(sys.argv[1:], os.path.basename(os.getcwd()), __name__, sys.path[0] == os.path.dirname(__file__))
    """
    result = build(text, args=("--check", "x"), cwd="src")
    assert result.output.strip() == "['--check', 'x'] src __main__ True"


def test_modules_of_the_project_are_imported(build: Build) -> None:
    files = {"steps.py": "VALUE = 'of the project'", "migrate/__init__.py": "VALUE = 'also'"}
    result = build("import steps, migrate\nprint(steps.VALUE, migrate.VALUE)", files)
    assert result.output.strip() == "of the project also"


def test_one_script_leaves_nothing_to_the_next(build: Build) -> None:
    build("import builtins, os\nbuiltins.leak = 1\nos.environ['LEAK'] = '1'\nInput.leak = 1")
    result = build(
        "import builtins, os\nprint(hasattr(builtins, 'leak'), 'LEAK' in os.environ, hasattr(Input, 'leak'))"
    )
    assert result.output.strip() == "False False False"


def test_a_notebook_goes_past_failing_cells(session: BuildSession, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    cells = [
        "from azure.ai.ml import Input, Output, command, dsl\n%matplotlib inline",
        "%%writefile src/made.py\nprint('x')",
        "frame = open('data.csv')",
        "component = command(code='src', command='python made.py', environment='azureml:env:1')\n"
        "@dsl.pipeline(default_compute='cpu')\ndef note():\n    step = component()\n",
        "job = note()",
    ]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    (tmp_path / "n.ipynb").write_text(json.dumps(notebook))
    result = session.build(tmp_path, Run("n.ipynb"))
    (failure,) = result.failures
    assert (failure.type, failure.path, failure.cell, failure.line) == ("FileNotFoundError", "n.ipynb", 2, 1)
    (job,) = result.jobs
    assert (job.path, job.cell, job.line) == ("n.ipynb", 3, 3)
    assert job.findings == (), "the script that a cell writes is there"
    assert not (tmp_path / "src" / "made.py").exists(), "but in the copy only"


# --- what code cannot do


def test_no_network(build: Build) -> None:
    text = """
        import socket, subprocess, urllib.request

        for attempt in (
            lambda: socket.create_connection(("127.0.0.1", 22), timeout=5),
            lambda: socket.getaddrinfo("example.org", 443),
            lambda: urllib.request.urlopen("http://example.org", timeout=5),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53)),
        ):
            try:
                attempt()
                print("reached")
            except OSError as error:
                print("no network" in str(error))
        try:
            interfaces = subprocess.run(["cat", "/proc/net/dev"], capture_output=True, text=True, timeout=20).stdout
            print(sorted(line.split(":")[0].strip() for line in interfaces.splitlines()[2:]))
        except PermissionError:
            print(["lo"])
    """
    result = build(text)
    assert not result.failures
    assert result.output.splitlines() == ["True"] * 4 + ["['lo']"]
    assert result.guard.startswith(("network namespace", "python sockets refused"))


def test_credentials_are_stripped(build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hidden = [
        "AZURE_CLIENT_SECRET",
        "AZUREML_RUN_TOKEN",
        "AML_X",
        "MSI_ENDPOINT",
        "ARM_CLIENT_ID",
        "DB_PASSWORD",
        "MY_KEY",
    ]
    for name in hidden:
        monkeypatch.setenv(name, "very-secret-value")
    monkeypatch.setenv("CLUSTER_NAME", "kept")
    # the runner of the session was started before: its environment must not matter
    result = build(
        "import os\n"
        f"print([name for name in {hidden} if name in os.environ], os.environ['CLUSTER_NAME'])\n"
        "print(os.path.expanduser('~') == os.environ['HOME'])\n"
        "print(os.environ['HOME'].startswith(os.path.dirname(os.getcwd())))\n"
    )
    assert result.output.splitlines() == ["[] kept", "True", "True"]


def test_no_write_outside_the_copy(build: Build, tmp_path: Path) -> None:
    outside = tmp_path / "precious.txt"
    outside.write_text("kept")
    result = build(f"""
        import os, shutil
        from pathlib import Path

        Path("inside.txt").write_text("fine")
        Path.home().joinpath("fine.txt").write_text("fine")
        for attempt in (
            lambda: open({str(outside)!r}, "w"),
            lambda: os.remove({str(outside)!r}),
            lambda: os.truncate({str(outside)!r}, 0),
            lambda: os.rename({str(outside)!r}, {str(outside)!r} + "2"),
            lambda: os.mkdir({str(tmp_path / "made")!r}),
            lambda: shutil.rmtree({str(tmp_path)!r}),
        ):
            try:
                attempt()
                print("did it")
            except OSError as error:
                print(type(error).__name__)
    """)
    assert not result.failures
    assert result.output.splitlines() == ["PermissionError"] * 6
    assert outside.read_text() == "kept"
    assert not (tmp_path / "project" / "inside.txt").exists(), "the project is copied"


def test_no_credential_file_can_be_read(build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".azure").mkdir()
    (tmp_path / ".azure" / "token.json").write_text("very secret")
    (tmp_path / ".netrc").write_text("very secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    result = build(f"""
        import glob

        print(glob.glob({str(tmp_path / ".azure" / "*")!r}), repr(open({str(tmp_path / ".netrc")!r}).read()))
    """)
    if not result.guard.startswith("network namespace"):
        pytest.skip("the system allows no namespaces")
    assert result.output.strip() == "[] ''"


def test_the_environment_of_other_processes_cannot_be_read(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    result = build(f"""
        try:
            print(len(open("/proc/{os.getpid()}/environ").read()))
        except OSError as error:
            print("hidden")
    """)
    if not result.guard.startswith("network namespace"):
        pytest.skip("the system allows no namespaces")
    assert result.output.strip() == "hidden"


def test_deleting_its_home_hurts_nobody(build: Build) -> None:
    before = sorted(os.listdir(os.path.expanduser("~")))
    assert not build("import os, shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)").failures
    assert sorted(os.listdir(os.path.expanduser("~"))) == before


@pytest.mark.parametrize(
    "forever",
    [
        "while True: pass",
        "try:\n    while True: pass\nexcept Exception:\n    pass",
    ],
)
def test_a_time_limit(build: Build, forever: str) -> None:
    result = build(one_node(after=forever), timeout=2)
    assert result.seconds < 25
    assert "still running after 2 s" in result.failures[0].message
    assert len(result.jobs) == 1, "what was built before is kept"


def test_waiting_before_the_pipeline_is_limited(build: Build) -> None:
    result = build("import time\ntime.sleep(1000)" + one_node(), timeout=2)
    assert result.seconds < 25
    assert "still running after 2 s" in result.failures[0].message


def test_nothing_waits_once_the_pipeline_is_there(build: Build) -> None:
    result = build(one_node(after="import time\n\ntime.sleep(1000)"), timeout=10)
    assert (len(result.jobs), result.failures) == (1, ())


def test_mlflow_answers_without_content_once_the_pipeline_is_there(build: Build) -> None:
    after = "import mlflow\n\nprint(mlflow.get_run('job').data.metrics['loss'])\nmlflow.MlflowClient().get_run('job')\n"
    assert build(one_node(after=after)).failures == ()


def test_a_time_limit_for_other_programs(build: Build) -> None:
    result = build("import subprocess\nsubprocess.run(['sleep', '1000'])", timeout=2)
    if not result.guard.startswith("network namespace"):
        pytest.skip("without namespaces, other programs are refused")
    assert result.seconds < 25
    assert "still running after 2 s" in result.failures[0].message


def test_processes_that_were_left_behind_are_gone(build: Build) -> None:
    result = build("""
        import os, sys, time

        print(os.getcwd()[::-1], flush=True)  # backwards, because the path of the copy is hidden in the output
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for second in range(1000):
                    time.sleep(0.1)
                    print("alive", second, flush=True)
            os._exit(0)
        time.sleep(0.5)
    """)
    assert result.seconds < 20
    assert "alive 1" in result.output
    folder = result.output.splitlines()[0][::-1]
    assert not [link for link in Path("/proc").glob("[0-9]*/cwd") if folder in _target(link)]


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:  # the process has ended meanwhile
        return ""


def test_a_memory_limit(build: Build) -> None:
    result = build("data = bytearray(3 << 30)", memory=2048)
    assert [failure.type for failure in result.failures] == ["MemoryError"]


def test_a_process_that_ends_itself(build: Build) -> None:
    result = build("import os\nos._exit(0)")
    assert [failure.type for failure in result.failures] == ["ProcessDied"]
    assert not build("x = 1").failures, "the session goes on"


def test_output_without_secrets(build: Build) -> None:
    result = build("print('AccountKey=c2VjcmV0LXZhbHVl')\nraise ValueError('password=hunter22')")
    assert "c2VjcmV0" not in result.output
    assert "hunter22" not in result.failures[0].message
