"""Persons named in running text: after the word for what they are, before a title, before a number.

No list holds every name, so a name is a surname and one or two characters more where the words
around it say that a person is meant; what only begins like a surname (管理, 方式, 单位) is no name.
"""

import re
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]

_SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋"
    "余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫"
    "阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤康常温赖施向文洪季颜樊兰殷申耿卜冉褚"
    "苗翟褟焦岳齐庞章鲁葛尤毕聂丛安倪祁路骆邢欧阳翁柳俞柯凌伍辛纪管甘童卓尚包司成舒简"
    "关盛梅裴鲍曲祝霍詹项闵单车时裘房靳蒲谷柴宁费甄古解边隋阮滕游屈窦华强蓝艾池景牛连"
    "涂庄冷植饶佟鞠仇匡晏娄楚桂米宫奚商岑应晋代巩原牟佘仲计储党巫阚盖符邬乔麦初凤狄臧"
    "娥郎敖冀荆栾卫扈花亓邝沙谈隆贝戚门昌伏宗辜练滑芦苟丰卞苑郗桑刁岐满展鹿逄綦衣潭訾"
    "慕种宿仝席燕尉么璩衡步都弓仉黑虞茅骞厉暴蔚越墨谯年爱"
)
_DOUBLE = (
    "欧阳|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|端木|长孙|宇文|轩辕|南宫|独孤|呼延|"
    "百里|东郭|西门|澹台|公冶|濮阳|淳于|单于|太史|申屠|仲孙|钟离|闻人|赫连|完颜|耶律|纳兰|拓跋|万俟|鲜于|闾丘"
)
_HAN = r"㐀-䶿一-鿿\U00020000-\U0003134f"
# Never part of a given name: what institutions, duties and telephones are called.
_NEVER = frozenset(
    "局院部委办处科室厅所站镇街组厂司区县市省乡校行社党团政府位方机号线们的了和与及或等个各本该这那此其每请副同议"
)
_WORDS = (  # what begins with a surname's character and is none
    "原为 改为 应为 施细 管理 管道 管线 管网 管控 管局 管委 管护 管辖 方式 方案 方面 方便 方向 方可 方法 "
    "单位 单独 单据 单元 单项 项目 施工 施行 施策 车间 车辆 常务 常委 常态 常年 常见 "
    "安全 安排 安装 安置 安心 高度 高效 高新 高质 高频 高速 高级 任务 任职 任组 任何 "
    "任命 于是 于本 于每 于周 于昨 于今 于明 于上 于下 于当 于年 于月 成员 成立 成功 "
    "成果 成本 成效 计划 计算 计量 包括 包含 包保 包联 应当 应急 应付 应报 应到 应于 "
    "应在 应按 应及 应尽 应用 应对 时间 时限 时段 时候 时效 文件 文明 文旅 文化 文字 "
    "文号 文书 石油 金融 金额 金服 代表 代理 代办 代会 代码 代为 代收 代签 代章 代管 "
    "强化 强调 强制 解决 解释 解读 解答 关于 关注 关系 关键 关闭 关停 关联 路线 路径 "
    "路段 路灯 向上 向下 向社 向各 向本 向区 向市 向全 向群 向企 向其 向有 向办 都应 "
    "都要 都有 都是 都在 景区 周报 周期 周边 周一 周二 周三 周四 周五 周六 周日 周末 "
    "周内 周知 周调 白天 马上 温度 康养 商务 商户 商事 商业 商会 商标 商品 商量 商请 "
    "商定 华东 边界 连续 连接 连同 连夜 牛羊 年度 年底 年初 年内 年终 年末 年检 年报 "
    "年前 年后 万元 万户 万件 万人 万余 万亿 信息 信用 信访 信箱 信贷 信件 信函 种类 "
    "种植 种养 越级 越来 满意 满足 满分 步骤 步伐 花费 费用 费率 费改 党组 党委 党员 "
    "党群 党工 党支 党建 卫生 卫健 卫计 房产 房屋 房管 房地 房建 席位 衡量 司法 司机 "
    "宫颈 原因 原则 原件 原有 原定 原来 原任 原文 游客 展示 展开 展览 初审 初步 初始 "
    "丰富 隆重 宗地 宗旨 门户 门口 门窗 暴雨 暴露 厉行 尚未 尚无 尚需 尚有 尚不 尚在 "
    "宁可 江苏 江北 江南 石化 谈话 谈判 练习 沙石 沙土 江河 田地 林业 林地 林草 林木 "
    "林长 白名 黑名 余额 余件 余户 余人 余万 余家 余条 余次 余项 申请 申报 申诉 申办 "
    "申领 申述 申贷 史料 温馨 毛利 简称 简化 简易 简报 简单 简便 简介 程序 程度 路况 "
    "严格 严重 严禁 严肃 严防 严控 章程 章节 章印 古建 古城 古镇 武装 龙头 雷电 方正 "
    "包装 包干 何时 何人 何种 何地 何处 何况 连带 向联 向主 任期 任免 贝壳 燕山 桂花 "
    "梅花 柳树 段落 阳光 阳台 欧元 欧盟 许可 许多 谢谢 齐全 齐抓 曾经 曾任 曾在 曾于 "
    "曾被 曾因 曾多 曾向 季度 季末 季报 程控 高压 高位 高标 高层 高素 高等 高校 "
    "高铁 高考 孔径 纪要 纪检 纪委 纪律 纪录 盛世 甘肃 宁夏 鲁南 华北 夏季 夏天 夏粮 "
    "洪水 洪涝 江浙 温州 郑州 苏州 徐州 于第 于初 于底 于日 于工 于规 于完 于其 于该 "
    "于此 于截 于会 于春 于国 于节 于一 于二 于三 于四 于五 于六 于七 于八 于九 于十 "
    "代报 代填 代交 代发 代拟 代联 代缴 "
)
NO_NAMES = frozenset(_WORDS.split())
_UNSURE = frozenset(
    "司庄路牛宫池谷江边景于任应时都向安全单项管方常施成计包解强关高代文石金商华边连年万信种越满步花党卫房席原游展初丰隆宗门尚严何曾许明能有经由和同从"
)

