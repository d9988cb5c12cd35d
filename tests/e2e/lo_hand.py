"""A unit's hand in a real LibreOffice; run by the system's own Python, which has the UNO bridge.

    /usr/bin/python3 lo_hand.py ORDER.json    → {"cells": {…}} on standard output

ORDER: {"profile": dir, "steps": [{"open": path, "type": [[sheet, a1, value], …],
"rows": [[sheet, "insert" or "delete", row from 0], …], "read": [[sheet, a1], …], "save": path}, …]}. A str is typed as text, a number as a number.
"high": [sheet, rows] answers how many points each row needs for its texts, as "sheet#row" from 0.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno  # the system's; not a dependency of the project
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def _property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _desktop(profile, seconds=60):
    pipe = f"jlhy{abs(hash(profile)) % 10**8}"
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
         "--nologo", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    until = time.monotonic() + seconds
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            if time.monotonic() > until:
                office.kill()
                raise
            time.sleep(0.2)
    make = context.ServiceManager.createInstanceWithContext
    return office, make("com.sun.star.frame.Desktop", context)


def _step(desktop, step):
    url = uno.systemPathToFileUrl(step["open"])
    book = desktop.loadComponentFromURL(url, "_blank", 0, (_property("Hidden", True),))
    for sheet, address, value in step.get("type", []):
        cell = book.Sheets.getByName(sheet).getCellRangeByName(address)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value
    for sheet, what, at in step.get("rows", []):  # what: insert or delete; at: counted from 0
        owner = book.Sheets.getByName(sheet)
        owner.unprotect("")
        change = owner.Rows.insertByIndex if what == "insert" else owner.Rows.removeByIndex
        change(at, 1)
    book.calculateAll()
    read = {
        f"{sheet}!{address}": book.Sheets.getByName(sheet).getCellRangeByName(address).String
        for sheet, address in step.get("read", [])
    }
    if "high" in step:
        sheet, count = step["high"]
        rows = book.Sheets.getByName(sheet).Rows
        rows.OptimalHeight = True
        for row in range(count):
            read[f"{sheet}#{row}"] = str(rows.getByIndex(row).Height * 72 / 2540)
    if "save" in step:
        target = uno.systemPathToFileUrl(step["save"])
        book.storeToURL(target, (_property("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    return read


def main():
    order = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    office, desktop = _desktop(order["profile"])
    try:
        print(json.dumps([_step(desktop, step) for step in order["steps"]], ensure_ascii=False))
    finally:
        desktop.terminate()
        office.wait(timeout=30)


if __name__ == "__main__":
    main()
