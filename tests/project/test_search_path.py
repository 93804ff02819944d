"""Which folders a document adds to ``sys.path``."""

from __future__ import annotations

import pytest

from migrate.project.reading import decode
from migrate.project.search_path import added_folders


@pytest.mark.parametrize(
    ("text", "folders"),
    [
        ('sys.path.append("tools")', ("jobs/nightly/tools", "jobs/tools", "tools")),
        ('sys.path.insert(0, "../..")', (".",)),
        (
            'sys.path.append(os.path.abspath("./service/util"))',
            ("jobs/nightly/service/util", "jobs/service/util", "service/util"),
        ),
        ("sys.path.append(os.path.dirname(__file__))", ("jobs/nightly",)),
        ('sys.path.append(os.path.join(os.path.dirname(__file__), "..", "common"))', ("jobs/common",)),
        ("sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))", ("jobs",)),
        ('sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))', ("jobs/common",)),
        ('here = Path(__file__).parent\nsys.path.append(f"{here}")\nsys.path.append(str(here.parent))', ("jobs",)),
        ("sys.path.append(os.getcwd())", ("jobs/nightly", "jobs", ".")),
        ('sys.path.append("/opt/tools")', ()),
        ("sys.path.append(os.environ['TOOLS'])", ()),
        ('here = "a"\nhere = "b"\nsys.path.append(here)', ()),
        ('path.append("tools")', ()),
    ],
)
def test_added_folders(text: str, folders: tuple[str, ...]) -> None:
    assert added_folders("jobs/nightly/build.py", decode("jobs/nightly/build.py", text.encode())) == folders