_TITLE = (
    "(?:第一|常务)?副?(?:主任|局长|院长|科长|处长|股长|书记|行长|经理|主席|镇长|区长|所长|站长|队长|庭长|部长|"
    "组长|司长|厅长|校长|法官|同志|先生|女士|老师|律师|会计|工程师|联络员|联系人|经办人|负责人|总监|专员|干事)"
)
_ROLES = "联络员|联系人|经办人|经手人|填报人|填表人|报送人|报告人|责任人|承办人|审核人|签收人|送达人|对接人|值班人|分管领导|负责人|负责同志|姓名"
_OFFICES = "主任|局长|院长|科长|处长|股长|书记|行长|经理|主席|镇长|区长|所长|站长|队长|庭长|部长|组长|法官|同志|科员|会计|工程师"
# what may follow a whole name
_AFTER = (
    r"(?=$|[^㐀-䶿一-鿿]|同志|先生|女士|负责|牵头|带队|主持|电话|手机|联系|座机|微信|邮箱|说|表示|反映|要求|已|参加|签字|签收|"
    r"办理|汇报|介绍|通报|强调|指出|出席|讲话|对接|接听|等|和|与|及|、|为|是|任|的|在|"
    rf"{_TITLE})"
)
_BETWEEN = r"[：:\s　,，、（(\[【“\"'为是叫/\-—_]{0,3}"
_NUMBER = r"[\s　,，、：:（(]{0,2}(?:的)?(?:联系|办公|移动|手机|固定|值班|本人)?(?:电话|手机|座机|号码|手机号|电话号码|微信|QQ|邮箱|Tel|tel|TEL)?(?:号码|号)?[：:\s　,，、（(\[【/\-—_为是]{0,3}"

_ROLE_AHEAD = re.compile(rf"(?:{_ROLES}){_BETWEEN}")
_OFFICE_AHEAD = re.compile(rf"(?:{_OFFICES})[：:\s　（(“]{{0,2}}")
_TITLE_NEXT = re.compile(_TITLE)
_TITLE_AFTER = re.compile(rf"[ 　]{{0,2}}[（(]?{_TITLE}")
_AND = re.compile(r"[、和与及][ 　]?")
_NUMBER_NEXT = re.compile(_NUMBER)
_ENDS = re.compile(_AFTER)
_NAMES = re.compile(rf"(?:{_DOUBLE}|[{''.join(sorted(_SINGLE))}])")
_IN_WORDS = re.compile(rf"[{_HAN}]")
_PAUSES = frozenset("，,、；;")
_NEAR = 20  # signs between where a name begins and its number
_DOUBLES = frozenset(_DOUBLE.split("|"))
_LONG, _SHORT = re.compile(rf"[{_HAN}·]{{2}}"), re.compile(rf"[ 　]{{0,2}}[{_HAN}]")


