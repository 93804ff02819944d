"""Notebooks: cell by cell, past the cells that fail, with the magics that matter."""

from __future__ import annotations

from tests.verify.v1.conftest import HEADER, TraceText, notebook, sha256

STEP = """\
s = PythonScriptStep("train.py", name="s", compute_target=cpu, source_directory="src")
p = Pipeline(ws, [s])
"""


def test_cells_that_fail_are_told_and_passed(trace: TraceText) -> None:
    text = notebook(
        HEADER,
        "import urllib.request\nurllib.request.urlretrieve('https://host/data.csv', 'data.csv')",
        "frame = Dataset.get_by_name(ws, 'n').to_spark_dataframe()",
        "this is no Python",
        STEP,
        "run = p.submit('e')\nopen('results/metrics.json')",
    )
    found = trace(text, path="nb.ipynb", header="")
    assert [graph.experiment for graph in found.graphs] == ["e"]
    assert [(failure.type, failure.cell, failure.line, failure.after_graph) for failure in found.failures] == [
        ("NetworkRefused", 1, 2, False),
        ("NotOffline", 2, 1, False),
        ("SyntaxError", 3, 1, False),
        ("FileNotFoundError", 5, 2, True),
    ]
    assert found.graphs[0].place.cell == 4
    assert found.graphs[0].nodes[0].place.line == 1


def test_what_follows_in_a_cell_that_fails(trace: TraceText) -> None:
    """It is run, but of its failures only the first is told; a variable does not keep the value of an earlier cell."""
    text = notebook(
        HEADER,
        f"from __future__ import annotations\nrows = open('rows.csv')\nprint(rows)\n{STEP}",
        "p.submit('first')",
        "p = Pipeline(ws, [no_step])\np.submit('second')",
        STEP.replace("p = ", "if True:\n    p = ") + "p.submit('third')",
    )
    found = trace(text, path="nb.ipynb", header="")
    assert [graph.experiment for graph in found.graphs] == ["first", "third"]
    assert [(failure.type, failure.cell, failure.line) for failure in found.failures] == [
        ("FileNotFoundError", 1, 2),
        ("NameError", 3, 1),
    ]


def test_magics_that_matter(trace: TraceText) -> None:
    text = notebook(
        HEADER + "import os\nfolder = 'made'",
        "%%writefile $folder/train.py\nprint('written')\n",
        "%%writefile {folder}/more.py\nprint('more')\n",
        "%env NAME=value\n!pip install anything\n%matplotlib inline\nassert os.environ['NAME'] == 'value'",
        STEP.replace("src", "made"),
        "from azureml.widgets import RunDetails\nRunDetails(p.submit('e')).show()\ndisplay(p)",
    )
    found = trace(text, path="deep/nb.ipynb", header="")
    assert found.failures == ()
    node = found.graphs[0].nodes[0]
    assert node.source == {"train.py": sha256("print('written')\n"), "more.py": sha256("print('more')\n")}
    assert node.source_folder == "deep/made"


def test_files_that_the_notebook_runs(trace: TraceText) -> None:
    """Their variables are those of the notebook."""
    text = notebook(
        "%%writefile one.py\nfrom azureml.core import Workspace\nws = Workspace.from_config()\n",
        HEADER + "del ws",
        "%run ./one.py --size 5\n" + STEP,
    )
    found = trace(text, path="nb.ipynb", header="")
    assert found.failures == ()
    assert len(found.graphs) == 1


def test_the_network_answers_once_a_graph_is_complete(trace: TraceText) -> None:
    text = notebook(
        HEADER,
        STEP,
        "import requests, time\nanswer = requests.post('https://host/run', json={})\nassert answer.json()['Id']",
        "while p.submit('e').get_status() != 'Completed':\n    time.sleep(3600)",
        "while p.submit('e').status not in ('Finished', 'Failed'):\n    time.sleep(3600)",
        "time.sleep(3600)",
    )
    found = trace(text, path="nb.ipynb", header="")
    assert found.failures == ()
    assert found.notes == ()
    assert len(found.graphs) == 1


def test_what_never_comes_is_not_waited_for(trace: TraceText) -> None:
    waiting = "\nimport time\nrun = p.submit('e')\nwhile run.get_tags().get('approved') != 'yes':\n    time.sleep(60)\n"
    found = trace(STEP + waiting, timeout=60)
    assert found.failures == ()
    assert any("waited 1000 times" in note for note in found.notes)
    assert len(found.graphs) == 1
