"""The research pack: what somebody can do who has nothing but the ZIP."""

import contextlib
import datetime
import hashlib
import io
import itertools
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from functools import partial

import duckdb
import openpyxl
import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as arrow_parquet
import pytest
import yaml
from frictionless import Package, Resource
from hypothesis import given
from hypothesis import strategies as st

from fenjin import views
from fenjin.data.database import TABLES
from fenjin.data.edition import current
from fenjin.data.queries import fill, statement
from fenjin.figures.look import Look
from fenjin.files import export, workbook
from fenjin.files.pack import UNGUARD, research_pack
from fenjin.language import columns
from fenjin.language.translate import translator
from fenjin.paths import QUERIES
from fenjin.views import Context, View
from fenjin.views.selection import Filters
from tests import profiles
from tests.themes import THEMES, speaking

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
LINK = "https://example.org/attraction?indicator=projects-attracted"
WHEN = datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
TARGET = "xiangyang-2022/yicheng/01.01"


@pytest.fixture(scope="module")
def opened():
    return current()


@pytest.fixture(scope="module")
def chinese(opened):
    return Context(opened, "xiangyang-2022", translator("zh"), Look("light"))


@pytest.fixture(scope="module")
def english(opened):
    return Context(opened, "xiangyang-2022", translator("en"), Look("dark"))


# The queries that a view answers; the others serve choices, links and sentences. The one list of a city has none of the year before, of which
# tests/unit/test_years.py makes packs.
NAMED = {each.query.name for each in views.QUESTIONS.values() if each.query} - {"years"}


def ranking(context):
    return views.ranking(context, "projects-attracted", "county")


def own(context, sql):
    """A reader's own SQL with its answer."""
    found = context.database.cursor().sql(sql).to_arrow_table().to_pandas(types_mapper={arrow.int64(): pd.Int64Dtype()}.get)
    return View("自己写的 SQL", "", "sql", {"sql": sql}, found, table=found)


def unpacked(folder, view, context, **more):
    """The folder in which somebody unpacked the view's pack."""
    with zipfile.ZipFile(io.BytesIO(research_pack(view, context, LINK, WHEN, **more))) as pack:
        assert pack.testzip() is None
        pack.extractall(folder)
    return folder


def held(folder):
    """The names of the files in a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def rerun(folder):
    """What the pack's SQL gives in the folder, run by a DuckDB that knows nothing else."""
    with contextlib.chdir(folder), duckdb.connect() as connection:
        return connection.sql((folder / "query.sql").read_text("utf-8")).to_arrow_table()


