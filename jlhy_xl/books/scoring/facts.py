"""减扣评分表's lines, each prepared once: whose, which head and clause, what proves it, what was decided."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from jlhy_xl.core.calendar import label, localised
from jlhy_xl.core.model import Deduction, Evidence, Severity, Status
from jlhy_xl.core.points.caps import (
    COUNTING,
    REPORTING,
    UNMENDED,
    ZERO,
    cut_by,
    in_points,
    rule_on,
)
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.core.scheme.model import Rule, Scheme, Unit
from jlhy_xl.core.scheme.succession import standing
from jlhy_xl.core.wording import deductions as words

SPARED = (Status.WAIVED, Status.EXEMPT)
NO_RULE = "（规则已停用）"
_OPEN_FAULT = "待定"  # shown while it is not clear whose delay it is; the record's own tag stays
OWN_BUREAU = "涉及办公室所在单位，报总召集人审定"
_REST = "另有{count}条，见“证据”表"
_FEW = 3  # periods that are named one by one
_CELLS = 6  # of a sheet, that are named
SHOWN = 2  # pieces of evidence that a line shows itself

_NO_SECONDS = re.compile(r"(?<=\d{4}-\d\d-\d\d \d\d:\d\d):00(?![\d:])")

Telling = Callable[[datetime | None], str]


class Line(Struct, frozen=True):
    """A deduction line ready to be shown."""

    found: Deduction
    unit: Unit | None
    name: str  # the unit's
    rule: Rule | None
    said: Decision
    is_new: bool
    is_closed: bool  # nothing can be decided about it: 试运行, or before the rules' first day
    fate: str = ""  # that the unit has ended since, and who follows it

    @property
    def head(self) -> str:
        """Which of the clause's heads it falls under."""
        return self.rule.head if self.rule else NO_RULE

    @property
    def clause(self) -> str:
        """Its ground in the notice."""
        return self.rule.clause if self.rule else ""

    @property
    def fact(self) -> str:
        """What happened, in words."""
        subject = self.found.subject
        told = minutes(self.found.event)
        return told if not subject or subject in told else f"{subject}：{told}"

    @property
    def note(self) -> str:
        """What must be known about it."""
        own = OWN_BUREAU if self.unit and self.unit.office else ""
        return words.JOIN.join(part for part in (self.found.note, own, self.fate) if part)

    @property
    def remark(self) -> str:
        """The same as the desks show it, with what is the office's alone to judge."""
        return words.JOIN.join(part for part in (minutes(self.note), self.outside) if part)

    @property
    def outside(self) -> str:
        """That points are proposed for a unit that is no member, "" elsewhere."""
        unit = self.unit
        if unit is None or unit.member or unit.treatment is not Treatment.DEDUCT:
            return ""
        is_open = self.found.status in COUNTING and not self.is_closed
        return f"{unit.name}{words.NOT_A_MEMBER}" if is_open else ""

    @property
    def fault(self) -> str:
        """责任归属 as the desks show it."""
        return _OPEN_FAULT if self.found.status is Status.UNCERTAIN else self.found.fault

    @property
    def settled(self) -> Decimal | None:
        """核定分值, only when 审定."""
        return self.found.settled if self.found.status is Status.SETTLED else None


class Proof(Struct, frozen=True):
    """One piece of evidence with the line that it proves."""

    number: int
    line: Line
    evidence: Evidence


