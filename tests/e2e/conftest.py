"""What the journeys share."""

collect_ignore = ["lo_hand.py"]  # runs under the system's Python, which has the UNO bridge
