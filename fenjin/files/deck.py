"""Views to PowerPoint: slides of native charts, tables and shapes that stay editable, with notes for the speaker.

The same input gives the same bytes.
"""

import datetime
import io
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from pptx import Presentation

from fenjin import settings, views
from fenjin.figures.lines import Lines
from fenjin.figures.look import Look
from fenjin.files.pptx.admission import LARGEST, UNREADABLE, TemplateError
from fenjin.files.pptx.drawing import Drawing, above_body
from fenjin.files.pptx.notes import notes_of
from fenjin.files.pptx.template import (
    Layouts,
    clean,
    language_code,
    layouts_of,
    own_stage,
    save,
    stage_of,
)
from fenjin.language.translate import LANGUAGES, Message, Translator, _, translator
from fenjin.paths import content, stamp
from fenjin.slides.slide import Slide
from fenjin.views import Context

__all__ = ["LARGEST", "Layouts", "TemplateError", "check", "installed", "layouts_of", "powerpoint"]
_log = logging.getLogger(__name__)
_opening = threading.Lock()  # two first visitors would each open the template, and log its fault


def powerpoint(
    context: Context,
    slides: Sequence[Slide],
    title: str,
    when: datetime.date,
    template: bytes | None = None,
    layouts: tuple[int, int] | None = None,
) -> bytes:
    """Slides as a PowerPoint file with this title; `when` is the date that the file says it was made.

    With a template, title, fonts and background are those of the template, and its own slides are left out; `layouts` are the places
    among `layouts_of` of those that cover and other slides take. Raises TemplateError where it is none.
    """
    t = context.t
    stage = own_stage(slides[0].look if slides else Look()) if template is None else stage_of(template, layouts)
    above = min((above_body(each) for each in slides if not each.cover), default=0.0)
    for each in _align(slides, t):
        own = each.context or context
        names = {unit["unit_id"]: t.of(unit, "short") for unit in own.units}
        Drawing(stage, each, t, names, above).draw(notes_of(own, each))
    properties = stage.deck.core_properties
    about = {
        each["list_id"]: each
        for slide in slides
        if slide.context and slide.view
        for each in views.lists_of(slide.context, slide.view)
    }
    properties.title = clean(title)[:255]
    properties.subject = clean(views.titles(list(about.values()) or [context.description], t))[:255]
    properties.author = properties.last_modified_by = t("奋进看板")
    properties.created = properties.modified = datetime.datetime.combine(when, datetime.time())
    properties.revision, properties.language = 1, language_code(t)
    return save(stage.deck)


def _align(slides: Sequence[Slide], t: Translator) -> list[Slide]:
    """The slides, with what is shown in several parts drawn so that they can be compared."""
    every: list[Slide] = []
    for _view, group in groupby(slides, key=lambda each: (id(each.view), each.part[1])):
        own = list(group)
        if len(own) > 1 and len({type(each.body) for each in own}) == 1:
            bodies = type(own[0].body).align([(each.body, each.frame) for each in own], t)
            own = [replace(each, body=body) for each, body in zip(own, bodies, strict=True)]
        every += own
    return every


def check(template: bytes) -> None:
    """Raises TemplateError where a file cannot serve as a template."""
    stage, t = stage_of(template), translator("zh")
    try:
        for cover in (True, False):
            Drawing(stage, Slide(t("标题"), Lines((t("取值"),)), source=" ", cover=cover), t, {}, 0).draw([t("结论")])
        Presentation(io.BytesIO(save(stage.deck)))
    except Exception as error:  # whatever a broken file makes the library raise
        raise TemplateError(UNREADABLE) from error


def installed() -> tuple[bytes | None, Mapping[str, str]]:
    """The template that the installation's settings name, None where none is named or it cannot serve; and why it cannot, in each
    language, for the operator alone: slides then have the built-in look. Each state of the file is read, and a fault logged, once.
    """
    path = settings.load().template
    with _opening:
        return _installed(path, stamp(path)) if path else (None, {})


@lru_cache(1)
def _installed(path: Path, _state: tuple[int, ...]) -> tuple[bytes | None, Mapping[str, str]]:
    try:
        # One byte more than may be, so that the check says that it is too large.
        template = content(path, LARGEST + 1)
        check(template)
        return template, {}
    except OSError:
        fault = Message(_("读不到这个文件。"))
    except TemplateError as wrong:
        fault = wrong
    problem = {lang: fault.in_words(translator(lang)) for lang in LANGUAGES}
    _log.error("%s, %s: %s Slides take the built-in look.", settings.TEMPLATE, path, problem["en"])
    return None, problem
