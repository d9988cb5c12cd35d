"""What each line counts after the caps: one return, one cap group, one unit and year.

Pure arithmetic on lines; which rule was in force on a day is told here as well. Reports, however
many mistakes they hold, never cost more than silence: A1, A2 and B1 always share one cap, and one
return's lines share A2's points.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.calendar import label
from jlhy_xl.core.model import Deduction, Status
from jlhy_xl.core.scheme.choices import Decider, Treatment
from jlhy_xl.core.scheme.model import Rule, Scheme
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import caps as said_of
from jlhy_xl.core.wording import deductions as words

ZERO = Decimal(0)
LATE, SILENT, UNMENDED = "A1", "A2", "B1"
REPORTING = (LATE, SILENT, UNMENDED)  # 报送类
COUNTING = frozenset(
    {Status.TRIAL, Status.PROPOSED, Status.INFORMED, Status.OBJECTED, Status.UNOPPOSED,
     Status.REVIEWED}
)  # fmt: skip

_NAMED = re.compile(
    rf"{words.CAPPED}（(?P<cut>.+)）(?:，计|$)|{said_of.BELOW}.*?审定时"
    r"(?:所余上限(?:不足|\d[\d.]*分)（(?P<then>.+)），计|(?P<full>.+)已用满，计)"
)  # the sentences of ``wording.caps``


def rule_on(scheme: Scheme, code: str, day: date | None) -> Rule | None:
    """Return the rule of that code in force on a day; None where there is none."""
    for rule in scheme.rules:
        begun = day is None or rule.starts is None or rule.starts <= day
        ended = day is not None and rule.ends is not None and rule.ends < day
        if rule.code == code and begun and not ended:
            return rule
    return None


def note(*parts: str) -> str:
    """Return a line's note from its parts, blank ones left out.

    >>> note("已补报", "", "已达上限")
    '已补报；已达上限'
    """
    return words.JOIN.join(part for part in parts if part)


def silence(scheme: Scheme, day: date | None) -> Decimal:
    """Return what the run may propose for a return that never came: the most one return costs."""
    rule = rule_on(scheme, SILENT, day)
    if rule is None or rule.points is None or rule.decider is Decider.PERSON:
        return ZERO
    return max(rule.points, ZERO)


def _group_of(rule: Rule | None, code: str) -> str:
    if code in REPORTING:
        return SILENT
    return (rule.cap_group if rule else "") or code


class Limit(Struct, frozen=True):
    """What bounds a line: its cap group, that group's cap, the cost of silence, the unit's year."""

    group: str
    most: Decimal | None  # None: no cap
    silence: Decimal  # the most that one return may cost
    year: Decimal | None

    @property
    def name(self) -> str:
        """The cap group as people call it."""
        return said_of.REPORTING if self.group == SILENT else self.group

    @property
    def group_words(self) -> str:
        """The group's cap with its figure, "" where there is none."""
        if self.most is None:
            return ""
        return said_of.GROUP.format(group=self.name, most=plain(self.most))

    @property
    def year_words(self) -> str:
        """The unit's cap of a year with its figure, "" where there is none."""
        return "" if self.year is None else said_of.YEAR.format(most=plain(self.year))


class _Limits:
    """The caps of a scheme by rule and day, each worked out once; words on single lines go first."""

    def __init__(self, scheme: Scheme, said: Mapping[str, Limit] | None = None) -> None:
        self.scheme = scheme
        self.said = said or {}
        self.caps: dict[tuple[str, date | None], tuple[str, Decimal | None]] = {}
        self.silences: dict[date | None, Decimal] = {}

    def cap(self, line: Deduction) -> tuple[str, Decimal | None]:
        """Return the line's cap group and the smallest cap that a rule of it sets that day."""
        key = (line.rule, line.day)
        if key not in self.caps:
            scheme, (code, day) = self.scheme, key
            group = _group_of(rule_on(scheme, code, day), code)
            codes = {row.code for row in scheme.rules if _group_of(row, row.code) == group}
            found = (rule_on(scheme, other, day) for other in sorted(codes | {code}))
            caps = [row.cap for row in found if row and row.cap is not None]
            self.caps[key] = (group, min(caps, default=None))
        return self.caps[key]

    def silence(self, day: date | None) -> Decimal:
        """Return the most that one return may cost."""
        if day not in self.silences:
            self.silences[day] = silence(self.scheme, day)
        return self.silences[day]

    def of(self, line: Deduction) -> Limit:
        """Return all that bounds a line."""
        if line.id in self.said:
            return self.said[line.id]
        year = self.scheme.parameters.year_cap
        return Limit(*self.cap(line), self.silence(line.day), year)


def limits_of(scheme: Scheme, lines: Iterable[Deduction]) -> dict[str, Limit]:
    """Return what bounds each line by a scheme's rules, by the line's id."""
    limits = _Limits(scheme)
    return {line.id: limits.of(line) for line in lines}


