"""Words of the 佐证台账."""

ATTACHED, TO_CHECK, MISSING = "已附", "待核", "缺"
LABEL = "佐证"  # in the heading of the field where a row names its files
NUMBER = "佐证-{number:03}"
