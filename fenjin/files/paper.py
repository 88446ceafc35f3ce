"""Views to paper: PDF files made by Typst, without a browser.

The same input gives the same bytes.
"""

import datetime
import functools
import json
import logging
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import segno
import typst

from fenjin import views
from fenjin.figures.look import FONT
from fenjin.files import provenance
from fenjin.language import quantity
from fenjin.language.translate import Translator, translator
from fenjin.language.words import words
from fenjin.views import Context

_TEMPLATES = Path(__file__).parent / "typst"
_FONTS = [family for family in FONT.split(", ") if family != "sans-serif"]
_CREATION_DATE = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)  # of a file whose maker names no time
PICTURE, _INCHES = (1200, 675), 960 / 72  # of a page of slides.typ: dots as a picture, and its width
_MOST_DOTS = 24  # places of a comparison that are drawn as dots
_HUE = "theme-"  # what is written before the code of a theme where a colour is named
_ENDS = {"ge": "up", "gt": "up", "le": "down", "lt": "down", "range": "span"}  # the end of a figure's sign
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories of characters that need no glyph of their own
_AROUND = 12  # characters of a text on each side of one that no font has, as the log quotes it
_LARGEST = 10  # version of a QR code: a larger one has squares too small for a phone at the size that it is printed in
_log = logging.getLogger(__name__)


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@functools.cache
def font_missing() -> bool:
    """Whether the server has no font with Chinese characters, without which a PDF would show boxes."""
    return not _has_glyphs("汉")


def _has_glyphs(text: str) -> bool:
    """Whether the server's fonts have every character of a text."""
    try:
        # An archive file, unlike any other, may not hold a character that no font has.
        typst.compile(
            b"#sys.inputs.text", font_paths=_fonts(), pdf_standards="a-2u", sys_inputs={"text": text.replace("\n", " ")}
        )
    except typst.TypstError:
        return False
    return True


def _without_glyph(characters: Sequence[str]) -> list[str]:
    """Those of the characters that no font of the server has."""
    if not characters or _has_glyphs(" ".join(characters)):
        return []
    half = len(characters) // 2
    return _without_glyph(characters[:half]) + _without_glyph(characters[half:]) if half else [*characters]


_has_glyph: dict[str, bool] = {}  # of each character that was to be printed


def _codes(text: str) -> dict[int, str]:
    """The characters of a text that no font has, which would be printed as an empty box, with what stands in their place, for `translate`.

    Each is told to the log when it is met for the first time.
    """
    new = sorted(
        each for each in set(text) - _has_glyph.keys() if not each.isascii() and unicodedata.category(each) not in _UNSEEN
    )
    lacking = _without_glyph(new)
    for each in lacking:
        at = text.index(each)
        _log.warning(
            "no font of this server has the character U+%04X, which is printed as its code; it stands in “%s”",
            ord(each),
            text[max(at - _AROUND, 0) : at + _AROUND + 1],
        )
    _has_glyph.update((each, each not in lacking) for each in new)
    return {ord(each): f"[U+{ord(each):04X}]" for each in set(text) if not _has_glyph.get(each, True)}


def _compile(
    template: str, data: Mapping[str, Any], lang: str, when: datetime.datetime | None, dots: float | None = None
) -> bytes:
    """The PDF that a template makes of data; `when` is the time that the file says it was made. With `dots` an inch it is a PNG
    of the one page that there is."""
    everything = {
        **data,
        "lang": lang,
        "region": "cn" if lang == "zh" else "gb",
        "fonts": _FONTS,
        "author": translator(lang)("奋进看板"),
    }
    when = when or _CREATION_DATE
    inputs = json.dumps(everything, ensure_ascii=False)
    inputs = inputs.translate(_codes(inputs))
    content = typst.compile(
        _TEMPLATES / template,
        format="png" if dots else "pdf",
        ppi=dots,
        root=_TEMPLATES,
        font_paths=_fonts(),
        # It takes a zone by its distance alone, not by its name.
        timestamp=when.astimezone(datetime.timezone(when.utcoffset() or datetime.timedelta())),
        sys_inputs={"data": inputs},
    )
    assert isinstance(content, bytes), "a picture is of one page"
    return content