class Facts(Struct, frozen=True, dict=True):
    """What the sheets are made from."""

    results: Results

    @property
    def scheme(self) -> Scheme:
        """The scheme in force."""
        return self.results.scheme

    @cached_property
    def all(self) -> tuple[Line, ...]:
        """Every line, by unit in the scheme's order, period, rule and subject."""
        scheme = self.scheme
        latest = {said.deduction: said for said in self.results.decisions}
        place = {unit.code: at for at, unit in enumerate(scheme.units)}
        ordered = sorted(
            self.results.deductions,
            key=lambda row: (place.get(row.unit, len(place)), row.unit, row.period, row.rule, row.subject),
        )  # fmt: skip
        return tuple(
            Line(
                found, scheme.unit_by_code.get(found.unit), unit_name(scheme, found.unit),
                rule_on(scheme, found.rule, found.day), latest.get(found.id, Decision(found.id)),
                found.id in self.results.fresh,
                scheme.is_trial or found.status is Status.TRIAL, self._fate(found.unit),
            )
            for found in ordered
        )  # fmt: skip

    def _fate(self, code: str) -> str:
        """Return that a unit has ended and who follows it, "" while it exists."""
        today = localised(self.scheme, self.results.now).date()
        unit = self.scheme.unit_by_code.get(code)
        ended = unit is not None and unit.ends is not None and unit.ends < today
        return standing(self.scheme, code, today) if ended else ""

    @cached_property
    def proposed(self) -> tuple[Line, ...]:
        """The lines of 逐条: neither laid out for a person nor spared."""
        aside = (Status.LAID_OUT, *SPARED)
        return tuple(line for line in self.all if line.found.status not in aside)

    @cached_property
    def laid_out(self) -> tuple[Line, ...]:
        """The lines of 待认定."""
        return tuple(line for line in self.all if line.found.status is Status.LAID_OUT)

    @cached_property
    def spared(self) -> tuple[Line, ...]:
        """The lines of 不予减扣."""
        return tuple(line for line in self.all if line.found.status in SPARED)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Line id → its place among the lines of its own sheet."""
        lists = (self.proposed, self.laid_out, self.spared)
        return {line.found.id: at for lines in lists for at, line in enumerate(lines)}

    @cached_property
    def proofs(self) -> tuple[Proof, ...]:
        """Every piece of evidence, in the lines' order."""
        pairs = ((line, piece) for line in self.all for piece in line.found.evidence)
        return tuple(Proof(at, line, piece) for at, (line, piece) in enumerate(pairs, 1))

    @cached_property
    def first_proof(self) -> Mapping[str, int]:
        """Line id → number of its first piece of evidence."""
        found: dict[str, int] = {}
        for proof in self.proofs:
            found.setdefault(proof.line.found.id, proof.number)
        return found

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as 规则 lists them: a later row of a rule behind its earlier ones."""
        codes = list(dict.fromkeys(rule.code for rule in self.scheme.rules))
        return tuple(sorted(
            self.scheme.rules, key=lambda rule: (codes.index(rule.code), rule.starts or date.min)
        ))  # fmt: skip

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The heads of the rules, and of the lines whatever became of their rules."""
        named = [rule.head for rule in self.scheme.rules]
        return tuple(dict.fromkeys([*named, *(line.head for line in self.all)]))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that the lines are of; this period's where there are none."""
        return tuple(sorted({line.found.year for line in self.all})) or (
            int(self.results.clock.period[:4]),
        )

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The member units that exist now, and every other unit with a line."""
        active = {duty.unit.code for duty in self.results.duties if duty.unit.member}
        active |= {line.found.unit for line in self.all}
        known = [unit for unit in self.scheme.units if unit.code in active]
        strange = {line.found.unit for line in self.all} - {unit.code for unit in known}
        return (*known, *(Unit(code, code) for code in sorted(strange)))

    def units_in_points(self, *, counted: bool) -> tuple[Unit, ...]:
        """Return the units whose settled lines become points, or the others."""
        return tuple(unit for unit in self.units if in_points(self.scheme, unit.code) is counted)

    def local(self, moment: datetime | None) -> datetime | None:
        """Return a moment on the office's clock, to the second."""
        return localised(self.scheme, moment).replace(microsecond=0) if moment else None

    def told(self, moment: datetime | None) -> str:
        """Return a moment in words, to the second, "" where there is none."""
        when = self.local(moment)
        return f"{when:%Y-%m-%d %H:%M:%S}" if when else ""

    def when(self, moment: datetime | None) -> str:
        """Return a moment as the desks show it: to the minute where it has no seconds."""
        return minutes(self.told(moment))

    def remark(self, line: Line) -> str:
        """Return what must be known of a line, and what a decision about it still lacks."""
        return words.JOIN.join(
            part for part in (line.remark, *self.lacking.get(line.found.id, ())) if part
        )

    @cached_property
    def lacking(self) -> Mapping[str, tuple[str, ...]]:
        """What a decision lacks or contradicts, by line: why it has settled nothing."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self.results.findings:
            if row.code[0] == "D" and row.field and row.severity is not Severity.NOTE:
                form = words.LACKING if row.severity is Severity.ERROR else words.TO_CHECK
                told = form.format(what=minutes(row.message.partition("。")[0]))
                found[row.row_key] = (*found.get(row.row_key, ()), told)
        return found

    def evidence_words(
        self, line: Line, most: int = SHOWN, rest: str = _REST, told: Telling | None = None
    ) -> str:
        """Return a line's evidence in words, the first pieces only, and how many more there are.

        Args:
            line: whose evidence.
            most: how many pieces are shown.
            rest: what is said of the others.
            told: how a moment is written; as ``when`` where it is not given.
        """
        pieces = line.found.evidence
        said = [self.piece_words(piece, told) for piece in pieces[:most]]
        if len(pieces) > most:
            said.append(rest.format(count=len(pieces) - most))
        return "\n".join(said)

    def piece_words(self, piece: Evidence, told: Telling | None = None) -> str:
        """Return one piece of evidence in words: what, file, sheet and cell, found, when."""
        place = place_of(piece)
        found = piece.found
        if piece.cell and found:
            found = f"所填“{found}”"
        parts = (piece.file, place, found, (told or self.when)(piece.at))
        rest = "，".join(part for part in parts if part)
        return f"{piece.what}：{rest}" if rest else piece.what


def minutes(text: str) -> str:
    """Return a text of ours, each moment to the minute where it has no seconds.

    >>> minutes("截止时间2026-11-27 17:00:00，2026-11-27 17:00:12收到")
    '截止时间2026-11-27 17:00，2026-11-27 17:00:12收到'
    """
    return _NO_SECONDS.sub("", text)


def place_of(piece: Evidence) -> str:
    """Return sheet and cell as people write them.

    >>> place_of(Evidence("未补正", sheet="指标进展表", cell="J5"))
    '指标进展表!J5'
    """
    return "!".join(part for part in (piece.sheet, piece.cell) if part)


def total(lines: Iterable[Line], *, settled: bool = False) -> Decimal:
    """Return the sum of what the lines count, or of what was 审定."""
    amounts = ((line.settled or ZERO) if settled else line.found.applied for line in lines)
    return sum(amounts, ZERO)


def of(lines: Sequence[Line], unit: str, year: int, head: str = "") -> tuple[Line, ...]:
    """Return a unit's lines of a year, of one head where it is given."""
    return tuple(
        line
        for line in lines
        if (line.found.unit, line.found.year) == (unit, year) and head in ("", line.head)
    )


