"""Why a figure of a commitment is no target: a threshold, a name, what was, what is there already."""

import re

from fenjin.draft.notation import AFTER, AMOUNT, CHINESE, LAST_YEARS, LONE_SCALE, SCALE, VERB, Span
from fenjin.draft.past import Past

_USED = re.compile(
    "(?:发挥|依托|聚焦|对照|立足|利用|围绕|按照|遵循|用好|借助|瞄准|针对|秉持|坚持|锚定|抓住|把握|紧扣|贯彻|落实)[^,。;]*$"
)
_NAMING = "(?:亮丽|靓丽|闪亮|金|城市)?名片|王牌|旗帜|方面|大类|层面|维度|结合|种途径|关键|重点环节|支柱|清单|张网|张图|盘棋|条龙|条心|股绳|把手|站式|揽子|系列|体化|专班|抓手|原则|不让|字诀|件套|必须"
_TIME = ("日", "天", "小时", "个小时", "分钟", "周", "工作日", "个工作日", "个月", "年")
_RANK_BEFORE = re.compile(
    "全[国省市县区]|省内|市内|排名|位次|位居|居于?|进入|跻身|列|保持|进位|迈入|挤进|冲刺|力争|争取|稳居|名列|进到|晋升|争|创"
)
_COUNTING_WORDS = ("个", "家", "户", "村", "名", "人", "所", "位", "镇")
_PUBLISHED_BEST = re.compile('(?:进入|跻身|冲刺|迈入|闯进|挺进|晋位|争创|挤进|进军|入围|进位|争进)[^,。;"“”]{0,12}$')
_MONEY_NOUN = "资金|投资|贷款|融资|补助|外资|专项|产值|营收|销售|税收|预算|收入|债券|信贷|授信|额度|保费|成交|交易|订单|消费券"
# A bracket that says why a figure was set, and none of what is promised.
_GROUND = "^\\((?:依据|根据|按照?|参照|对照|考虑|备注|注:|说明|因|来源)"
_PERIOD_NAME = "行动|规划|计划|攻坚|工程|方案|战略|提升|实施|目标|改革|倍增|建设期|来|内|时间|周期|期限?|一遇|如一日|级|度|制|代|间|前|后|期间|义务教育|以[上下]"