def _coded(drawing: str) -> str:
    """A drawing (SVG text) with the codes of characters that no font has so small that they hardly take more room than these."""
    codes = {each: f'<tspan font-size="40%">{code}</tspan>' for each, code in _codes(drawing).items()}
    return drawing.translate(codes)


def slides(pages: Sequence[tuple[str, str]], title: str, lang: str, when: datetime.datetime | None = None) -> bytes:
    """A PDF of 16:9 pages, one for each pair of a title, which becomes its bookmark, and a drawing (SVG text).

    `when` is the time (with its zone) that the file says it was made.
    """
    drawings = [{"title": heading, "drawing": _coded(drawing)} for heading, drawing in pages]
    return _compile("slides.typ", {"title": title, "slides": drawings}, lang, when)


def picture(drawing: str, title: str, lang: str) -> bytes:
    """A PNG of one 16:9 page, PICTURE dots wide and high, that shows a drawing (SVG text) with this title."""
    return _compile(
        "slides.typ", {"title": title, "slides": [{"title": title, "drawing": _coded(drawing)}]}, lang, None, PICTURE[0] / _INCHES
    )


def brief(context: Context, unit: str, when: datetime.date | None = None, link: str = "") -> bytes:
    """One A4 page on a unit: what it promised, figures first, where it stands and what falls due.

    `when` is the date of printing and `link` the unit's page in the dashboard, both shown where given. A unit that promised
    more than the page holds in type that can be read is cut where it says least, and the page says how much is left out.
    """
    moment = datetime.datetime.combine(when, datetime.time(), datetime.UTC) if when else None
    return _compile("brief.typ", _content(context, unit, when, link), context.t.lang, moment)


def _content(context: Context, unit: str, when: datetime.date | None, link: str) -> dict[str, Any]:
    """What the page of a unit says, in words, in the order in which it says it."""
    t, look = context.t, context.look.light
    title, year = t.of(context.description, "title"), context.description["year"]
    about = next(row for row in views.units(context).rows if row["unit_id"] == unit)
    rows = views.targets(context, unit=unit).rows
    with_figure = [row for row in rows if row["kind"] != "qualitative"]
    standing = views.standings(context, unit, about["league"])
    positions = [
        {**row, "place": rank, "amount": amount}
        for row, rank, amount in zip(
            views.with_origins(context, standing.frame),
            standing.cells("rank") or [],
            standing.cells("promise") or [],
            strict=True,
        )
    ]
    in_order = [row for row in positions if not row["apart"]]
    places = {row["target_id"]: row["place"] for row in positions if row["target_id"]}
    basis = {target for row in in_order for target in row["basis_targets"].split()}
    target_rows = [_target(context, row, rows, places, basis) for row in with_figure]
    target_rows.sort(key=lambda row: context.themes.index(row["theme"].removeprefix(_HUE)))

    colours = {name: look.colour(name) for name in ("text", "secondary", "grid", "edge", "silent", "neutral")}
    colours |= {f"{_HUE}{theme}": look.hue(theme) for theme in context.themes}
    return {
        "title": t("{unit}：一页简报", unit=t.of(about, "unit")),
        "colours": {**colours, "accent": look.mark},
        "unit": t.of(about, "unit"),
        "kind": words(t, "unit_type", about["unit_type"]),
        "list": title if str(year) in title else t("{title}（{year}年）", title=title, year=year),
        # Who can be compared with nobody has not come last.
        "numbers": [
            {"value": str(value), "label": label}
            for value, label in (
                (about["commitments"], t("条承诺")),
                (about["measurable"], t("条可以衡量")),
                (about["targets"], t("个目标")),
                (len(in_order), t("项参加比较")),
                (len([row for row in in_order if row["rank_worst"] == 1]), t("项在给出数字的单位中居首")),
            )[: 5 if in_order else 3]
        ],
        "targets": _targets_part(context, target_rows),
        "commitments": _commitments_part(t, t("承诺概述"), rows),
        "unmeasured": _commitments_part(t, t("没有数字的承诺"), [row for row in rows if row["kind"] == "qualitative"]),
        "standing": {
            "heading": t("排在哪里"),
            "lead": standing.takeaway if with_figure else t("没有数字，不参加比较"),
            "rows": [_rank_row(context, row) for row in in_order],
            "more": _more(t, len(in_order)),
            "most-dots": _MOST_DOTS,
        },
        "apart": _unranked_part(context, [row for row in positions if row["apart"] != "within"]),
        "due": _due_part(t, with_figure, year),
        "legend": _legend(t, target_rows, rows),
        "footer": _footer(context, when),
        **_link(t, link),
    }


