"""Hostile input: at least ten thousand of it at the entries of the dashboard, and a table full of it."""

import pytest

from tests import hostile

# Beyond what a thrown entry may need for what it remembers: pages, views and slides, each bounded.
MOST_MEMORY = 400 * 2**20
SLOWEST = 30


@pytest.mark.parametrize("name", hostile.ENTRIES)
def test_an_entry_bears_what_is_thrown_at_it(name):
    """No traceback, no error of the server, nothing shown that cannot be seen, within bounds of time and memory."""
    hostile.allowed()
    memory = hostile.Memory()
    slowest = max(seconds for _seed, seconds in hostile.thrown(name, 0, hostile.ENTRIES[name].count))
    assert slowest < SLOWEST
    assert memory.most() < MOST_MEMORY


def test_ten_thousand_are_thrown():
    assert sum(entry.count for entry in hostile.ENTRIES.values()) >= 10_000
