"""What every last attempt at the spelling of a document has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Set

import libcst as cst

from migrate.v1.spelling.constants import Constants
from migrate.v1.spelling.names import free
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Remembering, Short, SurveyWriter


class Attempt(SurveyWriter):
    """Writes some of a document otherwise, and remembers what stood there before.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
        done: where the uses of v1 stand that become v2 without this.
        is_taken: whether another document takes a name of this one.
    """

    def __init__(
        self,
        survey: Survey,
        places: Mapping[cst.CSTNode, Short],
        but: Set[Short],
        done: Set[Short],
        is_taken: Callable[[str], bool],
    ) -> None:
        super().__init__(survey, places, but)
        self.done = done
        self.is_taken = is_taken
        self.constants = Constants(survey)
        self.plan()

    @abstractmethod
    def plan(self) -> None:
        """Find what is to be written otherwise, before anything is."""

    def copied(self, line: cst.SimpleStatementLine, copy: Remembering | None = None) -> cst.SimpleStatementLine:
        """A statement for another place, with the comments above it.

        Args:
            copy: what else it is there.
        """
        copy = copy or Remembering()
        written = line.visit(copy)
        assert isinstance(written, cst.SimpleStatementLine)
        self.before |= copy.before
        written = written.with_changes(leading_lines=[one for one in line.leading_lines if one.comment is not None])
        self.before[written] = line
        return written

    def free(self, wanted: str) -> str:
        """A name that nothing has yet."""
        return free(wanted, self.names)