def _more(t: Translator, count: int) -> list[str]:
    """What to say where 1, 2 … of so many rows are left out."""
    return [t("另有{n}条，见看板", n=n) for n in range(1, count + 1)]


def _bracket(t: Translator, *parts: str) -> str:
    inside = ("，" if t.lang == "zh" else ", ").join(part for part in parts if part)
    return t("（{scope}）", scope=inside) if inside else ""


def _target(
    context: Context, row: views.Row, rows: Sequence[views.Row], places: Mapping[str, str], in_order: set[str]
) -> dict[str, Any]:
    """A target as a row of the table."""
    t = context.t
    whole = next((other for other in rows if other["target_id"] == row["part_of"]), None)
    # A day, a rank or a grade is no quantity that "at least" or "at most" could be said of.
    end = "" if row["kind"] in ("date", "rank", "grade") else _ENDS.get(row["comparator"], "")
    return {
        "theme": f"{_HUE}{row['theme']}",
        "theme-words": words(t, "theme", row["theme"]),
        "figure": quantity.amount_words(row, t),
        "end": end,
        "strive": row["firmness"] == "strive",
        "apart": row["target_id"] not in in_order,
        "name": views.measure_name(row, t),
        "detail": _bracket(
            t,
            quantity.scope_words(row["scope"], context.scopes, t),
            t("{whole}中的一部分", whole=quantity.amount_words(whole, t)) if whole else "",
            t("{date}前", date=quantity.day(row["deadline"], t)) if row["deadline"] is not None and row["kind"] != "date" else "",
        ),
        "firmness": words(t, "firmness", row["firmness"]),
        "stressed": row["firmness"] != "plain",
        "place": places.get(row["target_id"], t("不参加比较")),
        "where": t("{para}段{start}–{end}字", para=row["para"], start=row["first_char"], end=row["last_char"]),
    }


def _targets_part(context: Context, target_rows: Sequence[views.Row]) -> dict[str, Any]:
    t = context.t
    # In English a name breaks between its words.
    longest = max(len(word) for theme in context.themes for word in words(t, "theme", theme).split())
    heads = [t("目标"), t("衡量什么"), t("语气"), t("名次"), t("出处（段、字）")]
    return {
        "heading": t("承诺的数字"),
        "lead": "",
        "heads": heads,
        "rows": target_rows,
        "more": _more(t, len(target_rows)),
        "theme-width": 1.2 + longest if t.lang == "zh" else max(7.6, longest * 0.6),
    }


def _statement(row: views.Row, t: Translator) -> dict[str, str]:
    """What is promised, and what joins it to the title; nothing where it is the title."""
    promise = t.of(row, "statement")
    return (
        {"joint": "", "statement": ""}
        if promise == t.of(row, "commitment")
        else {"joint": "：" if t.lang == "zh" else ": ", "statement": promise}
    )


def _commitments_part(t: Translator, heading: str, rows: Sequence[views.Row]) -> dict[str, Any]:
    """The commitments that rows belong to, each once."""
    by_commitment: dict[str, list[views.Row]] = {}
    for row in rows:
        by_commitment.setdefault(row["commitment_id"], []).append(row)
    entries = [
        {
            "title": t.of(row, "commitment") + ("" if row["kind"] != "qualitative" else views.stress_words(row, t)),
            **_statement(row, t),
            "measurable": row["kind"] != "qualitative",
            "where": views.place_in_text(row, t, *others),
        }
        for row, *others in by_commitment.values()
    ]
    return {"heading": heading, "lead": "", "rows": entries, "more": _more(t, len(entries))}


