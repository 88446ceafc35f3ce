"""Whether a file may serve as a template at all: what it is, how large it is unpacked, and what it would reach or run."""

import io
import zipfile
from typing import Any

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE

from fenjin.language.translate import Message, _

LARGEST = 20 * 2**20  # bytes of a template
_MOST_BYTES = 100 * 2**20
_MOST_GROWTH = 200  # times that a template may grow when it is unpacked
_MOST_PARTS = 5000
_PROGRAMS = {"oleobject", "control", "activexcontrolbinary", "vbaproject"}  # kinds of part that another program runs
# What PowerPoint calls a presentation, a template and a show, which differ in nothing but that.
KINDS = (CONTENT_TYPE.PML_PRESENTATION_MAIN, CONTENT_TYPE.PML_TEMPLATE_MAIN, CONTENT_TYPE.PML_SLIDESHOW_MAIN)
UNREADABLE = _("打不开这个文件，它可能已损坏。请在PowerPoint或WPS里打开，另存为.pptx再选。")


class TemplateError(Message):
    """A file that cannot serve as a template: why, and what to do."""


def check(template: bytes) -> None:
    """Raises TemplateError for what need not be opened, or must not be."""
    if len(template) > LARGEST:
        raise TemplateError(_("模板太大，最多{n}MB。"), n=LARGEST // 2**20)
    if template.startswith(bytes.fromhex("d0cf11e0")):
        # The directory of such a file names what is in it.
        if "EncryptedPackage".encode("utf-16-le") in template:
            raise TemplateError(_("这个文件加了密码，打不开。请去掉密码，另存后再选。"))
        if "PowerPoint Document".encode("utf-16-le") in template or b"PP95" in template:
            raise TemplateError(_("这是旧的.ppt格式。请在PowerPoint或WPS里另存为.pptx再选。"))
        raise TemplateError(_("这不是PowerPoint文件。请选扩展名是.pptx、.potx或.ppsx的文件。"))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            entries = archive.infolist()
            small = sum(each.file_size for each in entries) <= _MOST_BYTES
            types = _parsed(archive.read("[Content_Types].xml")) if small else []
    except Exception as error:
        if template.startswith(b"PK"):
            raise TemplateError(UNREADABLE) from error
        raise TemplateError(_("这不是PowerPoint文件。请选扩展名是.pptx、.potx或.ppsx的文件。")) from error
    size = sum(each.file_size for each in entries)
    if size > _MOST_BYTES or size > _MOST_GROWTH * len(template) or len(entries) > _MOST_PARTS:
        raise TemplateError(_("模板展开后太大，不能用。请去掉里面的大图和视频。"))
    kinds = {each.get("ContentType", "").lower() for each in types}
    if any(word in kind for kind in kinds for word in ("macroenabled", "vbaproject")):
        raise TemplateError(_("模板里有宏，不能用。请另存为不含宏的.pptx再选。"))
    if not {each.lower() for each in KINDS} & kinds:
        raise TemplateError(_("这不是PowerPoint文件。请选扩展名是.pptx、.potx或.ppsx的文件。"))


def check_reach(deck: Any) -> None:
    """Raises TemplateError where what is left of a template without its slides reaches out, or holds what another program runs.

    Whoever opens a file that is made with it would be known to the other end, or run what he does not know.
    """
    for each in deck.part.package.iter_rels():
        kind = each.reltype.rpartition("/")[2].lower()
        if each.is_external and kind != "hyperlink":
            raise TemplateError(_("模板里有链接到外面的图片或文件，不能用。请改成嵌入的，另存后再选。"))
        if kind in _PROGRAMS:
            raise TemplateError(_("模板里嵌有别的程序的对象，不能用。请删去，另存后再选。"))


def _parsed(part: bytes) -> list[Any]:
    """What stands in a part that lists something. Raises XMLSyntaxError, and ValueError where it holds what only an entity would bring."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    elements = list(etree.fromstring(part, parser))
    if not all(isinstance(each.tag, str) for each in elements):
        raise ValueError("an entity in a list of parts")
    return elements