class _Room(Struct):
    """What one unit has used in one year, by cap."""

    groups: dict[str, Decimal] = field(default_factory=dict)
    settled: dict[str, Decimal] = field(default_factory=dict)  # of the groups: what is 审定
    lines: list[tuple[Deduction, str]] = field(default_factory=list)  # that used it, each's group
    returns: dict[str, Decimal] = field(default_factory=dict)
    year: Decimal = ZERO

    def use(self, line: Deduction, group: str, amount: Decimal) -> None:
        self.groups[group] = self.groups.get(group, ZERO) + amount
        self.lines.append((line, group))
        if line.status is Status.SETTLED:
            self.settled[group] = self.settled.get(group, ZERO) + amount
        self.year += amount
        if line.rule in REPORTING:
            self.returns[line.period] = self.returns.get(line.period, ZERO) + amount


def is_counting(scheme: Scheme, line: Deduction) -> bool:
    """Whether the line takes part in the caps as a proposal.

    Once a rule is adopted, a line that stays a mere hint lies before its first day.
    """
    return line.status in COUNTING and (scheme.is_trial or line.status is not Status.TRIAL)


def in_points(scheme: Scheme, unit: str) -> bool:
    """Whether a unit's settled lines become points (处理方式 减扣)."""
    found = scheme.unit_by_code.get(unit)
    return found is None or found.treatment is Treatment.DEDUCT


def cap(
    scheme: Scheme, lines: Sequence[Deduction], amounts: Mapping[str, Decimal] | None = None,
    said: Mapping[str, Limit] | None = None,
) -> tuple[Deduction, ...]:  # fmt: skip
    """Return the lines, in the given order, with what each counts after the caps.

    审定 lines come first at their fixed amounts; then the others by period, rule and subject. A line
    that is cut says 已达上限 and by which cap; one that is 审定 below its proposal says why. Working
    it out again changes nothing; the order given does not matter.

    Args:
        scheme: the rules, caps and treatments.
        lines: any units' lines of any years.
        amounts: line id → the amount that a person decided in place of the proposed one.
        said: line id → what bounds it, where that is not what the scheme says today.
    """
    limits = _Limits(scheme, said)
    rooms: dict[tuple[str, int], _Room] = {}
    counted: dict[int, Deduction] = {}
    order = sorted(range(len(lines)), key=lambda at: _place(lines[at]))
    for at in order:
        line = lines[at]
        room = rooms.setdefault((line.unit, line.year), _Room())
        if line.status is Status.SETTLED:
            fixed = line.settled or ZERO
            room.use(line, limits.of(line).group, fixed)
    before: dict[tuple[str, int], _Room] = {}
    for at in order:
        line, whose = lines[at], (lines[at].unit, lines[at].year)
        earlier = before.setdefault(whose, _Room())
        if line.status is Status.SETTLED:
            wanted = (amounts or {}).get(line.id, line.proposed)
            why = _below(limits, line, wanted, (rooms[whose], earlier))
            said_ = note(_bare(line.note), why)
            counted[at] = replace(line, applied=line.settled or ZERO, note=said_)
        else:
            earlier.use(line, limits.of(line).group, line.proposed or ZERO)
    for at in order:
        if at not in counted:
            line = lines[at]
            wanted = (amounts or {}).get(line.id, line.proposed)
            counted[at] = _one(limits, line, wanted, rooms[line.unit, line.year])
    return tuple(counted[at] for at in range(len(lines)))


def _place(line: Deduction) -> tuple[str, str, str, str]:
    return (line.period, line.rule, line.subject, line.unit)


def _bare(text: str) -> str:
    """Return a note without what an earlier working-out said of the caps."""
    ours = (words.CAPPED, said_of.BELOW, said_of.FILLED, said_of.HELD)
    return note(*(part for part in text.split(words.JOIN) if not part.startswith(ours)))


def _below(
    limits: _Limits, line: Deduction, wanted: Decimal | None, rooms: tuple[_Room, _Room]
) -> str:
    """Return why a line was 审定 below its proposal, "" where it was not.

    Args:
        limits: what bounds the lines.
        line: the settled one.
        wanted: what a person decided, else what was proposed.
        rooms: what the unit's settled lines use of its year, this one's among them; and what
            those before it would use that are not settled, whatever became of them.
    """
    fixed, proposed = line.settled or ZERO, line.proposed
    if proposed is None or fixed >= proposed or not in_points(limits.scheme, line.unit):
        return ""
    figures = {"amount": plain(fixed), "wanted": plain(proposed if wanted is None else wanted)}
    is_adjusted = wanted is not None and fixed <= wanted < proposed
    if is_adjusted and wanted == fixed:
        return said_of.BY_PERSON.format(**figures)
    cap_, is_full = _cap_then(limits.of(line), line, rooms)
    if not cap_:
        return said_of.BY_BASIS
    forms = said_of.THEN
    if is_full:  # a cap that left something was not used up then
        forms = said_of.PART if fixed else said_of.FULL
    told = forms[is_adjusted].format(cap=cap_, **figures)
    return told if is_full else note(told, _held(limits, line, cap_, rooms[1]))