def _rank_row(context: Context, row: views.Row) -> dict[str, Any]:
    t = context.t
    # What is not in the text says from what it follows.
    basis = [t("依据：{basis}", basis=t.join(views.origin_words(context, row)))] if row["basis"] != "stated" else []
    return {
        "name": t.of(row, "indicator"),
        "detail": _bracket(t, quantity.scope_words(row["scope"], context.scopes, t), *basis),
        "figure": row["amount"],
        "place": row["place"],
        "best": int(row["rank_best"]),
        "worst": int(row["rank_worst"]),
        "size": int(row["group_size"]),
        "theme": f"{_HUE}{row['theme']}",
    }


def _unranked_part(context: Context, positions: Sequence[views.Row]) -> dict[str, Any]:
    t = context.t
    entries = [
        {
            "name": t.of(row, "indicator"),
            "detail": _bracket(t, quantity.scope_words(row["scope"], context.scopes, t)),
            "figure": row["amount"],
            "reason": row["place"],
        }
        for row in positions
        if row["apart"]
    ]
    return {"rows": sorted(entries, key=lambda row: row["reason"]), "more": _more(t, len(entries))}


def _due_part(t: Translator, with_figure: Sequence[views.Row], year: int) -> dict[str, Any]:
    with_day = sorted((row for row in with_figure if row["deadline"] is not None), key=lambda row: str(row["deadline"]))
    whole = len(with_figure) - len(with_day)
    rows = [
        {
            "date": quantity.day(row["deadline"], t),
            "name": views.measure_name(row, t),
            "figure": quantity.amount_words(row, t) if row["kind"] != "date" else "",
        }
        for row in with_day
    ]
    lead = t("{n}个目标没有写明期限，以{year}年全年为期", n=whole, year=year) if whole else ""
    if not with_figure:
        lead = t("没有写明期限，以{year}年全年为期", year=year)
    return {"heading": t("何时到期"), "lead": lead, "rows": rows, "more": _more(t, len(rows))}


def _legend(t: Translator, target_rows: Sequence[views.Row], rows: Sequence[views.Row]) -> list[dict[str, str]]:
    """The signs that occur on the page."""
    signs = [
        ("ranked", t("参加排序"), any(not row["apart"] for row in target_rows)),
        ("apart", t("不参加排序"), any(row["apart"] for row in target_rows)),
        ("strive", words(t, "firmness", "strive"), any(row["strive"] for row in target_rows)),
        ("up", t("至少或超过"), any(row["end"] == "up" for row in target_rows)),
        ("down", t("至多或低于"), any(row["end"] == "down" for row in target_rows)),
        ("span", words(t, "comparator", "range"), any(row["end"] == "span" for row in target_rows)),
        ("dots", t("名次，左为第一"), any(not row["apart"] for row in target_rows)),
        ("silent", t("没有数字"), any(row["kind"] == "qualitative" for row in rows)),
    ]
    return [{"sign": sign, "words": meaning} for sign, meaning, occurs in signs if occurs]


def _footer(context: Context, when: datetime.date | None) -> list[str]:
    t, about = context.t, context.description
    lines = [t("来源：{source}", source=provenance.citation(t.lang, [about], context.database.version, ""))]
    if when:
        lines.append(t("打印日期：{date}", date=quantity.day(when, t)))
    return lines


def _link(t: Translator, link: str) -> dict[str, Any]:
    """The link as text, and as a QR code where a phone can read one as small as it is printed."""
    code = ""
    if link:
        try:
            qr = segno.make_qr(link, error="m")
            code = qr.svg_inline(border=0) if int(qr.version) <= _LARGEST else ""
        except segno.DataOverflowError:
            pass
    return {
        "link": link,
        "clickable": link.startswith(("https://", "http://")),
        "code": code,
        "code-words": t("这个链接的二维码"),
    }
