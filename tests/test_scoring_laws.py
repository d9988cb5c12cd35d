"""No run ever overwrites, loses or guesses a decision: runs, resubmissions, rules, reviews in any order."""

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from jlhy_xl.core.model import Deduction, ReturnCase, Status
from jlhy_xl.core.points.decisions import KINDS, LINE, Copy, Entry, Row, take
from jlhy_xl.core.raw import a1
from jlhy_xl.core.wording.deductions import COLUMNS
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.scoring import Grounds, Scored, proposals, score
from tests.points_world import LATER, MONDAY, SCHEME, THURSDAY, W47, W48, case, fact

HEADINGS = tuple(COLUMNS.values())
UNITS = ("U01", "U03")
FULL = {
    "delivered_how": "邮寄", "signed_by": "张三", "signed_at": "2026-12-08 09:00",
    "outcome": "维持", "handler": "李四", "reviewer": "王五", "body": "联席会议",
    "basis": "〔2026〕5号纪要", "decided": "2026-12-18",
}  # fmt: skip
SAYINGS: tuple[Mapping[str, str], ...] = (
    FULL,
    {**FULL, "outcome": "调整", "amount": "0.2", "reason": "首次"},
    {**FULL, "outcome": "撤销", "reason": "核实有误"},
    {**FULL, "reviewer": ""},
    {"signed_at": "2026-12-08 09:00", "signed_by": "张三"},
    {"outcome": "暂缓", "reason": "待查", "handler": "李四", "reviewer": "王五"},
    {},
)

TYPED = {
    heading: {said[column] for said in SAYINGS if column in said}
    for column, heading in COLUMNS.items()
}