def persons(text: str, numbers: Sequence[Span] = ()) -> Iterator[Span]:
    """Yield where persons are named.

    Args:
        text: running text.
        numbers: where telephone numbers and addresses stand in it.

    >>> named = lambda text, *numbers: [text[a:b] for a, b in persons(text, numbers)]
    >>> named("联系人李伟，请与王晓东主任对接"), named("李伟13800000000", (2, 13))
    (['李伟', '王晓东'], ['李伟'])
    >>> named("办公室主任、项目负责人高度重视"), named("联系方式13800000000", (4, 15))
    ([], [])
    """
    found = {*_after(text, _ROLE_AHEAD, loose=True), *_after(text, _OFFICE_AHEAD, loose=False)}
    starts = frozenset(first for first, _ in numbers)

    def is_number(start: int, end: int) -> bool:
        hit = _NUMBER_NEXT.match(text, end)
        if hit is None or (
            text[end : end + 1] in _PAUSES and start and _IN_WORDS.match(text, start - 1)
        ):
            return False  # 实施细则，电话…
        # the words between a name and its number may be cut short
        return any(at in starts for at in range(end, hit.end() + 1))

    for hit in _TITLE_NEXT.finditer(text):
        found |= {
            *_before(text, (hit.start() - 8, hit.start()), lambda _, end: _is_title(text, end))
        }
    for first in starts:
        found |= {*_before(text, (first - _NEAR, first), is_number)}
    found |= {span for _, end in tuple(found) for span in _others(text, end)}
    last = 0
    for first, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= last:
            yield first, end
            last = end


def _after(text: str, ahead: re.Pattern[str], *, loose: bool) -> Iterator[Span]:
    """Yield the names that follow a word; where the word is a person's own, what follows may be anything."""
    for hit in ahead.finditer(text):
        start = hit.end()
        lengths = _lengths(text, start)
        whole = [length for length in lengths if _ENDS.match(text, start + length)]
        if whole:
            yield start, start + whole[0]
        elif loose and lengths and text[start] not in _UNSURE:
            yield start, start + lengths[0]


def _others(text: str, end: int) -> Iterator[Span]:
    """Yield the names that are told after one: 张明、李强和王伟."""
    while hit := _AND.match(text, end):
        lengths = [at for at in _lengths(text, hit.end()) if _ENDS.match(text, hit.end() + at)]
        if not lengths:
            return
        end = hit.end() + lengths[0]
        yield hit.end(), end


def _is_title(text: str, end: int) -> bool:
    return _TITLE_AFTER.match(text, end) is not None


def _before(text: str, where: Span, follows: Callable[[int, int], bool]) -> Iterator[Span]:
    """Yield the names that begin between two places and stand right before something."""
    for hit in _NAMES.finditer(text, max(where[0], 0), where[1]):
        for start in {hit.start(), hit.end() - 1}:
            for length in _lengths(text, start):
                end = start + length
                # 向李伟同志, 于李主任: a word before a name, not a name's first character
                unsure = (
                    text[start] in _UNSURE
                    and text[start : start + 2] not in _DOUBLES
                    and _NAMES.match(text, start + 1)
                )
                if not unsure and follows(start, end):
                    yield start, end
                    break


def _lengths(text: str, start: int) -> list[int]:
    """Return how long a name that begins here may be, the longest first; none where none begins."""
    if start >= len(text):
        return []
    family = 2 if text[start : start + 2] in _DOUBLES else 1
    if family == 1 and text[start] not in _SINGLE:
        return []
    shapes = [hit for shape in (_LONG, _SHORT) if (hit := shape.match(text, start + family))]
    found = []
    for hit in shapes:
        given = "".join(hit[0].split())
        if not set(given) & _NEVER and f"{text[start]}{given[0]}" not in NO_NAMES:
            found.append(family + len(hit[0]))
    return found
