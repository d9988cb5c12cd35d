"""A simulated year through the commands alone: what must hold is asked at every step.

Steps are numbered, so that a year may be stopped and goes on where it was: one for each week, some
more until every line has come to its end, one for the year's hand-over, one for each replay.
"""

import functools
import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from jlhy_xl.demo import mails
from jlhy_xl.demo.plan import Program
from soak import people, year_truth
from soak.reckoning import Found, Key
from soak.year_office import TAIL, Spec, YearOffice, differences

__all__ = ["Spec", "Year", "years"]
STATE = Path(__file__).parents[2] / ".soak"
YEARS = (
    Spec(weeks=52, mess="high", seed=2, held=20, dearer=22, capped=35),
    Spec(weeks=52, mess="low", seed=3, held=20, dearer=22, capped=35),
)
STEPS = 2 * 52 + TAIL + 1  # of a year: its weeks, what follows them, the hand-over, the replays
REPORTS = ("A1", "A2", "B1")


class SeedError(ValueError):
    """The drawn year lacks what the plan needs."""


class Year(YearOffice):
    """The people of a year, and what is asked at every step."""

    def __init__(self, root: Path, spec: Spec) -> None:
        super().__init__(root, spec)
        self.clerk = people.Clerk(f"{spec.mess} {spec.seed}")

    # -- steps -----------------------------------------------------------------------------------

    def go(self, until: int) -> list[str]:
        """Every step before one is done; returns what did not hold in those done now."""
        while self.state.done < min(until, self.steps):
            at = self.state.done
            if at < len(self.moments):
                self._week(at, self.moments[at])
            elif at == len(self.moments):
                self._hand_over(self.moments[-1] + timedelta(days=1))
            else:
                self._replay(self.periods[at - len(self.moments) - 1])
            self.state.done += 1
            self.keep()
        return self.finds

    def _week(self, at: int, now: datetime) -> None:
        newest = self.periods[min(at, len(self.periods) - 1)]
        if at < len(self.periods):
            self._deliver(newest)
        self._change(at)
        if at % 3 == 0:
            self.call(now, "review", ends=(0, 1))
        told = self.call(now, "run", "--period", newest)
        lines = self._compare(told, now, newest)
        before = self.standing()
        self.call(now, "run", "--period", newest)
        differ = differences(before, self.standing())
        self.ask(not differ, f"a second run changed {differ[:5]}")
        self._close_old(at, now)
        self._held(at, now)
        self._decide(at, newest, lines)
        self._write_letters(at, now, lines)
        self._waive(lines)
        if at % 13 == 12:
            self._think(now, newest)

    def _deliver(self, period: str) -> None:
        """The week's mails lie in the inbox, but for what the office forgets."""
        source = self.source / "workbooks" / "inbox" / period
        target = self.office.workbooks / "inbox" / period
        shutil.copytree(source, target)
        for unit, (key, book) in self.state.letters.get(period, {}).items():  # type: ignore[union-attr] # never None
            self._send(target, unit, period, key, book)
        if self.periods.index(period) == self.spec.held:
            unit = self._forgotten(period)
            self.state.held = unit, period
            for path in self._mails(target, unit, period):
                path.unlink()
            reckoning, index = self.state.reckoning, self.periods.index(period)
            reckoning.happened["A2", unit, period] = self.cutoffs[period]
            self.state.distorted = frozenset((unit, each) for each in self.periods[index:][:3])

    def _forgotten(self, period: str) -> str:
        """Return a unit that reports in time, this week and the two after, with all of its cells."""
        after = self.periods[self.periods.index(period) :][:3]
        for unit in self.weeks[period]["stories"]:
            stories = {self.weeks[week]["stories"].get(unit) for week in after}
            known = any(row["unit"] == unit for row in self.weeks[period]["values"])
            if stories == {"in time"} and known:
                return str(unit)
        raise SeedError(f"nobody reports in time around {period}: take another seed")

    def _mails(self, folder: Path, unit: str, period: str) -> list[Path]:
        mark = f" {self.names[unit]}第{period[-2:]}周"
        return [path for path in sorted(folder.iterdir()) if mark in path.name]

    def _send(self, folder: Path, unit: str, period: str, key: Key, book: bytes) -> None:
        (path,) = self._mails(folder, unit, period)
        (leaf,) = [row for row in self.weeks[period]["leaves"] if row["unit"] == unit]
        when = datetime.fromisoformat(leaf["received"])
        letter = mails.Letter(
            sender=self.scheme.unit_by_code[unit].mails[0], person=self.names[unit], received=when,
            subject="报送", body="请查收", files=((leaf["file"], book),),
        )  # fmt: skip
        path.write_bytes(mails.write(Program.NETEASE, letter))
        self.state.reckoning.say(key, {"objected": when})

    def _change(self, at: int) -> None:
        """The two rule changes, as the office makes them in 方案.xlsx."""
        reckoning = self.state.reckoning
        if at == self.spec.dearer:
            keeper = people.Keeper(self.office.scheme_path)
            before, first = self.periods[at - 1], self.periods[at]
            start = self.clocks[before].deadline.date() + timedelta(days=1)
            keeper.rule_from("A1", 0.4, start)
            keeper.save()
            reckoning.later["A1"] = first, Decimal("0.4")
        if at == self.spec.capped:
            keeper = people.Keeper(self.office.scheme_path)
            keeper.rule(REPORTS, "上限", 4)
            keeper.save()
            reckoning.cap = Decimal(4)

    # -- what a run says -------------------------------------------------------------------------

    def _compare(self, told: dict[str, Any], now: datetime, last: str) -> dict[Key, Found]:
        """The run's balance is zero, its lines are those reckoned; returns them."""
        balance = dict(told["balance"])
        self.ask(balance.pop("received") == sum(balance.values()), f"balance {told['balance']}")
        wanted = self.state.reckoning.judge(now, last)
        found: dict[Key, Found] = {}
        for row in told["deductions"]:
            key = row["rule"], self.codes[row["unit"]], row["period"]
            self.state.ids[key] = row["id"]  # type: ignore[index] # never None
            amounts = Decimal(row["proposed"] or 0), Decimal(row["applied"])
            found[key] = Found(row["status"], *amounts)
        for key in sorted({*wanted, *found}):
            one, two = wanted.get(key), found.get(key)
            self.ask(one == two, f"{last} line {key}: reckoned {one}, shown {two}")
        self._capped(found)
        self._untroubled(last, told)
        return found

    def _untroubled(self, period: str, told: dict[str, Any]) -> None:
        """Nothing is wrong with any decision, no fault is the program's; a cap typed over is told.

        So is the one reason that contradicts 责任归属, as long as it stands and no longer.
        """
        odd = {code for code in told["findings"] if code[0] in "DP"} - {"D116"}
        wanted = {"D231"} if self.state.done == self.spec.capped else set()
        if self.state.slip and self.state.done == self.state.slip[1] + 1:
            wanted.add("D120")  # typed in the step before, mended in this one
        self.ask(odd == wanted, f"{period} findings {sorted(odd)}")

    def _capped(self, lines: dict[Key, Found]) -> None:
        """Nothing that is not settled goes beyond the cap of a year or of a return."""
        years: Counter[str] = Counter()
        returns: Counter[tuple[str, str]] = Counter()
        for (_, unit, period), line in lines.items():
            years[unit] += line.applied  # type: ignore[assignment] # Decimals
            returns[unit, period] += line.applied  # type: ignore[assignment] # Decimals
        top = max(self.state.reckoning.cap, *self._settled().values())
        over = [unit for unit, points in years.items() if points > top]
        over += [str(each) for each, points in returns.items() if points > 1]
        self.ask(not over, f"beyond the caps: {over}")

    def _settled(self) -> dict[str, Decimal]:
        return self.state.reckoning.settled(self.names, "2026")

    # -- closing, and what was forgotten ------------------------------------------------------------

    def _close_old(self, at: int, now: datetime) -> None:
        reckoning = self.state.reckoning
        for period in self.periods[: max(at - 1, 0)]:
            if period not in reckoning.closed and self.cutoffs[period] < now:
                self._close(period, now)

    def _close(self, period: str, now: datetime) -> None:
        told = self.call(now, "close", period, "--by", "李四")
        self.state.reckoning.close(period, now)
        self.ask(told["edition"]["kind"] == "定稿", f"{period} edition {told['edition']['kind']}")
        self._untroubled(period, told)
        for words in year_truth.differences(self, period, told):
            self.ask(False, f"{period} {words}")

    def _held(self, at: int, now: datetime) -> None:
        """What was forgotten is found once its week is closed; then the week is opened again."""
        if self.state.held is None:
            return
        unit, period = self.state.held
        target = self.office.workbooks / "inbox" / period
        reckoning = self.state.reckoning
        if period not in reckoning.closed:
            return
        if not self._mails(target, unit, period):
            source = self.source / "workbooks" / "inbox" / period
            for path in self._mails(source, unit, period):
                shutil.copy(path, target / path.name)
            before = reckoning.judge(now, period)
            told = self.call(now, "run", "--period", self.periods[min(at, len(self.periods) - 1)])
            self.ask(len(told["late"]) == 1, f"补报 {told['late']}")
            shown = {
                (row["rule"], self.codes[row["unit"]], row["period"]) for row in told["deductions"]
            }
            self.ask(set(before) <= shown, "补报 changed a closed week's lines")
            return
        why = ("--by", "王五", "--reason", "漏收一件")
        self.call(now, "reopen", period, *why)
        reckoning.reopen(period)
        del reckoning.happened["A2", unit, period]
        self.state.held = None
        self.state.distorted -= {(unit, period)}
        told = self.call(now, "run", "--period", period)
        self.ask(told["late"] == [], f"补报 after reopening {told['late']}")
        self._compare(told, now, period)
        self._close(period, now)

    # -- people ------------------------------------------------------------------------------------

    def _decide(self, at: int, newest: str, lines: dict[Key, Found]) -> None:
        """The clerk fills in a copy of what the newest run showed; the one before stays, older ones go."""
        entries: dict[str, dict[str, Any]] = {}
        now = self.moments[at]
        until = self.moments[at + 1] if at + 1 < len(self.moments) else now + timedelta(weeks=1)
        standing = self.state.reckoning.judge(now, newest)
        for key, found in lines.items():
            if key[1:] == self.state.held or key not in standing:
                continue  # it will not stand, or does so no more
            said = self._slipping(at, key, self.clerk.next(key, found, now, until))
            if said:
                entries[self.state.ids[key]] = said  # type: ignore[index] # never None
                self.state.reckoning.say(key, said)
        for old in sorted(self.office.reviewed.glob("*.xlsx"))[:-1]:
            old.unlink()
        if entries:
            source = self.office.output(newest) / "减扣评分表.xlsx"
            people.fill(source, self.office.reviewed / f"{now:%Y%m%d}评分表.xlsx", entries)

    def _slipping(self, at: int, key: Key, said: dict[str, Any]) -> dict[str, Any]:
        """Return what the clerk writes: once a reason that contradicts the registers, then a better one."""
        if self.state.slip is None and people.slips(said):
            self.state.slip = key, at
            return {**said, "理由": people.MAILBOX}
        if self.state.slip == (key, at - 1):
            return {**said, "理由": people.NOT_SO}
        return said

    def _write_letters(self, at: int, now: datetime, lines: dict[Key, Found]) -> None:
        """Units write their objections into the template of the week that begins."""
        if at + 1 >= len(self.periods):
            return
        period = self.periods[at + 1]
        week = self.weeks[period]
        asked = {
            key[1]: key for key, found in lines.items()
            if found.status == "已告知" and self.clerk.course(key) == "letter"
            and week["stories"].get(key[1]) == "in time"
            and self._last(key) >= self._received(week, key[1])
        }  # fmt: skip
        if not asked and at % 4:
            return
        made = self.call(now, "issue", "--period", period)
        files = {Path(name).name.split("_")[0]: Path(name) for name in made["files"]}
        book = self.state.letters.setdefault(period, {})  # type: ignore[union-attr] # never None
        for unit, key in asked.items():
            cells = self._answers(week, unit)
            line = self.state.ids[key]  # type: ignore[index] # never None
            book[unit] = key, people.objecting(files[self.names[unit]], cells, line)

    def _last(self, key: Key) -> datetime:
        return self.last_day(self.state.reckoning.said[key]["signed"])

    def _received(self, week: dict[str, Any], unit: str) -> datetime:
        return min(datetime.fromisoformat(row["received"]) for row in week["leaves"] if row["unit"] == unit)  # fmt: skip

    def _answers(self, week: dict[str, Any], unit: str) -> dict[tuple[str, str, str], Any]:
        """Return what the unit types: sheet, row key, heading → value."""
        found: dict[tuple[str, str, str], Any] = {}
        titles = {form.code: form.title for form in self.scheme.forms}
        for row in week["values"]:
            if row["unit"] != unit or row["state"] != "valid" or not row.get("value"):
                continue
            fields = {item.code: item for item in self.scheme.fields_by_form[row["form"]]}
            value: Any = row["value"]
            if row["field"] == "due":
                value = date.fromisoformat(value)
            elif row["field"] == "value":
                value = _figure(value)
            found[titles[row["form"]], row["row_key"], fields[row["field"]].label] = value
        return found

    def _waive(self, lines: dict[Key, Found]) -> None:
        """The office spares some returns for a reason, while their weeks are still open."""
        reckoning = self.state.reckoning
        for key, found in sorted(lines.items()):
            _, unit, period = key
            drawn = people.chance("waive", self.spec.seed, unit, period).random() < 0.12
            fresh = found.status == "拟减扣" and period not in reckoning.closed
            if (
                drawn
                and fresh
                and (unit, period) not in reckoning.waived
                and (unit, period) != self.state.held
            ):
                keeper = people.Keeper(self.office.scheme_path)
                keeper.waive(self.names[unit], period)
                keeper.save()
                reckoning.waived.add((unit, period))

    def _think(self, now: datetime, newest: str) -> None:
        """A notice is issued, and dearer rules are thought over; the thought writes nothing."""
        number = f"台营商联办〔{now:%Y}〕{now.month}号"
        self.call(now, "notice", "--number", number, "--to", newest, "--issued")
        keeper = people.Keeper(self.office.scheme_path)
        keeper.rule(("A2",), "分值", 3)
        other = self.root.parent / "other.xlsx"
        keeper.save(other)
        before = self.standing()
        self.call(now, "whatif", newest, "--scheme", str(other))
        differ = differences(before, self.standing())
        self.ask(not differ, f"whatif wrote {differ[:5]}")

    # -- the year's end ----------------------------------------------------------------------------

    def _hand_over(self, now: datetime) -> None:
        """What is handed over is what was reckoned, unit by unit; made again it is the same."""
        open_ = set(self.periods) - set(self.state.reckoning.closed)
        self.ask(not open_, f"never closed: {sorted(open_)}")
        self.ask(self.state.slip is not None, "nobody ever contradicted himself")
        self.call(now, "run", "--period", self.periods[-1])
        self.state.reckoning.judge(now, self.periods[-1])
        told = self.call(now, "annual", "--year", "2026")
        wanted = self._settled()
        for code, name in self.names.items():
            found = Decimal(told["units"][name]["settled"]) if name in told["units"] else Decimal(0)
            self.ask(found == wanted[code], f"{name}: handed over {found}, reckoned {wanted[code]}")
        self.ask(Decimal(told["settled"]) == sum(wanted.values()), f"in all {told['settled']}")
        lines = {(row["rule"], self.codes[row["unit"]], row["period"]) for row in told["lines"]}
        self.ask(lines == set(self.state.reckoning.fixed), "other lines are handed over")
        again = self.call(now, "annual", "--year", "2026")
        self.ask(again["outputs"] == told["outputs"], "the hand-over made again has other bytes")
        first, last = self.periods[0], self.periods[-1]
        for by in ("unit", "group"):
            self.call(now, "report", "--from", first, "--to", last, "--by", by)

    def _replay(self, period: str) -> None:
        told = self.call(self.moments[-1] + timedelta(days=2), "replay", period, "--check", ends=(0, 1))  # fmt: skip
        self.ask(
            bool(told.get("equal")) and told["by_bytes"], f"{period} replays differently: {told}"
        )


def _figure(text: str) -> Any:
    """Return a value as one types it."""
    try:
        return float(Decimal(text))
    except ArithmeticError:
        return text


def years(first: int, last: int) -> list[str]:
    """Both years' steps, one year after the other; returns what did not hold."""
    found: list[str] = []
    for number in range(first, last):
        which, step = divmod(number, STEPS)
        year = _year(which)
        before = len(year.finds)
        found += year.go(step + 1)[before:]
    return found


@functools.cache
def _year(which: int) -> Year:
    spec = YEARS[which]
    return Year(STATE / f"year-{spec.mess}-{spec.seed}", spec)