class Office(RuleBasedStateMachine):
    """One office over a season, in a ledger of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger.open(Path(self.folder.name) / "ledger.db")
        self.now, self.points = LATER, Decimal(1)
        self.came: dict[tuple[str, str], str] = {}
        self.copies: dict[str, Copy] = {}
        self.shown: Scored | None = None
        self.rows: tuple[Entry, ...] = ()
        self.fixed: dict[str, Decimal] = {}

    def teardown(self) -> None:
        """The ledger is closed."""
        self.ledger.close()
        self.folder.cleanup()

    def grounds(self) -> Grounds:
        """What lines are proposed from now."""
        rules = tuple(
            replace(row, points=self.points if row.code == "A2" else row.points)
            for row in SCHEME.rules
            if self.points or row.code != "A2"
        )
        cases: list[ReturnCase] = []
        for unit in UNITS:
            for week in (W47, W48):
                when = self.came.get((unit, week))
                cases.append(case(*([fact(when)] if when else []), unit=unit, period=week))
        return Grounds(replace(SCHEME, rules=rules), cases, (), self.now)

    @initialize()
    def begin(self) -> None:
        """The season's first run."""
        self.run()

    @rule()
    def run(self) -> None:
        """A run: what was 审定 keeps its amount; a second run says the same and adds nothing."""
        self.now += timedelta(hours=1)
        found = score(self.grounds(), self.ledger)
        lines = {line.id: line for line in found.lines}
        for name, amount in self.fixed.items():
            line = lines[name]
            assert line.status in (Status.SETTLED, Status.REVOKED)
            assert line.settled == (amount if line.status is Status.SETTLED else None)
        with self.ledger.transaction():
            self.ledger.record_lines("r", self.now, found.lines)
            self.ledger.record_states("r", self.now, found.lines)
        again = score(self.grounds(), self.ledger)
        assert again.lines == found.lines
        assert self.ledger.record_states("r", self.now, again.lines) == 0
        self.fixed = {
            line.id: line.settled or Decimal(0)
            for line in found.lines
            if line.status is Status.SETTLED
        }
        self.shown = found

    @rule(points=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1), Decimal(2)]))
    def change_rules(self, points: Decimal) -> None:
        """The rule's figure changes; 0 takes the rule out of the scheme."""
        self.points = points

    @rule(unit=st.sampled_from(UNITS), week=st.sampled_from([W47, W48]),
          when=st.sampled_from([THURSDAY, MONDAY, ""]))  # fmt: skip
    def resubmit(self, unit: str, week: str, when: str) -> None:
        """A return turns up, late or in time, or is voided."""
        self.came[unit, week] = when

    @rule(name=st.sampled_from("ab"))
    def draw(self, name: str) -> None:
        """A clerk opens the newest workbook."""
        assert self.shown is not None
        self.copies[name] = self._copy(name, self.shown.lines, self.ledger.mark())

    @rule(name=st.sampled_from("ab"), at=st.integers(0, 3), said=st.sampled_from(SAYINGS))
    def write(self, name: str, at: int, said: Mapping[str, str]) -> None:
        """A clerk writes beside a line."""
        copy = self.copies.get(name)
        if copy and copy.rows:
            row = copy.rows[at % len(copy.rows)]
            told = {COLUMNS[column]: text for column, text in said.items()}
            rows = tuple(
                replace(one, held={**one.held, **told}) if one is row else one for one in copy.rows
            )
            digest = str((copy.seen, [sorted(one.held.items()) for one in rows]))
            self.copies[name] = replace(copy, rows=rows, sha256=name + digest)

    def _copy(self, name: str, lines: tuple[Deduction, ...], seen: int) -> Copy:
        standing = {row.key: row.entries for row in self.ledger.decisions(LINE)}
        rows = tuple(
            Row(
                LINE, line.id,
                {head: standing.get(line.id, {}).get(head, "") for head in HEADINGS},
                {head: a1(at, step) for step, head in enumerate(HEADINGS, 1)}, "逐条", a1(at, 0),
            )
            for at, line in enumerate(lines, 5)
        )  # fmt: skip
        return Copy(name, f"{name}{seen}{len(rows)}{standing}", seen, rows)

    @rule()
    def review(self) -> None:
        """The office takes in what lies there; twice is once."""
        ids = {LINE: self.ledger.states().keys()}
        for _ in range(2):
            taken = take(self.copies.values(), self.ledger.decisions(*KINDS), ids)
            for entry in taken.entries:
                assert self.ledger.add_decision(entry, self.now)
        assert taken.entries == ()

    @rule(at=st.integers(0, 3), said=st.sampled_from(SAYINGS), points=st.sampled_from([0, 1, 2]))
    def week(self, at: int, said: Mapping[str, str], points: int) -> None:
        """A whole week at once: drawn, written, reviewed, run, and the rule changed before the next."""
        self.draw("c")
        self.write("c", at, said)
        self.review()
        self.run()
        self.change_rules(Decimal(points))
        self.run()

    @invariant()
    def nothing_is_lost(self) -> None:
        """Rows are only added; the last about a line holds what a copy said, or was there before."""
        rows = self.ledger.decisions(*KINDS)
        assert rows[: len(self.rows)] == self.rows
        self.rows = rows
        for row in rows:
            if row.about == LINE:
                for head, text in row.entries.items():
                    assert not text or text in TYPED[head]


TestOffice = Office.TestCase
TestOffice.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


def test_what_the_rules_alone_propose_ignores_decisions(tmp_path: Path) -> None:
    """``proposals`` is the same whatever people decided."""
    grounds = Grounds(SCHEME, [case()], (), LATER)
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        before = proposals(grounds)
        found = score(grounds, ledger)
        ledger.record_states("r", LATER, found.lines)
        said = {COLUMNS[name]: text for name, text in FULL.items()}
        ledger.add_decision(Entry(found.lines[0].id, said), LATER)
        assert score(grounds, ledger).lines[0].status is Status.SETTLED
        assert proposals(grounds) == before


@pytest.mark.parametrize("value", ["1", "1.0", "0.50"])
def test_a_line_comes_back_from_the_ledger_as_it_was(tmp_path: Path, value: str) -> None:
    """Every field of a line, its figures' own digits and its evidence survive the ledger."""
    (line,) = proposals(Grounds(SCHEME, [case(fact(MONDAY))], (), LATER))
    made = replace(line, settled=Decimal(value), status=Status.SETTLED, note="；已补报")
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert ledger.record_states("r", LATER, [made]) == 1
        assert ledger.record_states("s", LATER, [made]) == 0
        found = ledger.states()[line.id]
        assert (found, str(found.settled)) == (made, value)