class Reasons(Past):
    """Judges the figures of one commitment, by what stands before and after each: one class, as the rules ask one another."""

    def _reason(self, span: Span) -> tuple[str, bool]:
        """Why a figure is no target; "" where it may be one. And whether a person should look."""
        start, end = span
        text, figure = self.text, self.text[start:end]
        clause_start, clause_end = self._clause(start)
        before, after = text[clause_start:start], text[end:clause_end]
        _wide_before, wide_after = text[max(0, start - 12) : start], text[end : end + 12]
        sentence_start, _sentence_end = self.passage.sentence(start)
        sentence_before = text[sentence_start:start]
        if figure[0] == "零" and re.search('[“"]$', text[:start]) and re.match('[”"]', text[end:]):
            # 实现“零费用” promises it as much as without the marks.
            return self._zero_reason(figure, before, text[end + 1 : end + 13])
        if self._in_name(start):
            return "name", False
        if re.search(_GROUND, self.text[self._bracket(start) : start]):
            return "background", False
        if re.match("清零|零", figure):
            return self._zero_reason(figure, before, wide_after)
        if figure[0] == "第":
            return self._ordinal_reason(figure, before, after)
        if re.fullmatch("[A-Z]+级|[Ⅰ-ⅫIVX]+[类级]", figure):
            goal = re.search("(?:达到?|降[至到]|[提升]升?[至到]|保持|稳定在|达|优于|不低于|控制在)$", before)
            return (
                ("", False)
                if goal and (not after or re.match("标准|水平|水质|以上|及以上|[、和]", after))
                else ("threshold", False)
            )
        if re.search("[A-Za-z]$", before) or (re.match("[A-Za-z]", after) and not re.match("[A-Z]?(?:VOCs|EOD)", after)):
            return "name", False
        unit = self._unit_of(figure)
        if start in self.unknown:
            return self._context_reason(span, figure, "?", before, after, sentence_before)
        if re.search("强$", figure) and re.match("[县市区]?(?:中|的)?前", after):
            return "background", False
        if re.search("强$", figure):
            return (
                ("", False)
                if _PUBLISHED_BEST.search(before)
                and re.match('$|、|\\)|[”"]|行列|榜|县|城市|园区|方阵|开发区|目标|位次|之列', after)
                else ("threshold" if re.search("世界|中国|全国|民营|企业", before + after) else "name", False)
            )
        if figure[0] == "前":
            if re.search("^前[一二三四五六七八九十百\\d]+(?:强|位|名|列)?$", figure) and _RANK_BEFORE.search(before[-12:]):
                return "", False
            return "date" if re.match("个月|年|季度|期", after) else "background", False
        if (
            re.match(
                "国道|省道|县道|乡道|热线|号(?!召)|路(?!口|灯|网|段)|公馆|医院|中学|中(?=[教、和及,。])|小(?=[学、])|厂(?!房)|#|队(?!伍)|线(?!上|下|路|索)|栋(?=楼)",
                after,
            )
            and unit == ""
        ):
            return "name", False
        if (
            re.fullmatch(f"{LONE_SCALE}.+", figure)
            and unit
            and re.match("[一-鿿A-Z]", after)
            and not re.match("以[上下内]|左右", after)
        ):
            # 万头生猪养殖场 is a size, 万元工业增加值 what something is measured by.
            return ("name" if re.match("工业增加值|GDP|地区生产总值|国内生产总值|生产总值|产值", after) else "threshold"), False
        if re.fullmatch("[百千万]+[家户村店里]", figure) and re.search("[进入走连访惠暖]$", before):
            # 文化进万家
            return "idiom", False
        if re.match("一$|[百千万亿]+$|两$", figure) and unit == "":
            return "idiom", False
        if unit == "" and not re.search("[%‰成]|百分之|一半|半", figure):
            return self._bare_reason(span, before, after)
        if re.fullmatch("半|一半", figure) and not re.search("(?:超过?|达到?|占|压缩|缩短|减少)$", before):
            return "idiom", False
        if unit in _TIME:
            if reason := self._past_reason(start, end, figure, before, after, sentence_before):
                return reason, False
            return self._time_reason(figure, unit, before, after)
        if reason := self._own_reason(figure, unit, before, after):
            return reason, False
        return self._context_reason(span, figure, unit, before, after, sentence_before)

    def _zero_reason(self, figure: str, before: str, after: str) -> tuple[str, bool]:
        if figure == "清零":
            return (
                ("", False)
                if re.search("动态|分离移交|按时|全部|实现|全面|存量|确保|移交|基本|彻底", before)
                else ("idiom", False)
            )
        return (
            ("", False)
            if re.fullmatch("零(?:费用|收费|事故|新增|死亡|跑腿|上访|投诉|发生|欠薪|积压|差错)", figure)
            and re.match("[,。;)、]|$", after)
            else (
                "name" if re.match("零(?:工|售|件|部)", figure) else "idiom",
                False,
            )
        )

    def _ordinal_reason(self, figure: str, before: str, after: str) -> tuple[str, bool]:
        if (
            re.match("第[一二三四五六七八九十\\d]+(?:批|位|名|方阵|梯队)?$", figure)
            and re.search("力争|确保|争取|争创|进入|跻身|位居|位列|排名|保持|列|居|率先|争", before)
            and re.match("(?:上线|方阵|梯队|行列|位次)?(?:前列)?(?:[,。;、)]|$)", after)
        ):
            return "", False
        return ("idiom" if re.match("第一(?:道|时间|线|步|责任|要务|资源|动力|书记|生产)", figure + after) else "ordinal"), False

    def _bare_reason(self, span: Span, before: str, after: str) -> tuple[str, bool]:
        """A number that counts nothing: a name or saying, unless a unit stands in the table, or with a later figure."""
        start, end = span
        figure = self.text[start:end]
        number = re.sub(f"{AFTER}$", "", figure)
        whole_cell = self._cell(start).strip() == figure or bool(
            re.fullmatch(f"(?:[≥≤><]=?|不低于|不少于|达到?|约|超过?)?{re.escape(figure)}", self._cell(start).strip())
        )
        cell = self.setting.cell(self.passage.places[start])
        if cell and cell.uom and re.match("\\d", figure) and whole_cell:
            return "", False
        if re.match("[.、]", after) and not self.text[:start].rpartition("\n")[2].strip():
            return "ordinal", False
        if (
            re.match("\\d", figure)
            and re.match(f"、(?:{AMOUNT}、)*{AMOUNT}{self.counting.tail.pattern}", self.text[end:])
            and not re.search("[A-Za-z+]$", before)
        ):
            return "", False
        if (
            re.match("大(?:代表|常委|工作|以来|精神|报告|[和,。;、召胜])", after)
            or re.search("党的$|届$", before)
            or re.match("届|中全会|次(?:全|党|代)|次", after)
        ):
            return "ordinal", False
        if re.match("\\.|、(?!\\d)", after) and not before.strip():
            return "ordinal", False
        if re.match("大", after):
            good = re.search("(?:办好|办实|实施|完成|落实)[^,。;]*(?:年度?|年|的)$", before) and re.match(
                "大(?:重点)?(?:民生|实事|项目|工程|件)", after
            )
            return ("" if good else "name"), False
        if re.match("次党代会|次全|次代表|届", after):
            return "ordinal", False
        if re.match("期(?:工程|项目|建设|扩建|配套|地块|[,。;、]|$|及|和|标段)|轮|号|标段|环|中|小|院|医|路", after):
            return "name", False
        if re.search("20\\d\\d$", figure):
            return "date", False
        if (
            len(number) >= 2
            and re.match("\\d", number)
            and re.search("(?:达到?|突破|超过?|为|至|到|控制在|不低于|不高于)$", before)
            and re.match("[,。;、)]|$", after)
        ):
            # A number which the text says of something, without a unit: an index, a score.
            return "", False
        if re.match("\\d", figure):
            return "name", bool(re.search("(?:完成|新增|建成|达到?|实现)$", before))
        return "idiom" if re.match("一|两|千|百|万|半|十", figure) else "name", False

    def _time_reason(self, figure: str, unit: str, before: str, after: str) -> tuple[str, bool]:
        if unit == "年" and figure.endswith("内") and re.match(f"[^,。;]*?{AMOUNT}", after):
            # 三年内培育10家: the years in which the others are to be reached.
            return "background", False
        if unit in ("年", "个月", "周") and re.match(_PERIOD_NAME, after):
            return "name" if re.match("行动|规划|计划|攻坚|工程|方案|战略|提升|改革|倍增", after) else "background", False
        if re.match(
            "(?:生活|经济|交通|通勤|医疗|健身|便民|服务|文化|阅读|养老|就医)?圈|不打烊|在线|值[守班]|响应|热线|全天候|营业|自助|服务|滚动|无休|常态|×|到达|直达|通达",
            after,
        ) or re.search("×$", before):
            return "name", False
        bound = re.search(
            "压[缩减]|缩短|延长|控制|不超过|不低于|不少于|至少|平均|达到?|减[少至]|限时|精简|办[结理]|时[限间]|提[速前]|天数|优良|停水|停电",
            before,
        )
        if re.search("内$", figure) or bound or re.match("内?(?:办结|出证|拿证|开办|审结|完成)", after):
            return "", False
        if re.match("以上|以下", after) or re.search("以[上下]$", figure):
            return "threshold", False
        return ("" if re.search("天数|课时|时长", before) else "background"), False

    def _own_reason(self, figure: str, unit: str, before: str, after: str) -> str:
        """A reason that lies in the figure's nearest words."""
        chinese = re.match(f"{CHINESE}", figure) and not re.match("\\d", figure)
        if chinese and unit == "期" and not re.search("(?:举办|开设|培训|推出|刊发|出版|开班|至少|不少于|编发)[^,。;]*$", before):
            return "name"
        if re.match("一", figure) and not re.match("一[千百万十]", figure) and not re.match("\\d", figure):
            one = re.search(
                "(?:至少|不少于|不低于|新增|新建|新开|建成|建设|建好|创建|创成|引进|培育|举办|举行|开展|争创|申创|新缔结|打造|改造|完成|出台|编制|制定|创作|组织|启用|设立|启动|[改翻扩迁重]建|购置|采购|配备|招引|获批)(?:一次|了)?$",
                before,
            )
            one = one or re.search("(?:至少|不少于)[^,。;]{0,8}$", before)
            if unit in ("批", "系列") or not one:
                return "idiom"
            return (
                "idiom"
                if re.search("环境|机制|氛围|格局|体系|局面|队伍|平台|模式|良好|高效|平安|安全|稳定|和谐|系列|干部", after)
                else ""
            )
        chinese = re.match(f"{CHINESE}", figure) and not re.match("\\d", figure)
        if chinese and re.match("[一-鿿]{2,4}\\([^)\\d]*[、,][^)]*\\)", after):
            # 深化三项改革(国有林场、林权): what they are stands in the bracket.
            return "background"
        if unit == "层" and re.match("[一-鿿]{0,4}(?:楼|建筑|框架|结构|厂房)", after):
            return "background"
        if chinese and unit == "村":
            return "name"
        if re.match("条(?:龙|心|主线|底线)|(?:个|张)?(?:一|[多])", after) and chinese:
            return "idiom"
        if chinese and (re.match("大|级|手|位一体|级联动", after) or unit in ("批", "级", "方")):
            return "idiom" if unit == "批" else "name"
        if (
            chinese
            and len(figure) <= 3
            and (
                re.match(
                    "规定|制度|原则|纪律|机制|清单|职能|功能|职责|精神|能力|教育|监督|责任|建设|攻坚|改革|保障|服务|融合|统筹|联动|会议",
                    after,
                )
                or not re.search(f"{VERB}|至少|不少于|不低于", before)
            )
        ):
            return "name"
        if unit == "支" and not re.search(VERB, before) and re.search("队|力量", after):
            return "existing"
        if re.match("地址|点位", after):
            return "site"
        if unit in ("米", "公里") and after.startswith("见"):
            return "name"
        if (
            chinese
            and len(figure) <= 2
            and re.search("[、和][^,。;]*$", before)
            and re.search(f"\\d[\\d.]*{SCALE}(?:{self._unit_pattern()})", after)
        ):
            # G347、S276两条道路68公里 sums up what it names.
            return "background"
        if re.match(_NAMING, after):
            return "background"
        if re.search("每|各", before[-3:]) and chinese and unit in ("个", "项", "件", "次", "名", "位"):
            return "" if re.search("(?:至少|不少于|开展|组织)$", before) else "idiom"
        if re.search("(?:每|逐)$", before) or re.search("^每", figure):
            return "background"
        return ""

    def _context_reason(
        self, span: Span, figure: str, unit: str, before: str, after: str, sentence_before: str
    ) -> tuple[str, bool]:
        start, end = span
        if self._announces(end, after):
            return "background", False
        money = unit in ("元", "美元", "欧元", "港元")
        bounded = re.search("(?:及?以上|及?以下|以内)$", figure)
        later = self._another_after(end)
        noun = re.match("的?[一-鿿\\w(]", after) and not re.match(
            "(?:进一步|并|且|和|及|与|左右|目标|任务|进|入库|标准|提升|增长|要求)", after
        )
        if later and noun and not bounded and re.search("(?:超过?|过|破|逾)$", before):
            # 业务量超千万件项目1个: what is counted are the projects.
            return "threshold", False
        if not bounded and re.match("(?:及)?以[上下]|级", after):
            return "threshold", False
        if re.match("[A-Za-z一-鿿]{0,4}级以上", figure + after) and unit in ("级",):
            return "threshold", False
        if bounded and noun:
            if money:
                if (
                    later
                    or not re.match(f"的?[一-鿿]{{0,6}}(?:{_MONEY_NOUN})", after)
                    or re.search("(?:投资|产值|营收|税收|收入|单体|固投)(?:超|在|达)?$", before)
                ):
                    return "threshold", False
            elif unit == "%":
                # 80%以上的村 is a share of what follows.
                return "", False
            elif unit in _TIME or later or (re.match("的", after) and unit in ("人", "名", "亩", "平方米", "张", "床")):
                return "threshold", False
        if re.search("(?:达产|投产|达效|满产)后[^,。;]*$", before):
            # What a work is to yield once it runs.
            return "background", False
        if LAST_YEARS.search(before):
            return "", False
        if (
            bounded
            and self._bracketed(start)
            and re.search("\\([^()]*$", before + "")
            and (money or unit in ("亩", "平方米", "吨"))
        ):
            return "threshold", False
        if money and re.search("最高", before) and re.match("[^,。;]{0,8}(?:补贴|奖励|奖补|补助|资助|支持)", after):
            # What a rule grants, and nothing that is promised of the year.
            return "background", False
        if money and not bounded:
            if re.search(
                "(?:产值|年产值|年营收|营业收入|主营业务收入|销售收入|税收|投资|单体)(?:超过?|过|破|达)$", before
            ) and re.match("的|企业|工业|项目|以上", after):
                return "threshold", False
            if self._is_size(start):
                return "threshold", False
            if re.search("总投资(?:约|达|近|超)?$", before) and re.match("的", after):
                return "background", False
            if re.match("(?:企业|级|元)", after) and re.search("(?:超|过|破)$", before):
                return "threshold", False
            if re.match("级", after):
                return "threshold", False
        if re.match("级", after):
            return "name", False
        if (
            re.search(
                "(?:年产|日产|日处理|日供水?|装机|库容|年处理|年加工|占地|占地面积|总占地|建筑面积|总建筑面积|全长|长|宽|高|深|净宽|总长|管径|直径)(?:约|达|为)?$",
                before,
            )
            and re.search("年产|日产|日处理|日供|年处理|年加工", before[-6:])
            and re.match("的?[一-鿿]", after)
        ):
            return "name", False
        if re.search("(?:年产|日产|日处理|日供|年处理|年加工)[一-鿿]{0,4}(?:约|达)?$", before) and re.match(
            "的(?![一-鿿]{0,4}(?:能力|规模|目标|任务))[一-鿿]", after
        ):
            # 日处理污水2万吨的厂: how large one is.
            return "name", False
        if (
            re.match("千伏|兆瓦级|吨级|万吨级|座级", unit + after)
            and not re.search(f"(?:{VERB})$", before)
            and re.match("[一-鿿]", after)
        ):
            return "name", False
        if (
            unit in ("吨", "头", "千瓦", "千伏安", "立方米", "兆瓦", "瓦", "羽", "只", "千伏")
            and re.match("(?:[一-鿿])", after)
            and not re.search(f"(?:{VERB}|约|达|超|近|年|计划|力争|全市|全县|全区|等)$", before)
            and not re.match("(?:以上|左右|任务|目标|生产|产能|标准煤)", after)
        ):
            return "name", False
        if re.match("的", after) and re.search(
            "(?:占地|占地面积|总占地|建筑面积|总建筑面积|全长|总长|总规模|投资)(?:约|达|近|超)?$", before
        ):
            return "background", False
        if reason := self._past_reason(start, end, figure, before, after, sentence_before):
            return reason, False
        if unit not in ("%", "‰") and not money:
            share = re.match("[^,。;、()和与]*?(?:率|占比|比例|比重|覆盖面)[^,。;、]{0,8}?\\d+(?:\\.\\d+)?%", after)
            if share and re.match('[一-鿿“"]', after):
                return "background", False
        if unit in ("米", "厘米", "毫米") and re.search(
            "(?:宽度?|高度?|厚度?|深度?|口径|管径|直径|净空|跨径)(?:约|达|为)?$", before
        ):
            # How wide a road is says nothing of how much of it is promised.
            return "background", False
        if re.search("(?:对|针对|给|为)[^,。;]*中的$", before):
            # 对居民中的16种慢性病患者 says whom.
            return "existing", False
        if unit == "分" and (self._bracketed(start) or re.search("(?:占|计|得|扣|加|减|满)[比值]?$", before)):
            return "background", False
        if re.search("(?:权重|分值|占分|计分|满分)[^,。;]{0,4}$", self.text[max(0, start - 8) : start]):
            return "background", False
        if re.search("(?:电话|热线|传真|邮编|联系方式|手机)[:]?$", before):
            return "name", False
        used = _USED.search(before)
        if (
            used
            and unit in ("个", "条", "项", "类", "家", "张", "件", "所", "支", "座", "处", "位", "名", "台")
            and not re.search("目标|任务|指标", after)
            and not re.search(f"(?:{VERB})$", before)
        ):
            return "existing", False
        if re.search("全[国省市]$|全球$|我国$", before) and re.match(
            "[^,。;]*(?:中的|之一|中(?:的)?(?:地位|位次|排名|名列))", after
        ):
            return "existing", False
        if re.search("在(?:全[国省市])?$", before) and re.match("[^,。;]*(?:基础上)", after):
            return "existing", False
        if re.match("[^,。;]{0,12}(?:作用|优势)(?:[,。;]|$)", after):
            return "existing", False
        return "", False

    def _is_size(self, start: int) -> bool:
        """Whether an amount says which ones the figure before it counts (3个村集体收入突破50万元)."""
        if not self.targets or self.targets[-1][0][0] < self._clause(start)[0]:
            return False
        span, target = self.targets[-1]
        return (target.uom or "") in _COUNTING_WORDS and bool(
            re.fullmatch(
                "[^、。;和及与]{0,12}(?:收入|产值|营收|税收|利润|销售额|成交额)(?:均|都)?(?:突破|超过?|过|破|达到?)",
                self.text[span[1] : start],
            )
        )

    def _announces(self, end: int, after: str) -> bool:
        """Whether a figure counts what is listed right after it (10件实事：), or in the bracket of a heading what stands below it."""
        clause_end = self._clause(end)[1]
        following = self.text[clause_end : clause_end + 5]
        if len(after) <= 16 and re.match("[^,。;]*(?:事|任务|工作|项目|工程|措施|举措|要点|目标)$", after):
            return bool(re.match(":(?:$|\\n|\\(|[一二三四五六七八九十①\\d])|[。,]?分别[是为]", following))
        low = self.text.rfind("\n", 0, end) + 1
        return bool(
            re.fullmatch(
                "(?:[一二三四五六七八九十]+、|\\([一二三四五六七八九十]+\\)|\\d{1,3}[.、])?[^,。;:()\\d]{2,24}\\((?:项目|共计?|合计|含|包括)[^()]*",
                self.text[low:end],
            )
        )
