"""The cluster's client in the processes of a parallel run."""

import sys

import pytest

# Where the process has no file, as those of pytest-xdist, the client takes itself for being tested and asks for the whole of Spark.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = pytest.__file__
