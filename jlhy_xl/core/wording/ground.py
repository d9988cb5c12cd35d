"""The notice that the rules rest on: its number, and the words of the clauses that rules name.

Another district's office has a notice of its own: of that one nothing is claimed.
"""

from jlhy_xl.core.scheme.model import Scheme

_DISTRICT = "台儿庄区"
_NUMBER = "台政办字〔2020〕11号"
_CLAUSES = {
    "五（四）": "对营商环境工作责任落实不及时、不到位或因消极懈怠造成指标排名落后的单位减扣年终综合考核得分",
}


def number(scheme: Scheme) -> str:
    """Return the notice's number in brackets, "" where it is not known.

    >>> from jlhy_xl.core.scheme.model import Parameters
    >>> number(Scheme(Parameters(district="台儿庄区"))), number(Scheme())
    ('（台政办字〔2020〕11号）', '')
    """
    return f"（{_NUMBER}）" if scheme.parameters.district == _DISTRICT else ""


def clause(scheme: Scheme, name: str) -> str:
    """Return a clause with its words, "" where they are not known.

    >>> from jlhy_xl.core.scheme.model import Parameters
    >>> clause(Scheme(Parameters(district="台儿庄区")), "五（四）")[:13]
    '五（四）“对营商环境工作责'
    >>> clause(Scheme(), "五（四）")
    ''
    """
    words = _CLAUSES.get(name, "") if number(scheme) else ""
    return f"{name}“{words}”" if words else ""
