"""What every column of the tables and of the named queries means, under its machine name, in words of either language."""

from dataclasses import dataclass

from fenjin.language.translate import Translator, _
from fenjin.language.words import words, words_of


@dataclass(frozen=True)
class Column:
    """A column: its machine name, its heading and its meaning (of the catalogue), and how its cells are written (`fenjin.language.cells`)."""

    name: str
    heading: str
    meaning: str = ""
    kind: str = "text"


# Heading, meaning and kind (text where none is named). A column is found by its name; where the same name means something else in
# one query or table, by "query.name".
COLUMNS: dict[str, tuple[str, str] | tuple[str, str, str]] = {
    "target_id": (_("目标编号"), _("目标的编号：清单/单位/承诺序号.目标序号，永不重复使用"), "target"),
    "list_id": (_("清单编号"), _("目标所属的清单：城市-年度")),
    "year": (_("年份"), _("清单的年度"), "year"),
    "city": (_("城市"), _("发布清单的城市")),
    "city_en": (_("城市（英文）"), _("城市的英文名")),
    "title": (_("清单名称"), _("清单的名称")),
    "title_en": (_("清单名称（英文）"), _("清单的英文名称")),
    "unit_id": (_("单位代号"), _("单位的代号，在一份清单中不重复")),
    "unit": (_("单位"), _("作出承诺的县（市）区、开发区、部门或单位，名称与清单一致"), "unit"),
    "unit_en": (_("单位（英文）"), _("单位的英文名")),
    "short": (_("单位简称"), _("单位的简称，图上用")),
    "short_en": (_("单位简称（英文）"), _("单位英文名的简称")),
    "unit_type": (_("单位类型"), _("单位属于哪一类，如县（市）区、开发区、政府部门")),
    "league": (_("单位范围"), _("县（市）区和开发区为一组，部门和单位为另一组，两组从不混排")),
    "counts.league": (_("单位范围"), _("县（市）区和开发区、部门和单位各一行；all 是全部单位合计")),
    "adcode": (_("区划代码"), _("六位行政区划代码，只有县级行政区有")),
    "unit_order": (_("单位次序"), _("单位在清单中的次序，从1数起"), "count"),
    "tile_column": (_("方格列"), _("单位在方格图上的列，从0数起；不在图上的为空")),
    "tile_row": (_("方格行"), _("单位在方格图上的行，从0数起；不在图上的为空")),
    "commitment_id": (_("承诺编号"), _("承诺的编号：清单/单位/承诺序号")),
    "responsibility.unit_id": (_("单位代号"), _("负责这条承诺的单位")),
    "responsibility.role": (_("负责方式"), _("牵头还是配合；牵头的几家是一条承诺，不重复计数")),
    "stated": (_("清单写明"), _("负责的单位是清单写明的，还是由承诺列在谁名下推出的")),
    "concreteness_totals.unit_type": (_("单位类型"), _("单位属于哪一类；all 是各类合计")),
    "commitment_no": (_("承诺序号"), _("承诺在本单位中的序号，从1数起"), "count"),
    "commitment": (_("承诺"), _("目标所属承诺的标题，由本看板概括")),
    "commitment_en": (_("承诺（英文）"), _("承诺标题的英文；空的没有译")),
    "statement": (_("概述"), _("承诺的内容，由本看板概括")),
    "statement_en": (_("概述（英文）"), _("概述的英文；空的没有译")),
    "theme": (_("主题"), _("行所属的主题，即子题之上的大类")),
    "themes.theme": (_("主题代号"), _("主题的代号")),
    "theme_order": (_("主题次序"), _("主题的次序，从1数起")),
    "themes.name": (_("主题"), _("主题的名称")),
    "themes.name_en": (_("主题（英文）"), _("主题的英文名")),
    "themes.short": (_("主题简称"), _("主题在窄列上的名称，在空格处换行")),
    "themes.short_en": (_("主题简称（英文）"), _("主题在窄列上的英文名，在空格处换行")),
    "themes.light": (_("浅色底上的颜色"), _("主题的图形在浅色底上的颜色")),
    "themes.dark": (_("深色底上的颜色"), _("主题的图形在深色底上的颜色")),
    "profile.theme": (_("主题"), _("行所属的主题，即子题之上的大类；all 是各主题合计")),
    "indicator_theme": (_("指标的主题"), _("指标所属的主题，可能与目标自己的主题不同")),
    "topic": (_("子题代号"), _("子题的代号；一个子题只属于一个主题")),
    "topic_zh": (_("子题"), _("主题之下的细分")),
    "topic_en": (_("子题（英文）"), _("子题的英文名")),
    "measure": (_("衡量什么"), _("这个数字衡量的是什么，连同所处的阶段")),
    "measure_en": (_("衡量内容（英文）"), _("衡量内容的英文；空的没有译")),
    "indicator_id": (_("指标代号"), _("指标的代号；空的不属于任何指标")),
    "indicator": (_("指标"), _("同类数字归入的统一名称；空的不属于任何指标")),
    "indicator_en": (_("指标（英文）"), _("指标的英文名")),
    "definition": (_("定义"), _("指标算什么、不算什么")),
    "definition_en": (_("定义（英文）"), _("定义的英文")),
    "stage": (_("阶段"), _("数字所处的阶段，如签约、开工、完成")),
    "direction": (_("方向"), _("数字越高越好还是越低越好")),
    "additive": (_("可否相加"), _("各单位的数字能不能相加")),
    "scope": (_("口径"), _("比指标更窄的范围，如规模、行业；口径不同的，只在能推出大小时才比")),
    "scopes.scope": (_("口径"), _("口径的一个部分")),
    "scope_en": (_("口径（英文）"), _("口径这一部分的英文")),
    "dimension": (_("维度"), _("口径的这一部分说的是哪一方面，如规模、行业；空的没有人判断过，什么也不推出")),
    "effect": (_("作用"), _("口径的这一部分是缩小范围，是说所处的阶段，还是说的是另一个数量")),
    "implies": (_("推出"), _("有了这一部分，就一定也有的部分")),
    "disjoint": (_("互斥组"), _("同一组的部分互斥，没有什么同时属于其中两个")),
    "exhausted_by": (_("合成"), _("哪些部分合在一起就是这一部分的全部")),
    "wide": (_("较宽口径"), _("两个口径中较宽的一个；空文字是没有缩小")),
    "narrow": (_("较窄口径"), _("两个口径中较窄的一个：有了它，就一定也有较宽的")),
    "family": (_("相加组"), _("同一较宽口径下，同一组的较窄口径两两互斥，数字可以相加")),
    "members": (_("组内口径数"), _("相加组里有几个较窄口径"), "count"),
    "whole": (_("是否全部"), _("相加组合在一起是不是较宽口径的全部")),
    "area": (_("区域"), _("较窄口径限于的区域；只对在这个区域里的单位成立，空文字是不限")),
    "units_of_measure.uom": (_("计量单位"), _("计量单位，前面可以加万、亿")),
    "units_of_measure.std_uom": (_("保存单位"), _("没有指标说明时，数字用来保存的单位；空的就是它自己")),
    "of": (_("换算单位"), _("它由哪个单位换算而来；空的自成一类")),
    "factor": (_("倍数"), _("一个这样的单位是换算单位的多少倍"), "number"),
    "one_en": (_("英文名（单数）"), _("计量单位英文名的单数")),
    "many_en": (_("英文名（复数）"), _("计量单位英文名的复数")),
    "pattern_en": (_("英文写法"), _("英文里数和单位名怎样放在一起；空的是先数后名")),
    "per_en": (_("英文单位所含"), _("多少个这样的单位合英文写法里的一个；空的是一个")),
    "within": (_("所在"), _("单位在哪些区域、哪些单位的地界里；以空格分开")),
    "scope_key": (_("比较用口径"), _("在哪个口径上比较，没有缩小的是空文字而不是缺失；同一指标中，它相同的才排在一起")),
    "kind": (_("类型"), _("数字的性质：数量、增速、比例、压缩、位次、等级、日期，或定性")),
    "comparator": (_("比较符"), _("数字是等于、至少、至多还是区间")),
    "value": (_("原文数值"), _("原文的数值，万、亿留在原文单位里；区间为下限"), "number"),
    "value_high": (_("原文上限"), _("原文区间的上限；不是区间的为空"), "number"),
    "uom": (_("原文单位"), _("原文数值的计量单位；零而没有印单位的为空")),
    "std_value": (_("标准值"), _("换算到标准单位的数字，用来比较；区间为下限"), "number"),
    "std_high": (_("标准值上限"), _("区间的上限；不是区间的为空"), "number"),
    "std_uom": (_("计量单位"), _("标准值的计量单位")),
    "firmness": (_("语气"), _("原文的语气：确保、任务（完成交办的任务）、力争，或未强调；没有数字的承诺，原文没有强调的为空")),
    "tier": (_("档次"), _("基本目标，或在它之外争取的更高目标；争取目标不参加排序")),
    "part_of": (_("所属合计"), _("这个数字是哪个目标（编号）的其中一项；相加时不重复计入"), "target"),
    "deadline": (_("期限"), _("原文写明的最后一天；空的以全年为期"), "date"),
    "due": (_("到期月份"), _("期限所在的年月；none 是没有写明期限")),
    "figure": (_("原文数字"), _("数字在原文中的写法")),
    "source_id": (_("文件代号"), _("所依据的公布文件")),
    "source_sha256": (_("文件指纹"), _("所依据的公布文件的 SHA-256")),
    "source_end": (_("正文结束位置"), _("清单正文在文件中结束的位置，以字符计")),
    "para": (_("段落"), _("出处：清单中该单位的第几段，从1数起"), "count"),
    "start": (
        _("文件内起始位置"),
        _("数字（定性的为整条承诺）在文件中的起始位置，以字符计，从0数起；文件按 UTF-8 解码"),
        "count",
    ),
    "end": (_("文件内终止位置"), _("数字（定性的为整条承诺）在文件中的终止位置，以字符计，不含该字符"), "count"),
    "first_char": (_("段内首字"), _("出处：数字（定性的为整条承诺）从这一段的第几个字开始，从1数起"), "count"),
    "last_char": (_("段内末字"), _("出处：数字（定性的为整条承诺）到这一段的第几个字为止，包括这个字"), "count"),
    "bound_word": (_("限定词"), _("写在数字之外、限定这个数字的词，如突破、不低于；数字自己带着的不重复写")),
    "bound_start": (_("限定词位置"), _("限定词在文件中的起始位置，以字符计，从0数起")),
    "found_by": (_("搜索用字"), _("搜索时比对的文字：这一行或这个单位在各处的写法，统一了字形、大小写和标点，另有名称的拼音")),
    "reading": (_("读法的例外"), _("数、单位不能照原文数字直接读出的，为什么；空的照直读出")),
    "action": (_("举措代号"), _("一件做的事的代号，如放管服、老旧小区改造；空的是只提到指标")),
    "action_zh": (_("举措"), _("承诺做的一件事的名称，如放管服、改造老旧小区")),
    "action_en": (_("举措（英文）"), _("这件事的英文名称")),
    "wordings": (_("其他说法"), _("原文对这件事的其他说法，按它们也搜得到；以顿号分开")),
    "actions.indicator_id": (_("指标代号"), _("这件事做了多少由哪个指标衡量；没有的为空")),
    "asked_of": (_("问谁"), _("这个指标是哪类单位的事：县区的、部门的，或两者的")),
    "weight": (_("分量"), _("同一子题中指标的先后，1到5，大的在前：金额和总量先于个数，个数先于比例；只定次序，不评高低")),
    "indicator_uom": (_("指标单位"), _("指标的标准单位")),
    "is_city": (_("是不是全市的"), _("1：全市自己的数字，由唯一写了这个指标的部门写出，口径里没有片区")),
    "matrix.status": (_("有无数字"), _("这一行是数字、没有写数字的承诺，还是只有文字的承诺")),
    "topic_order": (_("子题次序"), _("子题在 topics.csv 中的次序，从1数起")),
    "indicators.topic": (_("子题代号"), _("指标所属的子题")),
    "mentions_read": (_("通读过承诺"), _("有没有人通读全部承诺，找没有写数字的承诺；没有读过的清单，没有数字不等于没有承诺")),
    "words": (_("原文字样"), _("原文指称这件事的几个字，与原文一字不差")),
    "mentions.indicator_id": (_("指标代号"), _("承诺的是哪个指标所数的事：本行所写的，或举措所属的；没有的为空")),
    "mentions.basis_targets": (_("所据目标"), _("哪些目标（编号）写明这件事做多少，以空格分开；空的是没有写数字"), "targets"),
    "mentions.firmness": (_("语气"), _("原文的语气：确保、任务或力争；没有强调的为空")),
    "mentions.first_char": (_("段内首字"), _("出处：这几个字从这一段的第几个字开始，从1数起"), "number"),
    "mentions.last_char": (_("段内末字"), _("出处：这几个字到这一段的第几个字为止，包括这个字"), "number"),
    "mentions.start": (_("文件内起始位置"), _("这几个字在文件中的起始位置，以字符计，从0数起；文件按 UTF-8 解码"), "number"),
    "mentions.end": (_("文件内终止位置"), _("这几个字在文件中的终止位置，以字符计，不含该字符"), "number"),
    "actions": (_("举措代号"), _("这一行是哪些举措：写明它们做多少，或所属的承诺做它们而没有写数字；以空格分开，没有的为空")),
    "action_choice.county_units": (_("县区家数"), _("承诺这个举措的县（市）区和开发区有几家"), "count"),
    "action_choice.department_units": (_("部门家数"), _("承诺这个举措的部门和单位有几家"), "count"),
    "action_choice.units": (_("承诺的单位"), _("承诺这个举措的单位有几家"), "count"),
    "commitment_actions.units": (_("承诺的单位"), _("同一清单中承诺这个举措的单位有几家，连同本单位"), "count"),
    "figure_units": (_("写了数字的单位"), _("承诺这个举措并写明做多少的单位有几家"), "count"),
    "similar.indicator_id": (_("指标代号"), _("指标的代号；空的不属于任何指标")),
    "similar.firmness": (_("语气"), _("原文对这个数字或这件事的语气；没有数字、没有强调的为空")),
    "status": (_("状态"), _("只有审定的行才公布")),
    "coverage.status": (_("有无数字"), _("单位给出这个数字、只承诺没有写数字、没有承诺，还是不属它的事；没有数字不等于零")),
    "basis": (_("依据"), _("写明，或由同一单位哪种口径的数字推出；推出的不是原文写的")),
    "basis_targets": (_("依据的目标"), _("写明或推出它的目标的编号，以空格分开"), "targets"),
    "low": (_("下界"), _("标准值最低是多少；空的没有下界"), "number"),
    "high": (_("上界"), _("标准值最高是多少；空的没有上界"), "number"),
    "written": (_("写明的家数"), _("同组中在这个口径或其内写明数字的有几家"), "count"),
    "group_size": (_("同组家数"), _("能放在一起比较的有几家，连同本身；含只知上界的"), "count"),
    "rank_best": (_("最好名次"), _("可能的最好名次，从1数起；不排序的为空"), "number"),
    "rank_worst": (_("最差名次"), _("可能的最差名次；与最好名次不同的难分先后，不排序的为空"), "number"),
    "meeting": (
        _("两个指标"),
        _("单位在两个指标都可比的口径里各写了一个数字、写了两个但不都在那里，还是只写了一个；空的是它的其他口径"),
    ),
    "pair.units": (_("两个都有的家数"), _("在两个指标都可比的口径里各写了一个数字的单位有几家"), "count"),
    "spread.units": (_("写了数字的家数"), _("在这个口径或其内写了数字的单位有几家"), "count"),
    "place": (_("从小到大第几"), _("写的数字从小到大排在第几，一样多的按清单的次序；不是名次，空的是其他口径的"), "count"),
    "exact": (_("确数的家数"), _("写的是确数、不是至少、至多、大约或区间的有几家"), "count"),
    "lower_quartile": (_("下四分位数"), _("写了数字的单位的下四分位数，以标准单位计；不到八家或不都是确数的为空"), "number"),
    "median": (_("中位数"), _("写了数字的单位的中位数，以标准单位计；不到八家或不都是确数的为空"), "number"),
    "upper_quartile": (_("上四分位数"), _("写了数字的单位的上四分位数，以标准单位计；不到八家或不都是确数的为空"), "number"),
    "apart": (_("不排序的原因"), _("为什么单列；空文字是参加排序")),
    "commitments": (_("承诺数"), _("承诺的条数；涉及几个主题的，在每个主题各计一次"), "count"),
    "measurable": (_("可衡量的承诺数"), _("给出可以衡量的数字的承诺条数"), "count"),
    "explore.measurable": (_("可否衡量"), _("承诺是否给出可以衡量的数字")),
    "targets": (_("目标数"), _("目标的个数，不含定性的"), "count"),
    "units": (_("单位数"), _("单位的个数"), "count"),
    "ensured": (_("确保的目标数"), _("原文要求确保的目标个数"), "count"),
    "tasks": (_("任务的目标数"), _("原文说是完成交办的任务的目标个数"), "count"),
    "striven": (_("力争的目标数"), _("原文只说力争的目标个数"), "count"),
    "plain": (_("未强调的目标数"), _("原文没有强调语气的目标个数"), "count"),
    "dated": (_("写明期限的目标数"), _("原文写明期限的目标个数"), "count"),
    "first_deadline": (_("最早的期限"), _("写明的期限中最早的一天；空的没有写明期限"), "date"),
    "city_high": (_("全市数字上限"), _("全市数字是区间时的上限，以标准单位计；不是区间的为空"), "number"),
    "city_value": (_("全市数字"), _("部门为全市提出的数字，以标准单位计"), "number"),
    "county_value": (
        _("县区合计"),
        _("县区数字之和：同口径的按写明的数字，只写了较窄口径的按推出的下限；总数中的各项不重复计入"),
        "number",
    ),
    "county_units": (_("县区家数"), _("给出这个数字的县（市）区和开发区有几家"), "count"),
    "county_city.county_units": (_("县区家数"), _("计入县区合计的县（市）区和开发区有几家"), "count"),
    "county_derived": (_("推出的家数"), _("计入合计的数字中，有几个是由别的口径推出的界限"), "count"),
    "county_targets": (_("合计依据的目标"), _("县区合计由哪些目标（编号）得出，以空格分开；每一家的见 county_parts"), "targets"),
    "county_comparator": (_("合计的比较符"), _("县区合计是确数，还是至少这么多")),
    "is_beyond": (_("是否超过全市"), _("1是县区合计无论如何都超过全市数字，0是没有或说不定")),
    "share_comparator": (_("比例的比较符"), _("占全市的比例是确数、至少还是至多；空的说不定")),
    "counted": (_("是否计入"), _("1是计入合计，0是没有计入"), "count"),
    "own_scope": (_("自己的口径"), _("这个数字自己的口径；空的没有缩小，或由别的口径推出")),
    "city_target": (_("全市目标的编号"), _("拿来对照的全市目标"), "target"),
    "league_units": (_("县区总家数"), _("清单中县（市）区和开发区的总家数"), "count"),
    "gap": (_("差额"), _("县区合计减去全市数字，以标准单位计；没有数字的县区不当作零，差额不等于缺口"), "number"),
    "share": (_("占全市比例"), _("县区合计除以全市数字；1即百分之百"), "share"),
    "department_units": (_("部门家数"), _("给出这个数字的部门和单位有几家"), "count"),
    "county_ranked": (_("可排序的县区家数"), _("口径相同、能排在一起的县（市）区和开发区最多有几家；0是不能排序"), "count"),
    "department_ranked": (_("可排序的部门家数"), _("口径相同、能排在一起的部门和单位最多有几家；0是不能排序"), "count"),
    "reason": (_("去向"), _("原文的一个数字为什么成为或没有成为目标")),
    "reader_no": (_("次序"), _("读者在清单的 readers.csv 中的次序，从1数起")),
    "role": (_("做什么"), _("读者做的是哪一步：互不相看的第一、第二读者，裁定，审读，或起草")),
    "reads": (_("读什么"), _("读的是清单的哪一部分")),
    "readers.kind": (_("读者"), _("读的是人、语言模型，还是规则；一行是一位、一次或一套")),
    "note": (_("说明"), _("读者的说明")),
    "note_en": (_("说明（英文）"), _("说明的英文")),
    "revisions.target_id": (_("目标编号"), _("改了哪个目标；目标序号是00的，改的是整条承诺")),
    "revisions.column": (_("更正了什么"), _("改的是哪个字段，以 targets.csv 或 commitments.csv 的列名表示")),
    "revisions.day": (_("更正的日期"), _("哪一天改的"), "date"),
    "revisions.old": (_("原为"), _("改以前的内容；空的是原来没有写")),
    "revisions.new": (_("改为"), _("改以后的内容；空的是去掉了")),
    "revisions.reason": (_("理由"), _("为什么改")),
    "revisions.reason_en": (_("理由（英文）"), _("理由的英文")),
    "numerals": (_("数字个数"), _("原文有几个这样的数字"), "count"),
    "all_numerals": (_("数字总数"), _("原文的数字总共有几个"), "count"),
    "change": (_("变化"), _("同一单位、同一指标、同一口径和档次的数字，今年比去年怎样；说不准、不能比的写明为什么")),
    "years.target_id": (_("目标编号"), _("今年的目标的编号；今年没有的为空"), "target"),
    "years.unit_order": (_("单位次序"), _("单位在今年的清单中的次序，今年没有的在去年的清单中"), "count"),
    "years.commitment_id": (_("承诺编号"), _("今年的承诺的编号，今年没有的是去年的")),
    "before_target": (_("去年的目标编号"), _("去年的目标的编号；去年没有的为空"), "target"),
    "before_kind": (_("去年的类型"), _("去年的清单所写；去年没有的为空")),
    "before_comparator": (_("去年的比较符"), _("去年的清单所写；去年没有的为空")),
    "before_value": (_("去年的原文数值"), _("去年的清单所写；去年没有的为空"), "number"),
    "before_value_high": (_("去年的原文上限"), _("去年的清单所写；去年没有的为空"), "number"),
    "before_uom": (_("去年的原文单位"), _("去年的清单所写；去年没有的为空")),
    "before_std_value": (_("去年的标准值"), _("去年的清单所写；去年没有的为空"), "number"),
    "before_std_high": (_("去年的标准值上限"), _("去年的清单所写；去年没有的为空"), "number"),
    "before_std_uom": (_("去年的计量单位"), _("去年的清单所写；去年没有的为空")),
    "before_firmness": (_("去年的语气"), _("去年的清单所写；去年没有的为空")),
    "before_figure": (_("去年的原文数字"), _("去年的清单所写；去年没有的为空")),
    "before_para": (_("去年的段落"), _("去年的清单所写；去年没有的为空"), "number"),
    "before_first_char": (_("去年的段内首字"), _("去年的清单所写；去年没有的为空"), "number"),
    "before_last_char": (_("去年的段内末字"), _("去年的清单所写；去年没有的为空"), "number"),
    "facet": (_("筛选项"), _("按什么筛选")),
    "code": (_("取值代码"), _("筛选项的一个取值；none 是没有这一项的行")),
    "rows_left": (_("剩余行数"), _("其他筛选不变时，选它会剩下几行"), "count"),
}

