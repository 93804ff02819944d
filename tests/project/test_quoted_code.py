"""Code in texts that IPython runs is told to a person, and stays."""

from __future__ import annotations

from pathlib import Path

from tests.conversion import convert_project, notebook

CODE = """\
from azureml.core import Workspace

ws = Workspace.from_config()
get_ipython().run_cell_magic('time', '', 'print(ws.name)\\n')
get_ipython().run_cell_magic('writefile', 'a.py', 'from azureml.core import Run\\n')
get_ipython().run_cell_magic('time', '', 'print(news)\\n')
get_ipython().run_cell_magic('html', '', '<p>azureml ws</p>\\n')
"""


def test_code_of_v1_in_texts(tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"a.py": CODE})["a.py"]
    assert [line for line in CODE.splitlines() if "magic" in line] == found.text.splitlines()[-4:]
    assert [(one.location.line, one.text) for one in found.result.remarks] == [
        (4, "this text is code of SDK v1, which is not converted: it names `ws`"),
        (5, "this text is code of SDK v1, which is not converted: it names `azureml`"),
    ]


def test_cells_with_code_of_v1_that_write_nobody_knows_where(tmp_path: Path) -> None:
    cells = [
        "%%writefile a.py\nfrom azureml.core import Workspace\n",
        "%%writefile $folder/$name\n# why\nfrom azureml.core import Run\n",
        "%%python\nimport azureml.core\n",
        "%%bash\npip install azureml-core\n",
        "%%writefile $folder/$name\nprint(1)\n",
    ]
    found = convert_project(tmp_path, {"a.ipynb": notebook(*cells)})["a.ipynb"]
    assert [(one.location.cell, one.location.line, one.text) for one in found.result.remarks] == [
        (1, 3, "this cell holds code of SDK v1, which is not converted: it names `azureml.core`"),
        (2, 2, "this cell holds code of SDK v1, which is not converted: it names `azureml.core`"),
    ]
