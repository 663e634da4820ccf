"""Malformed workbooks about the scale of the vote, its weights, and what rectification answers."""

from __future__ import annotations

from tests.support.malformed_parts import all_of, fill, in_book, put

NO_VOTES = all_of(fill("计票结果", "D2:G33"), fill("代表构成", "D2:G5"))

SCALE_FAULTS = (
    in_book(
        "a grade that neither counts nor does not",
        put("测评等次!B3", "算"),
        "错误 cell-not-a-choice 测评等次!B3 | “计为满意”不在可选范围内：“算” | 请从下拉列表中选择：是、否。",
    ),
    in_book(
        "a score in words",
        put("测评等次!E2", "一百"),
        "错误 cell-not-a-number 测评等次!E2 | “分值”不是零或正数：“一百” | 请填阿拉伯数字，例如40或37.5，最大可填99999。",
    ),
    in_book(
        "a weight in words",
        put("代表构成!I2", "四成"),
        "错误 cell-not-a-number 代表构成!I2 | “权重（%）”不是零或正数：“四成” | 请填阿拉伯数字，例如40或37.5，最大可填99999。",
    ),
    in_book(
        "seven grades",
        all_of(
            NO_VOTES,
            *(put(f"测评等次!A{r}", n) for r, n in ((6, "较好"), (7, "一般"), (8, "较差"))),
        ),
        "错误 grades-number 测评等次 | 填有7个等次，测评票上应有2至6个等次 | 请增加或者删去等次。",
        "提醒 grade-columns-differ 计票结果 | 各列与《测评等次》不一致，还没有“较好”“一般”“较差” | 请在填写票数以前关闭工作簿，运行 docgen grid 排好各列。",
    ),
    in_book(
        "a single grade",
        all_of(NO_VOTES, fill("测评等次", "A3:D5")),
        "错误 grades-number 测评等次 | 填有1个等次，测评票上应有2至6个等次 | 请增加或者删去等次。",
        "错误 grades-without-rate 测评等次!C2 | 没有一个等次的“计为不满意”填“是”，无法计算比率 | 请至少把一个等次的“计为不满意”填为“是”。",
        "提醒 grade-columns-differ 计票结果!E1 | 各列与《测评等次》不一致，多出“基本满意”“不满意”“不了解” | 请在填写票数以前关闭工作簿，运行 docgen grid 排好各列。",
    ),
    in_book(
        "a grade called like the void mark",
        all_of(NO_VOTES, put("测评等次!A5", "废")),
        "错误 grade-name-taken 测评等次!A5 | “废”在计票中另有含义，不能作等次的名称 | 请改用其他名称。未作标记的行按弃权统计，不必设为等次。",
        "提醒 grade-columns-differ 计票结果!G1 | 各列与《测评等次》不一致，还没有“废”，多出“不了解” | 请在填写票数以前关闭工作簿，运行 docgen grid 排好各列。",
    ),
    in_book(
        "no grade that counts as unsatisfied",
        put("测评等次!C4", "否"),
        "错误 grades-without-rate 测评等次!C2 | 没有一个等次的“计为不满意”填“是”，无法计算比率 | 请至少把一个等次的“计为不满意”填为“是”。",
    ),
    in_book(
        "a grade both ways",
        put("测评等次!C2", "是"),
        "错误 grade-contradicts-itself 测评等次!C2 | “满意”既计为满意，又计为不满意 | 请把其中一项改为“否”。",
    ),
    in_book(
        "a counted grade out of the denominator",
        put("测评等次!D2", "否"),
        "错误 grade-contradicts-itself 测评等次!D2 | “满意”计入比率的分子，却不计入分母 | 请把“计入分母”改为“是”。",
    ),
    in_book(
        "scores that rise",
        all_of(put("测评等次!E2", 60), put("测评等次!E3", 100)),
        "提醒 grade-scores-rise 测评等次!E3 | “基本满意”的分值（100）高于“满意”（60） | 等次应从好到差排列，请核对分值和先后次序。",
    ),
    in_book(
        "a grade twice",
        all_of(NO_VOTES, put("测评等次!A5", "满意")),
        "错误 row-duplicated 测评等次!A5 | “满意”重复，第2行已有 | 请删去重复的一行；如果确是两项，请写出区别。",
        "提醒 grade-columns-differ 计票结果!G1 | 各列与《测评等次》不一致，多出“不了解” | 请在填写票数以前关闭工作簿，运行 docgen grid 排好各列。",
    ),
    in_book(
        "grades renamed after votes were typed",
        put("测评等次!A2", "优秀"),
        "错误 grade-column-stale 计票结果!D1 | “满意”一列填有票数，而《测评等次》没有这个等次 | 请关闭工作簿，运行 docgen grid 按《测评等次》排好各列，已填的数字不会丢失。如果这一列就是按新等次填的，请把标题改为新等次的名称。",
        "错误 heading-missing 计票结果 | 缺少“优秀”一列 | 请恢复“优秀”，名称不要改动；改过《测评等次》的，请关闭工作簿，运行 docgen grid 按《测评等次》排好各列，已填的数字不会丢失。",
    ),
    in_book(
        "grades renamed before votes were typed",
        all_of(NO_VOTES, put("测评等次!A2", "优秀")),
        "提醒 grade-columns-differ 计票结果!D1 | 各列与《测评等次》不一致，还没有“优秀”，多出“满意” | 请在填写票数以前关闭工作簿，运行 docgen grid 排好各列。",
    ),
    in_book(
        "a grade added after votes were typed",
        put("测评等次!A6", "很不满意"),
        "错误 heading-missing 计票结果 | 缺少“很不满意”一列 | 请恢复“很不满意”，名称不要改动；改过《测评等次》的，请关闭工作簿，运行 docgen grid 按《测评等次》排好各列，已填的数字不会丢失。",
    ),
    in_book(
        "no grades at all",
        fill("测评等次", "A2:E7"),
        "提醒 table-default 测评等次 | 《测评等次》没有内容，采用默认的4项 | 如需修改，请在《测评等次》中逐项填写。",
    ),
    in_book(
        "a grade taken away after votes were typed",
        fill("测评等次", "A5:E5"),
        "错误 grade-column-stale 计票结果!G1 | “不了解”一列填有票数，而《测评等次》没有这个等次 | 请关闭工作簿，运行 docgen grid 按《测评等次》排好各列，已填的数字不会丢失。如果这一列就是按新等次填的，请把标题改为新等次的名称。",
    ),
    in_book(
        "a weight missing",
        all_of(put("代表构成!I2", 40), put("代表构成!I3", 30), put("代表构成!I4", 30)),
        "错误 weight-missing 代表构成!I5 | 群众代表没有填写权重，而其他类别填了 | 请给各类代表都填写权重，合计100；不用权重的，请把这一列全部清空。",
    ),
    in_book(
        "weights of one",
        all_of(*(put(f"代表构成!I{r}", w) for r, w in ((2, 0.4), (3, 0.3), (4, 0.2), (5, 0.1)))),
        "错误 weights-not-100 代表构成!I2 | 各类代表的权重合计为1，不是100 | 请核对各类代表的权重，例如填40，不要填0.4；不用权重的，请把这一列全部清空。",
    ),
    in_book(
        "an origin that is no row",
        put("整改清单!C2", "意见1、意见建议!40"),
        "提醒 origin-row-unknown 整改清单!C2 | 来源写的是《意见建议》第40行，而这一行没有内容 | 请核对行号：意见建议!后面写《意见建议》左侧显示的行号；插入或删去行以后，行号会变。",
    ),
    in_book(
        "an origin in the count that is no row",
        put("整改清单!C2", "意见1、计票结果99"),
        "提醒 origin-row-unknown 整改清单!C2 | 来源写的是《计票结果》第99行，而这一行没有内容 | 请核对行号：计票结果!后面写《计票结果》左侧显示的行号；插入或删去行以后，行号会变。",
    ),
    in_book(
        "an origin whose number no opinion has",
        put("整改清单!C2", "意见1、99"),
        "提醒 origin-number-unknown 整改清单!C2 | 来源写的是编号99的意见，而《意见建议》没有这个编号 | 请核对《意见建议》的“编号”一列。",
    ),
    in_book(
        "an origin that cannot be read",
        all_of(put("整改清单!C2", "意见1、《意见建议》里的充电一条")),
        "提醒 origin-unread 整改清单!C2 | 看不懂来源“意见1、《意见建议》里的充电一条”指的是哪一条 | 请写《意见建议》的编号，例如：意见3；或者《计票结果》的行号，例如：计票结果!5。",
    ),
    in_book(
        "origins by numbers that no opinion has yet",
        all_of(fill("意见建议", "D2:D12"), fill("整改清单", "A3:M10"), fill("意见建议", "A3:C12")),
        "提醒 origin-number-guessed 整改清单!C2 | 来源写的是意见的编号，而《意见建议》没有填写编号，暂按从上到下的次序理解 | 请关闭工作簿，运行 docgen grid 补上编号，再核对来源。",
    ),
    in_book(
        "an origin by row after the rows were sorted",
        all_of(
            put("意见建议!D2", 2), put("意见建议!D3", 1), put("整改清单!C2", "意见1、意见建议!2")
        ),
        "提醒 origin-rows-moved 整改清单!C2 | 来源写的是行号，而《意见建议》的行重新排过次序，行号可能指到别的意见 | 请改写编号，例如：意见3。编号不随行移动。",
    ),
    in_book(
        "a number given twice",
        put("意见建议!D4", 1),
        "错误 number-duplicated 意见建议!D4 | 编号1重复，第2行已有 | 请清空这一格，关闭工作簿，运行 docgen grid 补上没有用过的编号。",
    ),
    in_book(
        "an opinion nobody answers",
        put("整改清单!C9", "意见8"),
        "提醒 opinion-unanswered 意见建议!B10 | 这条意见建议还没有对应的整改项目 | 需要整改的，请在《整改清单》有关项目的“来源”中写“意见9”；不需要整改的无需处理。",
    ),
    in_book(
        "over the trigger",
        put("活动信息!B30", "20%"),
        "提醒 rectification-due 计票结果!B10 | 林致远“管理服务社区情况”不满意率23.53%，超过20%，而《整改清单》没有对应的整改项目 | 请在《整改清单》中填写整改项目，“来源”写“计票结果!10”。",
        "提醒 rectification-due 计票结果!B26 | 何静“管理服务社区情况”不满意率21.57%，超过20%，而《整改清单》没有对应的整改项目 | 请在《整改清单》中填写整改项目，“来源”写“计票结果!26”。",
    ),
    in_book(
        "closed on no date",
        put("整改清单!L3", "五月底"),
        "错误 cell-not-a-date 整改清单!L3 | “销号日期”不是有效的日期：“五月底” | 请按年月日填写，例如2026-3-5或2026年3月5日。",
    ),
)

# Faults of a workbook whose votes have not been typed yet, unlike the sample's.
BEFORE_THE_VOTE = {
    "seven grades",
    "a single grade",
    "a grade called like the void mark",
    "a grade twice",
    "grades renamed before votes were typed",
}