def cut(lines: Iterable[Line]) -> dict[str, tuple[Line, ...]]:
    """Return the lines that a cap cut, by that cap and its figure, in the lines' order.

    A cap that changed within the year stands here once for each figure.
    """
    found: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        named = cut_by(line.found)
        if named:
            found[named] = (*found.get(named, ()), line)
    return found


def cut_words(lines: Sequence[Line]) -> str:
    """Return which lines a cap cut: their periods and how many they are."""
    return f"{weeks(line.found.period for line in lines)}的{len(lines)}条不计或少计"


def weeks(periods: Iterable[str]) -> str:
    """Return periods in words, the first and the last where they are many.

    >>> weeks(["2026-W47", "2026-W46", "2026-W47"]), weeks(["2026-W41", "2026-W42", "2026-W44", "2026-W45"])
    ('第46周、第47周', '第41周至第45周')
    """
    named = [label(period).partition("（")[0] for period in sorted(set(periods))]
    return "、".join(named) if len(named) <= _FEW else f"{named[0]}至{named[-1]}"


def own_words(facts: Facts, line: Line) -> tuple[str, ...]:
    """Return what a line is about in its own words: who reads a number alone knows nothing.

    交办原文 of a 议定事项, a meeting's topic, the problem as a 通报 named it, the forms of a return.
    """
    scheme, subject, unit = facts.scheme, line.found.subject, line.found.unit
    if not subject:
        return tuple(_forms(facts, line))
    items = [
        f"交办原文：{row.text}" for row in scheme.resolutions if row.code == subject and row.text
    ]
    items += [
        f"会议议题：{row.topic}" for row in scheme.meetings
        if (row.number, row.unit) == (subject, unit) and row.topic
    ]  # fmt: skip
    items += [
        f"问题内容（{row.notice}）：{row.text}" for row in scheme.named
        if (row.problem, row.unit) == (subject, unit) and row.notice and row.text
    ]  # fmt: skip
    return tuple(dict.fromkeys(items))


def _forms(facts: Facts, line: Line) -> Iterator[str]:
    """Yield which forms the return held that it is about; only of the period that was judged."""
    if line.rule is None or line.found.rule not in REPORTING:
        return
    if line.found.rule == UNMENDED and (places := _places(line)):
        yield f"涉及：{places}"
        return
    for duty in facts.results.duties:
        same = (duty.unit.code, duty.clock.period) == (line.found.unit, line.found.period)
        titles = [form.title for form in duty.forms if form.code in duty.owed]
        if same and titles:
            yield f"应报：{'、'.join(titles)}"


def _places(line: Line) -> str:
    """Return the sheets and cells that stand unmended, by sheet, the first ones of each."""
    cells: dict[str, list[str]] = {}
    for piece in line.found.evidence:
        if piece.sheet and piece.what.startswith(words.E_STANDING):
            cells.setdefault(piece.sheet, []).extend([piece.cell] if piece.cell else [])
    return "；".join(
        f"{sheet}{'、'.join(those[:_CELLS])}{f'等{len(those)}' if len(those) > _CELLS else ''}"
        f"{'处' if len(those) > _CELLS else '格' if those else ''}"
        for sheet, those in cells.items()
    )


def years(facts: Facts) -> str:
    """Return the years of the lines, as titles name them."""
    return "、".join(f"{year}年度" for year in facts.years)
