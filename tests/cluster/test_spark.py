"""Apache Spark on several processes at five million rows, losing some of them, and the dashboard in a browser before it.

`make test-cluster` runs this, and the tests of a cluster over Spark.
"""

import random
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import country
from fenjin import settings
from fenjin.data import store
from fenjin.data.database import WHOLE, Database
from fenjin.data.engine import ClusterError
from fenjin.files.formats import answer_formats
from fenjin.table import contract
from fenjin.views.selection import Filters
from tests import spark
from tests.cluster.test_cluster import NAMES, answered, connected, embedded, equal, seen
from tests.server import PAGES, serve, wait_for
from tests.show import place, present, press, title
from tests.unit.test_scale import FILTERS, REAL, asked, with_the_real
from tests.visitor import LONGEST_WAIT

ROWS = 5_000_000
_WAIT = 240_000  # milliseconds


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A store with a table of a country over twenty years, one of whose lists is the real one."""
    about, parts = country.tables()
    folder = tmp_path_factory.mktemp("country")
    assert with_the_real(folder / "targets.parquet", about, country.checked(about, parts), contract.RULES_SHA256) > ROWS
    store.publish(Database(folder / "targets.parquet"), folder / "store", 0)
    return folder / "store"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A master, two workers and a Connect server."""
    cluster = spark.Cluster(tmp_path_factory.mktemp("spark"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def both(published, running):
    """The same table, asked in the process and on the cluster."""
    return embedded(published, WHOLE), connected(published, running.address, 300, whole=WHOLE)


@pytest.fixture(scope="module")
def country_of_both(published, both):
    """The same for questions about all lists."""
    return spark.Process(store.tables(published, store.pointer(published).current())), both[1]


@pytest.mark.parametrize("name", NAMES)
def test_spark_gives_the_same_rows_as_the_process(both, name):
    lists = [each["list_id"] for each in both[0].lists]
    rows = 0
    for list_id in [REAL, *random.Random(4).sample(lists, 4)]:
        target = both[0].query("explore", **{**Filters().parameters(), "filter_list": f"|{list_id}|"})["target_id"][7].as_py()
        for params in asked(name, list_id, target):
            rows += equal(both, name, **params)
    assert rows


@pytest.mark.parametrize("filters", FILTERS)
def test_a_question_about_the_whole_country_is_answered_alike(country_of_both, filters):
    assert equal(country_of_both, "facets", **filters.parameters())


def test_rows_found_in_the_whole_country_are_the_same(country_of_both):
    narrow = Filters((("indicator", ("funds-in-place",)), ("league", ("county",))), words="项目 亿元", low=400.0)
    assert equal(country_of_both, "explore", **narrow.parameters()) > 1000


def test_a_worker_that_is_killed_in_the_middle_of_a_query_changes_nothing(country_of_both, running):
    here, there = country_of_both
    params = Filters(words="项目").parameters()
    expected = here.query("facets", **params)

    def begun():
        return running.executors(0).count("Running task")

    def lost():
        return running.log("connect").count("Lost executor")

    tasks, executors = begun(), lost()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(there.query, "facets", **params)
        wait_for(lambda: begun() > tasks, every=0.02)
        running.kill("worker-0")
        assert not asking.done()
        assert asking.result(300).equals(expected)
    assert lost() > executors
    running.start_worker(0)
    assert there.query("facets", **params).equals(expected)


def test_the_connect_server_is_killed_and_comes_back(both, running):
    params = {**Filters().parameters(), "filter_list": f"|{REAL}|"}
    expected = both[0].query("facets", **params)
    running.kill()
    with pytest.raises(ClusterError, match="The cluster cannot be reached"):
        both[1].query("facets", **params)
    running.start()
    wait_for(lambda: answered(both[1], "facets", **params), 120)
    assert both[1].query("facets", **params).equals(expected)


@pytest.fixture(scope="module")
def pair(published, running):
    """The addresses of two dashboards over the same table: one that asks the process, one that asks the cluster."""
    file = store.file_of(published, store.pointer(published).current())
    clustered = {settings.TABLE: str(published), settings.ENGINE: running.address}
    with serve(variables={settings.TABLE: str(file)}) as here, serve(variables=clustered) as there:
        yield here, there


@pytest.mark.parametrize("ending", answer_formats())
def test_files_of_the_interface_for_programs_are_the_same_bytes(pair, ending):
    for query in ("counts", "comparison?indicator=funds-in-place", "explore?theme=rural", "facets", "deadlines", "ledger"):
        asked = f"{query}{'&' if '?' in query else '?'}list={REAL}&format={ending}"
        here, there = (
            urllib.request.urlopen(f"{address}/api/{asked}", timeout=60).read().replace(address.encode(), b"") for address in pair
        )
        assert len(here) > 100 and there == here, asked


@pytest.fixture
def patient(reader):
    """A reader who waits for a page that nobody has seen: it asks many questions, each of which takes a second."""
    reader.context.set_default_timeout(_WAIT)
    yield reader
    reader.context.set_default_timeout(LONGEST_WAIT)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_the_same_before_a_cluster(patient, pair, path):
    here, there = (seen(patient, address, path) for address in pair)
    assert len(here[0]) > 100
    assert there == here


def test_the_story_of_the_meeting_is_the_same_before_a_cluster(patient, pair):
    shown = []
    for patient.address in pair:
        page = present(patient, f"story=whole&list={REAL}", _WAIT)
        shown.append([])
        for _slide in range(place(page)[1]):
            shown[-1].append((title(page), page.locator(".stage svg").text_content()))
            press(page, "ArrowRight")
    here, there = shown
    assert len(here) > 10 and len({words for words, _drawn in here}) > 10
    assert there == here
