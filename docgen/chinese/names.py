"""Personal names: how two spellings differ when they are perhaps of one person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations

# Signs usual in names that sound the same, tones left out: what an input method offers together.
_SOUNDS = """
    安岸按 奥傲澳 白百柏 邦榜 宝保葆堡苞包鲍豹 蓓北贝 碧必毕璧彼 标彪表 斌彬宾滨
    冰兵炳秉 波博伯勃 蔡彩才财采菜 灿璨 仓苍沧 曹草操 昌常畅倡嫦敞长 超潮巢朝
    陈晨辰臣宸忱琛沉尘 程成诚承城澄呈丞 酬稠 初楚出褚础 川传船 创窗 春椿纯淳醇 慈词次
    聪从丛 崔翠脆 存村 大达 戴代岱 丹旦淡担 道稻岛 德得 邓登灯 迪弟帝第邸 典点电殿
    丁鼎定 董冬东栋懂 杜度渡 段端 多朵 尔儿二 帆凡繁范梵泛 方芳房放 飞菲斐妃翡费肥
    芬奋纷汾分 冯丰峰锋枫风凤奉逢沣蜂封 傅富福付甫夫芙扶伏符馥府辅赋 甘干敢感 刚钢岗纲港
    高皋杲郜 阁歌格戈革葛 耿更庚耕 龚宫公功恭巩 顾古谷固辜 冠关观官贯管莞 光广
    桂贵规瑰归圭 郭国帼果虢囯 海孩亥 涵含寒汉晗翰瀚韩罕函阚 航杭 郝浩豪好昊皓灏号
    何河和荷贺赫合禾鹤 恒衡横 宏红虹洪弘鸿泓 侯后厚候 胡湖虎户瑚祜护琥 桦花化画骅华
    怀淮槐 欢环焕桓奂 黄煌皇凰璜晃 辉晖挥惠慧会卉蕙汇绘徽珲 魂浑 霍祸获
    继吉季基济冀姬际极集技计纪 佳家嘉加甲稼贾 建健见剑坚俭鉴简舰间监荐 蒋江姜疆绛将僵匠
    娇蛟皎骄教佼焦 杰洁捷节婕姐界介 金今锦进晋近津瑾劲谨靳
    静晶景敬靖京婧菁精竞璟净镜经境竟井旌 菊巨举聚鞠居 娟涓卷绢鹃隽 军君均俊钧骏竣峻郡珺
    凯恺开楷铠 侃坎看 科克可珂柯 魁奎葵 坤昆琨鲲 赖来莱 兰蓝岚澜览 郎朗廊狼 雷蕾磊垒累
    李黎厉丽莉利力立俐荔理礼莅励栗笠俪历璃梨 莲连炼廉联涟恋练 良亮梁凉粱 廖辽瞭
    林琳霖临麟淋凛 玲灵凌岭铃陵龄菱领伶令 刘柳留流 龙隆笼珑 楼娄 卢鲁陆路露禄璐鹿芦录
    伦仑纶轮 罗洛骆络珞萝 吕律绿 马玛麻 麦卖 满曼蔓漫 毛茂冒 美梅眉媚玫枚每 孟梦萌猛蒙
    密蜜米觅 绵棉冕勉 苗妙淼渺 敏民闽岷旻闵 明鸣铭名茗 沫墨默茉莫 牟谋 木牧沐慕穆母暮
    那纳娜 楠南男 念年 宁凝 牛钮 农侬 欧鸥区 潘盼攀 庞旁 培沛佩裴 彭朋鹏棚蓬 品聘
    萍平苹屏瓶评坪 普浦璞蒲 琪奇启齐旗起琦祺其棋麒岐淇祁戚漆七 钱倩乾前潜千谦茜 强墙蔷
    巧乔桥俏翘侨 秦琴勤钦沁芹覃 庆清青卿晴情倾 琼穹 邱秋求丘球裘仇 屈曲 全泉权荃铨 群裙
    然冉 仁人忍韧任 荣容融蓉戎熔榕 如儒汝 阮软 瑞锐蕊睿 润闰 洒萨 厦沙莎 善珊山杉姗单
    上尚商 邵少绍韶 设社蛇佘 沈申深神慎审绅 胜升生声圣笙盛晟昇 石时诗世士史师实仕始食识
    寿守首授手 舒书树叔淑姝述殳 帅率 栓拴 爽双霜 顺舜 硕朔烁 思斯司丝嗣 宋松颂嵩淞崧
    苏素肃粟 邃岁穗随隋遂 孙荪笋 娑锁所 泰太台 谭坛潭 唐堂棠塘汤 涛滔桃陶 腾藤滕
    田甜天添 婷庭亭廷挺霆停 彤桐同童通佟铜统 涂图徒土屠凃 万宛婉菀琬皖 王汪望旺
    魏卫伟维为炜玮韦薇巍威微蔚苇惟唯慰未 文闻雯稳温汶纹 吴武伍邬午舞吾悟务巫
    希喜西熙曦禧锡席溪惜习玺 夏霞侠遐下 先贤显仙鲜娴宪现弦 翔祥香湘想项向象享响相襄详
    萧晓小肖笑霄筱孝骁潇箫效逍校 谢燮协谐解 欣新鑫心馨忻昕辛信歆 兴星杏醒幸邢形型刑行 熊雄
    秀修绣 徐许旭序绪叙栩煦胥须 宣轩萱选璇旋玄炫绚 薛雪学 勋训迅寻洵循荀 亚雅娅丫芽
    阎严颜燕艳岩雁延炎彦研妍焰晏言盐沿 杨扬阳洋羊仰漾旸炀飏 姚尧瑶遥耀 叶业烨晔野
    易一艺义毅怡仪宜益意亿奕逸依伊懿忆倚以 尹银印引殷寅音因 英迎影颖盈应鹰瑛莹映营蓥樱赢莺
    勇永咏涌泳用庸雍 友有佑优幼尤游又 于玉宇余俞雨钰羽瑜育愉煜渝榆禹喻裕毓誉鱼予语昱郁
    袁元远园源媛缘圆苑原沅渊 月悦岳越跃粤玥乐 筠云芸运韵耘昀蕴匀允 泽则 增曾 宅斋翟
    展占战站湛 张章彰璋樟漳 赵照兆昭肇召钊 哲浙折喆 珍真振镇贞震祯桢甄 郑正政征铮峥争
    志智致至治芝之枝植直挚质知执稚支只 钟忠中仲众终重锺 周舟州洲宙 朱珠竹祝诸主柱铸筑株竺住
    庄壮妆 卓茁 子紫梓姿滋资姊 宗综总 尊遵 左佐琢
