"""The sample's scheme for any number of units: fewer of the notice's, or more beside them."""

from datetime import date

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import sample
from jlhy_xl.core.scheme.choices import Cycle, Direction, Joint, Source
from jlhy_xl.core.scheme.model import Group, Indicator, Scheme, Target, Unit

_TOWNS = ("运河街道", "邳庄镇", "泥沟镇", "涧头集镇", "张山子镇", "马兰屯镇")
_ROOMS = ("便民服务中心", "财政所", "自然资源所", "营商环境办公室", "供水站", "企业服务站")
_ROWS = 3  # indicators of a unit beyond the notice's


def scheme_of(count: int) -> Scheme:
    """Return a scheme of so many member units, its own ledgers (议定事项, 会议, 排名 …) left empty."""
    made = replace(
        sample(), meetings=(), resolutions=(), inspections=(), verified=(), named=(), waivers=(), ranks=(),
        published=(),
    )  # fmt: skip
    members = tuple(unit for unit in made.units if unit.member)
    adopted = replace(made.parameters, rules_from=date(2020, 1, 1))  # before every week drawn
    made = replace(made, units=members, parameters=adopted)
    return _fewer(made, count) if count <= len(members) else _more(made, count - len(members))


def _fewer(made: Scheme, count: int) -> Scheme:
    units = made.units[:count]
    codes = {unit.code for unit in units}
    indicators = tuple(row for row in made.indicators if codes.issuperset(row.leads))
    kept = {row.code for row in indicators}
    groups = tuple(row for row in made.groups if codes.issuperset(row.leads))
    targets = tuple(row for row in made.targets if row.indicator in kept)
    return replace(made, units=units, indicators=indicators, groups=groups, targets=targets)


def _more(made: Scheme, extra: int) -> Scheme:
    """Further units lead groups of their own, with indicators like the notice's."""
    models = [
        (row, made.target_of[row.code, row.leads[0]])
        for row in made.indicators
        if row.cycle is Cycle.WEEK and row.source is Source.UNIT and not row.is_worded
        and row.joint is Joint.NONE and row.direction is not Direction.UNDECIDED
    ]  # fmt: skip
    units, groups = list(made.units), list(made.groups)
    indicators, targets = list(made.indicators), list(made.targets)
    for step in range(extra):
        unit, group = _unit(len(made.units) + 1 + step, step), len(made.groups) + 1 + step
        units.append(unit)
        groups.append(Group(group, f"{unit.name}专项", (unit.code,)))
        for place in range(_ROWS):
            model, target = models[(step * _ROWS + place) % len(models)]
            row = _indicator(model, unit, group, place)
            indicators.append(row)
            targets.append(_target(target, row))
    return replace(
        made, units=tuple(units), groups=tuple(groups), indicators=tuple(indicators),
        targets=tuple(targets),
    )  # fmt: skip


def _unit(number: int, step: int) -> Unit:
    town, room = _TOWNS[step % len(_TOWNS)], _ROOMS[step // len(_TOWNS) % len(_ROOMS)]
    again = step // (len(_TOWNS) * len(_ROOMS))
    name = f"{town}{room}" + (f"第{again + 1}分站" if again else "")
    return Unit(f"U{number:02d}", name, mails=(f"dw{number:04d}@tez.example",))


def _indicator(model: Indicator, unit: Unit, group: int, place: int) -> Indicator:
    return replace(
        model, code=f"{group:02d}-{place + 1:02d}", group=group, leads=(unit.code,), score_of=(),
        note="",
    )  # fmt: skip


def _target(model: Target, row: Indicator) -> Target:
    return replace(model, indicator=row.code, unit=row.leads[0])