# Columns whose numbers are in the unit of measure that another column of the same row names.
UNIT_COLUMNS = {
    "value": "uom",
    "value_high": "uom",
    "std_value": "std_uom",
    "std_high": "std_uom",
    "before_value": "before_uom",
    "before_value_high": "before_uom",
    "before_std_value": "before_std_uom",
    "before_std_high": "before_std_uom",
    "low": "std_uom",
    "high": "std_uom",
    "city_value": "std_uom",
    "city_high": "std_uom",
    "county_value": "std_uom",
    "gap": "std_uom",
    "lower_quartile": "std_uom",
    "median": "std_uom",
    "upper_quartile": "std_uom",
}

# Columns of codes whose words are those of an enumeration of `fenjin.language.words`.
_ENUMERATIONS = {
    **{
        name: name
        for name in (
            "unit_type",
            "league",
            "theme",
            "kind",
            "comparator",
            "firmness",
            "tier",
            "reading",
            "stage",
            "direction",
            "facet",
            "asked_of",
        )
    },
    "indicator_theme": "theme",
    "explore.measurable": "measurable",
    "reason": "ledger",
    "basis": "basis",
    "role": "role",
    "responsibility.role": "answers",
    "concreteness_totals.unit_type": "unit_type",
    "reads": "reads",
    "readers.kind": "reader",
    "coverage.status": "coverage",
    "change": "change",
    "before_kind": "kind",
    "before_comparator": "comparator",
    "before_firmness": "firmness",
    "county_comparator": "comparator",
    "share_comparator": "comparator",
    "counts.league": "league",
    "profile.theme": "theme",
    "themes.theme": "theme",
}

