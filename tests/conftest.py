from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast an example is depends on the machine and on what else it does: benchmarks measure that, not tests.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(autouse=True, scope="session")
def _journals_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Journals of conversions go to a folder of the tests, in this process and in those that it starts."""
    folder: Path = tmp_path_factory.mktemp("state")
    patch = pytest.MonkeyPatch()
    patch.setenv("AZUREML_MIGRATE_STATE", str(folder))
