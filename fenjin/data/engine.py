"""What may answer the named queries in place of the file: how the door asks it, and what it says where it fails."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pyarrow as arrow

from fenjin.language.translate import Message


class ClusterError(Message):
    """Says why the cluster gave no answer, and what to do."""


class Engine(Protocol):
    """Holds the same rows as the file, somewhere else."""

    def query(
        self, name: str, params: Mapping[str, object], schema: arrow.Schema, lists: Sequence[str] | None = None
    ) -> arrow.Table:
        """The rows that `queries/<name>.sql` gives for these parameters, in this schema; where `lists` are given, it needs the rows
        of these only.

        Raises ClusterError where there is no answer.
        """
