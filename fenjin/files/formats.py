"""The formats of files: each is one entry, which page and API read."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as arrow

from fenjin.files import answers, export, webpage, workbook
from fenjin.files.pack import research_pack
from fenjin.language.translate import _
from fenjin.views import Context, View


@dataclass(frozen=True)
class Material:
    """What a file is made of: a view with the page's link and the time; `quotes` are sentences of the published text by target."""

    view: View
    context: Context
    link: str
    when: datetime.datetime | None = None
    quotes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A format: its ending, its label on a page (of the catalogue; it may name the rows, {n}), its media type, and what writes it.

    `write` makes the file of a view. It `suits` some views, and for none with more than `most` cells, where `refusal` says
    what to take instead; with `common` it is offered before the others. `answer` writes the rows of a query, with what the API says
    about them; None where the API does not answer in it.
    """

    ending: str
    label: str
    media: str
    write: Callable[[Material], bytes]
    suits: Callable[[View], bool] = lambda _view: True
    most: float = float("inf")
    refusal: str = ""
    common: bool = False
    answer: Callable[[arrow.Table, Mapping[str, object]], bytes] | None = None

    @property
    def text(self) -> bool:
        """Whether it is text that a person can read."""
        return self.media.startswith("text/")


FORMATS = {
    each.ending: each
    for each in (
        Format(
            "csv",
            _("下载表格（CSV，{n}行）"),
            "text/csv",
            lambda material: export.csv(material.view.table, whole=True),
            common=True,
            answer=answers.as_csv,
        ),
        Format(
            "gb18030.csv",
            _("CSV，GB18030编码（给不认UTF-8的软件）"),
            "text/csv",
            lambda material: export.csv(material.view.table, "gb18030", whole=True),
        ),
        Format(
            "xlsx",
            _("Excel 工作簿"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda material: workbook.excel(material.view, material.context, material.link, material.when),
            most=workbook.MOST_CELLS,
            refusal=_("表太大，不做Excel；请用CSV或Parquet。"),
        ),
        Format(
            "parquet",
            _("Parquet 数据"),
            "application/vnd.apache.parquet",
            lambda material: export.parquet(material.view, material.context, material.link),
            answer=answers.as_parquet,
        ),
        Format(
            "json",
            _("JSON 数据"),
            "application/json",
            lambda material: export.as_json(material.view, material.context, material.link),
            answer=answers.as_json,
        ),
        Format(
            "html",
            _("交互图（HTML）"),
            "text/html",
            lambda material: webpage.page(material.view, material.context, material.link),
            suits=lambda view: view.drawn is not None,
        ),
        Format(
            "zip",
            _("研究包（数据、查询、说明，ZIP）"),
            "application/zip",
            lambda material: research_pack(material.view, material.context, material.link, material.when, material.quotes),
        ),
    )
}
_DEFAULT = "json"  # the format of an answer for which nobody asks for another


def answer_formats() -> dict[str, Format]:
    """The formats in which the API answers, by ending, the one that it takes unasked first."""
    answering = {name: each for name, each in FORMATS.items() if each.answer}
    return {_DEFAULT: answering[_DEFAULT], **answering}