"""

# Signs usual in names that look alike, and other forms of the same sign.
_LOOKS = """
    国囯圀國 杨扬畅汤 张章弛 陈阵 王玉主壬 徐除 李季 刘到 吴昊旲 孙孔 胡湖 朱未末
    郭郑 何河可 高亮 梁粱 宋宗 许评 韩朝 冯马 于干千 董重 萧肃 程呈 曹曺 袁哀衷
    邓邛 沈沉枕 曾會 彭澎膨 吕昌 苏办 卢户 蒋将 贾费 丁于 魏巍 薛薜 阎闫 余佘
    潘播 杜社 戴载 夏复 钟钏 汪江 田由甲申 任仁伍 姜美羌 范苑 方万 石右 姚桃 谭潭
    廖寥 邹邵 熊态 金全 郝赦 崔催 邱丘 秦奏泰 侯候 孟盂 龙尤 段殷 尹伊 黎藜 易昜
    常当 武式 乔侨 贺贸 赖懒 龚袭 文丈 芳茅 建健 伟纬 明朋 强弪 霞遐 英莫 红江
    晓哓 海诲悔侮梅 辉挥晖 军车 萍苹 桂挂娃佳 凤风夙 秀禿 玲铃伶怜 珍诊 敏敖 淑椒
    娟绢捐 平乎 勇男 涛铸祷 超起 艳滟 洋详样祥 刚钢岗 波坡披 宇字宁 凯剀 晨晟辰
    阳阴 旭旮 晶品 莹萤荧 雅稚维唯 慧彗 琴琹 瑞端 荣荧 莲连 仙汕 菊匊 春舂 根恨很
    昌冒 茂戊 栋冻拣 楠南 析折 冰水永 永泳 良艮 庆床 友有 元无 光尧 兵乒乓 利和
    力刀 大太犬 天夭夫无 士土 日曰 己已巳 成戌 廷延 庭廷 婷停 佩珮 琼凉 璐路
    瑶摇遥 哲喆誓 峰锋蜂峯烽 岭玲 岚风 华毕 福副幅 禄绿 寿寻 俊骏峻竣 豪毫 毅毁
    炜伟 炳柄 烨晔 钰玉 铭名茗 钧均 锐税 镇填 颖颍 琪祺淇棋 琳淋彬 瑜渝愉 昊昃
    轩斩 皓浩 晗哈 惠穗 远运迟 芝艺 芸云 苗苖 茜西 蓉容 蕾雷 燕蒸 虹虾 彤丹 强強
    云雲 红紅 于於 冰氷 升昇陞 杰傑 恒恆 泽择译 清情倩请 淳谆 源原 润闰 澄橙 贵责
    赞攒 庄压 堂棠党 培陪 墨黑 宝玉 家冢 寅演 崇祟 帅师 康唐 彬杉 思恩 忠患 恰怡
    悦说 愉偷 成戍 才寸 振震 政攻 昱旻 晏宴 智知 曼蔓 本木 桦华 欣炊 水氷 沁泌
    洪供 玮韦 瑛英 璟景 真直 祖租 立产 竞竟竸 精情 素索 纯钝 继断 绍招 美羡 翔翊
    耀跃 聪总 胜性 舒野 芬分纷 茹如 菲非 裕浴 谦廉 贞员 长张 雄难 雯文 露路
    青清晴 顺须 飞气 香番 鸣呜 麟鳞
"""


SAME_SOUND, ALIKE = tuple(_SOUNDS.split()), tuple(_LOOKS.split())


def _pairs(groups: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for group in groups for pair in permutations(group, 2))


_SAME_SOUND, _ALIKE = _pairs(SAME_SOUND), _pairs(ALIKE)


def slip(one: str, other: str) -> str:
    """The slip that makes one name of the other: ``只差一个同音字``; "" when none does.

    One sign is another of the same sound or look, one is left out, or two neighbours changed
    places. It does not matter which of the two is right.
    """
    if abs(len(one) - len(other)) == 1:
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return "只差一个字" if len(shorter) > 1 and shorter in _shortened(longer) else ""
    if len(one) != len(other) or len(one) < 2:
        return ""
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if len(differing) == 1:
        (pair,) = differing
        return "只差一个同音字" if pair in _SAME_SOUND else "只差一个形近字" * (pair in _ALIKE)
    if len(differing) == 2 and differing[0] == differing[1][::-1]:
        return "只有两个字的先后不同"
    return ""


def _shortened(name: str) -> Iterator[str]:
    return (name[:place] + name[place + 1 :] for place in range(len(name)))
