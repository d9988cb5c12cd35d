"""Collect Excel returns from many units, account for every cell, propose every point."""

__version__ = "0.1.0"
