"""The office's words for the fixed sentences of its letters, the program's own where it has none."""

from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording.phrases import DEFAULTS, Place, filled


def phrase(scheme: Scheme, place: Place, **slots: str) -> str:
    """Return what stands at a place of a letter, its slots filled.

    >>> phrase(Scheme(), Place.NOTICE_OPENING, 期次="2026年第48周")
    '现将2026年第48周营商环境评价工作情况通报如下。'
    """
    known = (row.text for row in scheme.phrases if row.place == place.value and row.text)
    return filled(next(known, DEFAULTS[place]), slots)


def signature(scheme: Scheme) -> str:
    """Return the office's name as it signs and seals: whole, where its short name is the end of it.

    >>> from jlhy_xl.core.scheme.model import Parameters
    >>> signature(Scheme(parameters=Parameters(title="某区联席会议", office_name="联席会议办公室")))
    '某区联席会议办公室'
    >>> signature(Scheme(parameters=Parameters(title="某区联席会议", office_name="区营商办")))
    '区营商办'
    """
    whole, short = f"{scheme.parameters.title}办公室", scheme.parameters.office_name
    return whole if whole.endswith(short) else short