_CODES = {
    "status": {"reviewed": _("已审定")},
    "matrix.status": {
        "figure": _("数字，或由数字推出的界限"),
        "mentioned": _("承诺了指标，没有写数字"),
        "words": _("只有文字的承诺"),
    },
    "apart": {
        "": _("参加排序"),
        "scope": _("口径不同"),
        "within": _("在较宽的口径中比较"),
        "alone": _("只有一家给出"),
        "tier": _("争取目标"),
        "other": _("全市的数字"),
    },
    "meeting": {
        "both": _("两个都写了，可以并列"),
        "apart": _("两个都写了，不都在可比的口径里"),
        "one": _("只写了一个"),
        "": _("它的其他口径"),
    },
}
_ALL = {"counts.league": _("全部单位"), "concreteness_totals.unit_type": _("全部单位"), "profile.theme": _("全部主题")}


def column(name: str, of: str = "") -> Column:
    """A column of the query or table `of`. Raises KeyError for a column that none has."""
    return Column(name, *COLUMNS[_key(name, of)])


def title(t: Translator, field: str, of: str = "") -> str:
    """A short heading for a column of the query or table `of`. Raises KeyError for a column that none has."""
    return t(COLUMNS[_key(field, of)][0])


def meaning(t: Translator, field: str, of: str = "") -> str:
    """What a column of the query or table `of` means. Raises KeyError for a column that none has."""
    return t(COLUMNS[_key(field, of)][1])


def codes(t: Translator, field: str, of: str = "") -> dict[str, str]:
    """The codes that a column of the query or table `of` may hold, with their words; none where it holds no fixed codes."""
    key = _key(field, of)
    if key in _CODES:
        return {code: t(text) for code, text in _CODES[key].items()}
    enumeration = _ENUMERATIONS.get(key, "")
    all_codes = list(t.themes) if enumeration == "theme" else words_of(enumeration) if enumeration else []
    by_code = {code: words(t, enumeration, code) for code in all_codes}
    return {**by_code, "all": t(_ALL[key])} if key in _ALL else by_code


# Queries that give columns of mentions.
_OF_MENTIONS = ("coverage", "similar", "commitment_actions")


def _key(field: str, of: str) -> str:
    owners = (of, *(["mentions"] if of in _OF_MENTIONS else []), *(["matrix"] if of == "filtered_matrix" else []))
    return next((f"{owner}.{field}" for owner in owners if f"{owner}.{field}" in COLUMNS), field)