def _held(limits: _Limits, line: Deduction, cap_: str, earlier: _Room) -> str:
    """Return which proposals before a settled line still take the room it lacked, "" where none does."""
    limit = limits.of(line)
    is_year = bool(limit.year_words) and limit.year_words in cap_.split(said_of.OR)
    told = [
        said_of.HELD_LINE.format(
            week=label(row.period).partition("（")[0], rule=row.rule, amount=plain(row.proposed)
        )
        for row, group in earlier.lines
        if row.proposed and is_counting(limits.scheme, row) and (is_year or group == limit.group)
    ]
    return said_of.HELD_BY.format(lines=words.LIST.join(told)) if told else ""


def _cap_then(limit: Limit, line: Deduction, rooms: tuple[_Room, _Room]) -> tuple[str, bool]:
    """Return the cap that bounded a settled line, and whether settled lines alone fill it.

    Where they do not, proposals that went before it may have taken the rest then: each cap that
    they can have filled is named. "" where none can have been full.
    """
    known = [
        (limit.group_words, limit.most, [each.groups.get(limit.group, ZERO) for each in rooms]),
        (limit.year_words, limit.year, [each.year for each in rooms]),
    ]
    if line.rule in REPORTING:
        used = [each.returns.get(line.period, ZERO) for each in rooms]
        known.append((said_of.RETURN, limit.silence, used))
    for named, most, used in known:
        if most is not None and used[0] >= most:
            return named, True
    maybe = [named for named, most, used in known if most is not None and sum(used) >= most]
    return said_of.OR.join(maybe), False


def _one(limits: _Limits, line: Deduction, wanted: Decimal | None, room: _Room) -> Deduction:
    """Return one unsettled line with what is left for it, and take that from the room."""
    scheme, bare = limits.scheme, _bare(line.note)
    if wanted is None or not is_counting(scheme, line) or not in_points(scheme, line.unit):
        return replace(line, applied=ZERO, note=bare)
    limit = limits.of(line)
    wanted = max(wanted, ZERO)
    left = [(wanted, "")]  # the tightest bound names itself, the first of those equally tight
    if limit.most is not None:
        left.append((limit.most - room.groups.get(limit.group, ZERO), limit.group_words))
    if limit.year is not None:
        left.append((limit.year - room.year, limit.year_words))
    if line.rule in REPORTING:
        left.append((limit.silence - room.returns.get(line.period, ZERO), said_of.RETURN))
    most, named = min(left, key=lambda each: each[0])
    applied = max(most, ZERO) or ZERO  # never 0.0
    said = filled = ""
    if applied < wanted:
        form = said_of.CUT_PART if applied else said_of.CUT
        said = form.format(cap=named, applied=plain(applied))
        filled = _filled(limit, room) if named == limit.group_words else ""
    room.use(line, limit.group, applied)
    return replace(line, applied=applied, note=note(bare, said, filled))


def _filled(limit: Limit, room: _Room) -> str:
    """Return what fills a line's cap: what is 审定, and what is proposed before it.

    Where nothing is 审定 the lines before it show that by themselves: "".
    """
    settled = room.settled.get(limit.group, ZERO)
    if not settled:
        return ""
    rest = room.groups.get(limit.group, ZERO) - settled
    parts = (
        said_of.FILLED_SETTLED.format(amount=plain(settled)),
        said_of.FILLED_OPEN.format(amount=plain(rest)) if rest else "",
    )
    return said_of.FILLED_BY.format(parts=words.LIST.join(part for part in parts if part))


def cut_by(line: Deduction) -> str:
    """Return the cap that cut a line, with its figure; "" where none did.

    What bounds one return is no cap: it is told in the line alone.
    """
    for part in line.note.split(words.JOIN):
        found = _NAMED.match(part)
        if found:
            named = found["cut"] or found["full"] or found["then"]
            return "" if named == said_of.RETURN else named
    return ""


def marks(lines: Iterable[Deduction]) -> dict[str, tuple[Decimal, Decimal]]:
    """Return each unit's totals (proposed, settled), sums of the lines; only 审定 is settled."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for line in lines:
        proposed, settled = found.get(line.unit, (ZERO, ZERO))
        fixed = line.settled if line.status is Status.SETTLED and line.settled else ZERO
        found[line.unit] = (proposed + line.applied, settled + fixed)
    return found