def described(folder, path="result.csv"):
    """What the pack says of the columns of a file, by name."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resource = next(each for each in package["resources"] if each["path"] == path)
    return {field["name"]: field for field in resource["schema"]["fields"]}


def rows(frame):
    """The rows of a frame in order, whatever types pandas has chosen for them; missing is None."""
    return [
        {key: None if value is None or value != value else value for key, value in row.items()} for row in views.records(frame)
    ]


# Check and rerun.


def pages(context):
    """Every kind of view that the pages show: its kind, which one it is, and what makes it."""
    units = tuple(ranking(context).frame["unit_id"].drop_duplicates())[:4]
    department = views.units(context).frame.query("league == 'department'")["unit_id"].iloc[0]
    narrowed = [
        Filters(), Filters(words="公里 '建"), Filters((("theme", ("rural", "livelihood")), ("unit", ("zaoyang", "yicheng")))), Filters(low=3.5, high=1e6),
        Filters((("indicator", ("none",)), ("comparator", ("ge", "none")), ("due", ("none",)))), Filters((("kind", ("date",)),)), Filters(words="没有这个词"),
    ]  # fmt: skip

    def view(name, *asked, **named):
        return name, (*asked, *named.values()), partial(getattr(views, name), context, *asked, **named)

    for name in ("units", "counts", "deadlines", "definitions", "ledger", "sums", "rates"):
        yield view(name)
    yield view("timeline", "county", "livelihood")
    yield view("card", TARGET)
    yield view("profile", units)
    yield view("profile", (department,), THEMES)
    yield view("named_by_departments", "fancheng")
    yield view("similar", "old-neighbourhood-renewal")
    yield view("actions", "business")
    yield view("alone", units, "county")
    yield view("spread", "county", "rural-roads")
    yield view("pair", "county", "rural-roads", "school-places")
    for theme in THEMES:
        for name in ("indicators", "matrix", "departments"):
            yield view(name, theme)
        yield view("targets", theme=theme, search="项目")
    for league in views.LEAGUES:
        yield view("concreteness", league)
    for filters in narrowed:
        yield view("explore", filters)
        yield view("filtered_matrix", filters)
        yield view("pivot", filters, "theme", "unit")
    for unit in (*units, department):
        yield view("targets", unit=unit)
        yield view("standings", unit, "department" if unit == department else "county")
    for place, found in enumerate(views.common_views(context, units, "county") if profiles.full() else ()):
        yield "common", place, lambda found=found: found
    for row in views.records(views.definitions(context).frame):
        indicator, leagues = row["indicator_id"], [league for league in views.LEAGUES if row[f"{league}_units"]]
        yield view("coverage", indicator, leagues[0])
        for league in leagues:
            yield view("ranking", indicator, league)
        if "county" in leagues:
            yield view("tile_grid", indicator)
        if len(leagues) > 1:
            yield view("county_city", indicator)
            yield view("county_parts", indicator)


def test_every_view_can_be_run_again_from_its_pack_alone(chinese, tmp_path):
    """Views that ask the same query with the same parameters are the same pack but for their words; each is run once.

    In a quick run one view of each kind is, in a full one two.
    """
    seen, empty, kinds, packs = {}, 0, Counter(), set()
    for kind, which, make in pages(chinese):
        kinds[kind] += 1
        if kinds[kind] > (2 if profiles.full() else 1):
            continue
        view = make()
        asked = (view.query, repr(sorted(view.params.items(), key=str)))
        if asked not in seen:
            packs.add(view.query)
            folder = unpacked(tmp_path / str(len(seen)), view, chinese)
            again = rerun(folder)
            assert export.csv(export.frame_of(again)) == (folder / "result.csv").read_bytes(), (kind, which)
            assert again.equals(arrow_parquet.read_table(folder / "result.parquet")), (kind, which)
            seen[asked] = rows(again.to_pandas())
        empty += not seen[asked]
        assert rows(view.frame) == seen[asked], (kind, which)
    assert packs == NAMED
    assert len(seen) > (25 if profiles.full() else 15) and empty < len(seen) / 2


def test_the_lines_that_a_reader_is_told_to_run_do_run(chinese, tmp_path):
    folder = unpacked(tmp_path, views.ledger(chinese), chinese)
    line = re.search(r'^python -c "(.+)"$', (folder / "README.md").read_text("utf-8"), re.M)[1]
    done = subprocess.run([sys.executable, "-c", line], cwd=folder, capture_output=True, text=True, check=True)
    assert "background" in done.stdout and "841" in done.stdout
    assert line in (folder / "query.sql").read_text("utf-8")


def test_whole_numbers_stay_whole_beside_missing_ones(chinese, tmp_path):
    """Five counties are ranked among the projects of one size, by a figure or by the bound that follows; five figures have no rank."""
    found = pd.read_csv(unpacked(tmp_path, ranking(chinese), chinese) / "result.csv", dtype=str, keep_default_na=False)
    assert list(found["rank_best"]) == ["1", "2", "1", "1", "5", "", "", "", "", ""]
    assert list(found["std_value"])[:2] == ["110.0", "100.0"]


def test_dates_are_in_iso_form(chinese, tmp_path):
    found = pd.read_csv(unpacked(tmp_path, views.deadlines(chinese), chinese) / "result.csv", dtype=str)
    assert found["deadline"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert list(found["deadline"]) == sorted(found["deadline"])


def test_the_tables_are_those_of_the_dashboard(chinese, tmp_path):
    folder = unpacked(tmp_path, views.counts(chinese), chinese)
    for name, table in chinese.database.tables().items():
        assert arrow_parquet.read_table(folder / "tables" / f"{name}.parquet").equals(table), name
    assert {path for path in held(folder) if path.startswith("tables/")} == {f"tables/{name}.parquet" for name in TABLES}


def test_what_the_page_shows_is_there_too(chinese, tmp_path):
    folder = unpacked(tmp_path, ranking(chinese), chinese)
    assert (folder / "table.xlsx").read_bytes() == workbook.excel(ranking(chinese), chinese, LINK, WHEN)


def test_a_view_without_a_table_has_no_workbook(chinese, tmp_path):
    folder = unpacked(tmp_path, views.units(chinese), chinese)
    assert "table.xlsx" not in held(folder)
    assert "table.xlsx" not in (folder / "README.md").read_text("utf-8")


def test_the_same_view_link_and_time_give_the_same_bytes(chinese):
    made = [
        research_pack(ranking(chinese), chinese, LINK, WHEN, quotes) for quotes in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"})
    ]
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as pack:
        assert pack.namelist() == sorted(pack.namelist())
        assert {about.date_time for about in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {about.external_attr >> 16 for about in pack.infolist()} == {0o100644}
    assert research_pack(ranking(chinese), chinese, LINK + "&v=2", WHEN) != research_pack(ranking(chinese), chinese, LINK, WHEN)


def test_parameters_name_the_query_and_what_it_was_asked(chinese, tmp_path):
    view = views.explore(chinese, Filters((("theme", ("rural",)),), low=3.5, words="公里"))
    said = json.loads((unpacked(tmp_path, view, chinese) / "parameters.json").read_text("utf-8"))
    assert (said["query"], said["list"], said["link"], said["version"]) == (
        "explore",
        "xiangyang-2022",
        LINK,
        chinese.database.version,
    )
    assert (said["params"]["filter_theme"], said["params"]["low"], said["params"]["word1"]) == ("|rural|", 3.5, "公里")


# A reader's own SQL.


@pytest.mark.parametrize("sql", [
    "select unit, count(*) as n from targets group by unit order by n desc, unit",
    "select unit from targets order by unit limit 3;",
    "select unit from targets order by unit limit 3 -- ; no more",
    "-- a; b\nselect ';' as a, '--' as b, 'it''s' as c;\n\n",
    "select deadline, value, additive from targets inner join indicators using (indicator_id) order by target_id",
    "select unit_id, tile_column from units order by unit_order",
    "select t.theme, l.title from targets as t inner join lists as l using (list_id) where false",
])  # fmt: skip
def test_own_sql_can_be_run_again(chinese, tmp_path, sql):
    folder = unpacked(tmp_path, own(chinese, sql), chinese)
    assert export.csv(export.frame_of(rerun(folder))) == (folder / "result.csv").read_bytes()
    assert sql.rstrip().rstrip(";") in (folder / "query.sql").read_text("utf-8")


def test_own_sql_may_give_what_no_file_holds(chinese, tmp_path):
    """Lists, structures, bytes, spans of time, and a column of nothing but missing values."""
    sql = """select [1, 2] as a, {'k': 1} as b, 'x'::blob as c, interval 3 days as d, null as e, time '10:00' as f,
        timestamp '2022-06-30 12:00:00' as g, 12345678901234567890123::hugeint as h, 1.50::decimal(5, 2) as i, uuid() as j, true as k"""
    frame = chinese.database.cursor().sql(sql).df()
    folder = unpacked(tmp_path, View("问", "", "sql", {"sql": sql}, frame), chinese)
    found = pd.read_csv(folder / "result.csv", dtype=str, keep_default_na=False).iloc[0]
    assert list(found.index) == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]
    assert (found["e"], found["g"], found["k"]) == ("", "2022-06-30T12:00:00", "True")
    assert arrow_parquet.read_table(folder / "result.parquet").num_rows == 1
    checked(folder, tables=False)


def test_own_sql_is_not_explained_by_our_words(chinese, tmp_path):
    """A column that a reader calls `measurable` need not be ours."""
    folder = unpacked(tmp_path, own(chinese, "select 'maybe' as measurable"), chinese)
    assert described(folder)["measurable"] == {
        "name": "measurable", "type": "string", "title": "measurable", "description": "由所附的 SQL 算出",
    }  # fmt: skip
    assert "由写的人判断" in (folder / "README.md").read_text("utf-8")


# Formulas.


FORMULAS = ["=1+1", "＝1", "@x", "-3", "'=1", "枣阳"]


def test_a_formula_stays_text_everywhere(chinese, tmp_path):
    sql = "select unnest(['=1+1', '＝1', '@x', '-3', '''=1', '枣阳']) as \"=head\", -3 as n"
    folder = unpacked(tmp_path, own(chinese, sql), chinese, quotes={TARGET: "=cmd"})
    read = pd.read_csv(folder / "result.csv", dtype=str, keep_default_na=False)
    assert list(read.columns) == ["'=head", "n"]
    assert list(read["'=head"]) == ["'=1+1", "'＝1", "'@x", "'-3", "''=1", "枣阳"]
    assert set(read["n"]) == {"-3"}
    assert list(pd.read_csv(folder / "quotes.csv")["quote"]) == ["'=cmd"]
    assert arrow_parquet.read_table(folder / "result.parquet")["=head"].to_pylist() == FORMULAS
    sheet = openpyxl.load_workbook(folder / "table.xlsx")["数据"]
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [(text, "s") for text in ["=head", *FORMULAS]]
    checked(folder, tables=False)


@given(st.text() | st.text("'=+-@＝ \t\n\u3000\ufeffa1"))
def test_the_readers_recipe_takes_the_apostrophe_off_again(text):
    recipe: dict = {}
    exec(UNGUARD, recipe)
    assert recipe["unguard"](export.guard(text)) == text
    assert recipe["unguard"](text) == export.unguard(text)


def test_the_recipe_is_in_the_readme(chinese, tmp_path):
    assert UNGUARD in (unpacked(tmp_path, ranking(chinese), chinese) / "README.md").read_text("utf-8")


# The description.


def checked(folder, tables=True):
    """Holds the pack against its own description, as the Frictionless framework reads it; Parquet is read by pyarrow.

    The rows of `tables` are the same in every pack of a version.
    """
    package = Package(str(folder / "datapackage.json"))
    assert not package.to_descriptor().get("errors")
    for resource in package.resources:
        content = (folder / resource.path).read_bytes()
        assert (resource.bytes, resource.hash) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        if resource.path.startswith("tables/") and not tables:
            continue
        if resource.path.endswith(".csv"):
            report = resource.validate()
        else:
            table = arrow_parquet.read_table(folder / resource.path)
            assert [field.name for field in resource.schema.fields] == table.column_names
            if not table.num_rows:
                continue
            report = Resource(name=resource.name, data=table.to_pylist(), schema=resource.schema).validate()
        assert report.valid, report.flatten(["fieldName", "rowNumber", "note"])
    return package


@profiles.thorough
def test_every_query_keeps_to_its_description(chinese, tmp_path):
    """One view of each query, so that meanings, codes and required columns are held against real rows."""
    found: dict[str, View] = {}
    for *_, make in pages(chinese):
        view = make()
        if not view.empty:
            found.setdefault(view.query, view)
        if set(found) == NAMED:
            break
    assert set(found) == NAMED
    for query, view in found.items():
        checked(unpacked(tmp_path / query, view, chinese), tables=False)


def test_the_description_tells_of_the_whole(chinese, tmp_path):
    package = checked(unpacked(tmp_path, ranking(chinese), chinese, quotes={TARGET: "一句"}))
    assert package.name == "xiangyang-2022-comparison"
    assert package.title == "襄阳市2022年度奋进清单：县（市）区和开发区中，引进项目个数谁承诺得最多？"
    assert package.version == chinese.database.version[:12]
    assert package.created == "2026-03-01T09:30:00+08:00"
    assert package.homepage == LINK
    assert "4d984fdb7b48" in package.sources[0]["version"]
    assert len(package.resource_names) == 3 + len(TABLES)


def test_a_column_says_its_unit_codes_and_whether_it_may_be_missing(chinese, tmp_path):
    fields = described(unpacked(tmp_path, ranking(chinese), chinese))
    assert fields["std_value"]["unit"] == "个"
    assert fields["std_value"]["description"].endswith("（这里都以个计）")
    assert fields["rank_best"]["type"] == "integer"
    assert fields["deadline"]["type"] == "date"
    assert fields["additive"]["type"] == "boolean"
    # A bound that follows is no target, and has no number of its own.
    assert "constraints" not in fields["target_id"] and fields["unit_id"]["constraints"] == {"required": True}
    assert fields["basis"]["constraints"]["enum"] == ["stated", "narrower", "parts", "whole", "between", "wider"]
    assert fields["firmness"]["constraints"] == {"enum": ["ensure", "task", "strive", "plain"]}
    assert {"value": "strive", "label": "力争"} in fields["firmness"]["categories"]
    assert {"value": "task", "label": "任务"} in fields["firmness"]["categories"]
    # An empty text says that a figure is ranked: in this column it is no missing value.
    assert fields["apart"]["missingValues"] == []
    assert fields["apart"]["constraints"]["enum"] == ["", "scope", "within", "alone", "tier", "other"]


def test_figures_of_several_units_have_no_unit_in_common(chinese, tmp_path):
    fields = described(unpacked(tmp_path, views.explore(chinese, Filters()), chinese))
    assert "unit" not in fields["std_value"]
    assert fields["target_id"]["constraints"] == {"required": True}
    assert fields["measurable"]["constraints"]["enum"] == ["yes", "no"]


def test_the_check_of_the_description_finds_a_changed_file(chinese, tmp_path):
    folder = unpacked(tmp_path, ranking(chinese), chinese)
    path = folder / "result.csv"
    path.write_bytes(path.read_bytes().replace(b",eq,", b",equal,"))
    with pytest.raises(AssertionError):
        checked(folder)


def test_quotes_are_added_where_a_reader_has_the_document(chinese, tmp_path):
    folder = unpacked(tmp_path, ranking(chinese), chinese, quotes={TARGET: "我们自己造的一句", "a/b/01.01": "另一句"})
    found = pd.read_csv(folder / "quotes.csv")
    assert found.to_dict("list") == {"target_id": ["a/b/01.01", TARGET], "quote": ["另一句", "我们自己造的一句"]}
    assert "`quotes.csv`" in (folder / "README.md").read_text("utf-8")
    without = unpacked(tmp_path / "without", ranking(chinese), chinese, quotes={})
    assert "quotes.csv" not in held(without)
    assert "quotes.csv" not in (without / "README.md").read_text("utf-8")


# Reading and citing.


def test_the_readme_says_what_was_asked_answered_and_may_not_be_ranked(chinese, tmp_path):
    view = ranking(chinese)
    said = (unpacked(tmp_path, view, chinese) / "README.md").read_text("utf-8")
    assert said.startswith(f"# 襄阳市2022年度奋进清单：{view.question}\n\n{view.takeaway}\n")
    assert view.notes[0] in said
    assert "图例" not in said
    assert "不等于零" in said and "从不混排" in said
    for path in held(tmp_path) - {"README.md"}:
        assert f"`{path}`" in said or path.startswith("tables/"), path
    for column in view.frame.columns:
        assert f"| `{column}` |" in said, column
    assert f"- 《襄阳市2022年度奋进清单》，奋进看板整理，数据版本{chinese.database.version[:12]}，{LINK}\n" in said
    assert f"- Xiangyang annual targets 2022, compiled by Fenjin, data version {chinese.database.version[:12]}, {LINK}\n" in said


def test_an_english_pack_is_english(english, tmp_path):
    """But for the recipe, the Chinese citation and the data."""
    folder = unpacked(tmp_path, ranking(english), english)
    said = (folder / "README.md").read_text("utf-8").replace(UNGUARD, "")
    assert [line for line in said.split("\n") if CHINESE.search(line) and not line.startswith("- 《")] == []
    assert not CHINESE.search((folder / "CITATION.cff").read_text("utf-8"))
    fields = described(folder)
    assert not [field for field in fields.values() if CHINESE.search(json.dumps({**field, "unit": ""}, ensure_ascii=False))]
    checked(folder)


def test_the_citation_is_read_as_such(chinese, tmp_path):
    """The keys are those that the Citation File Format 1.2.0 requires, and those that this pack can fill."""
    said = yaml.safe_load((unpacked(tmp_path, ranking(chinese), chinese) / "CITATION.cff").read_text("utf-8"))
    assert {key: said[key] for key in ("cff-version", "type", "authors", "version", "url")} == {
        "cff-version": "1.2.0", "type": "dataset", "authors": [{"name": "奋进看板"}],
        "version": chinese.database.version[:12], "url": LINK,
    }  # fmt: skip
    assert said["message"] and said["title"].endswith(ranking(chinese).question)
    assert said["references"][0] == {
        "type": "government-document", "title": "襄阳市2022年度奋进清单", "year": 2022, "authors": [{"name": "襄阳市"}],
    }  # fmt: skip


def test_a_pack_is_silent_about_a_time_or_link_that_it_was_not_given(chinese):
    with zipfile.ZipFile(io.BytesIO(research_pack(ranking(chinese), chinese, ""))) as pack:
        package, citation = json.loads(pack.read("datapackage.json")), yaml.safe_load(pack.read("CITATION.cff"))
    assert not {"created", "homepage"} & set(package)
    assert "url" not in citation


def test_a_hostile_text_breaks_no_file(chinese, tmp_path):
    """Lines in a question stay within a comment, a heading and a value."""
    view = View("a\nselect 1;\u2028b | `c` \x07", "x\n# y", "ledger", {}, views.ledger(chinese).frame, notes=["| n\n# m"])
    folder = unpacked(tmp_path, view, chinese)
    assert rerun(folder).num_rows == len(view.frame)
    assert "\n# y" not in (folder / "README.md").read_text("utf-8")
    assert yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))["title"].endswith("a select 1; b | `c`")


# The meaning of columns.


def shapes(context):
    """Every table and query with the names of its columns."""
    for name, table in context.database.tables().items():
        yield name, table.column_names
    for path in QUERIES.glob("*.sql"):
        _, names = statement(path.stem)
        params = {name: "" if name.startswith(("filter_", "word")) else None for name in names} | {"list": context.list_id}
        yield path.stem, context.database.cursor().sql(fill(path.stem, params)).columns


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_every_query_and_table_has_a_meaning(chinese, lang):
    t = speaking(lang)
    found = [(of, name) for of, names in shapes(chinese) for name in names]
    for of, name in found:
        said = [columns.title(t, name, of), columns.meaning(t, name, of), *columns.codes(t, name, of).values()]
        assert all(said), (of, name)
        assert lang == "zh" or not CHINESE.search("".join(said)), (of, name)
    used = {f"{of}.{name}" for of, name in found} | {name for _, name in found}
    assert not set(columns.COLUMNS) - used, "explains a column that nothing returns"


def test_codes_are_those_of_the_rows(chinese):
    """What a query returns in a column of codes is among the codes explained, for columns that hold few values."""
    t = chinese.t
    for *_, make in itertools.islice(pages(chinese), 40):
        view = make()
        for name in view.frame.columns:
            codes = columns.codes(t, name, view.query)
            assert not codes or set(view.frame[name].dropna()) <= set(codes), (view.query, name)


def test_the_same_name_may_mean_something_else_elsewhere():
    t = translator("en")
    assert columns.codes(t, "measurable", "explore").keys() == {"yes", "no"}
    assert columns.codes(t, "measurable", "counts") == {}
    assert "all" in columns.codes(t, "theme", "profile") and "all" not in columns.codes(t, "theme", "explore")
    with pytest.raises(KeyError):
        columns.meaning(t, "nothing")


def test_rows_of_a_query_for_a_file():
    table = arrow.table({
        "n": arrow.array([1, None], arrow.int16()), "b": [True, None], "x": [0.5, None], "s": ["a", None],
        "d": [datetime.date(2022, 6, 30), None], "w": [datetime.datetime(2022, 6, 30, 12), None],
    })  # fmt: skip
    assert (
        export.csv(export.frame_of(table)).decode("utf-8-sig")
        == "n,b,x,s,d,w\r\n1,True,0.5,a,2022-06-30,2022-06-30T12:00:00\r\n,,,,,\r\n"
    )
