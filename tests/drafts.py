"""A small list of a made-up place, and its draft in a folder of drafts."""

from functools import cache

from fenjin.draft import keeping
from fenjin.draft.drafting import About, Knowledge, draft_list
from fenjin.draft.reading import pasted
from fenjin.language.translate import translator
from fenjin.paths import CURATED

LIST_ID = "linhe-2031"
LIST = """临河市2031年承诺事项
东县
全力招商引资。力争引进亿元以上工业项目30个，到位资金80亿元以上。
建设高标准农田3万亩以上，改造老旧小区20个，实施“五个一”工程。
市教育局
新建学校12所，其中小学5所，课后服务覆盖率保持100%。
深化教育评价改革，全面落实双减工作。
"""


@cache
def knowledge():
    return Knowledge.read(CURATED, translator("zh"))


def begun(state):
    """The draft of LIST below a server's folder of state."""
    state.mkdir(mode=0o700, exist_ok=True)
    draft = draft_list(pasted(LIST), About(LIST_ID, 2031, "临河市"), knowledge())
    return keeping.begin(draft, state / keeping.FOLDER, f"{LIST_ID}.txt", LIST.encode())
