"""Odd files, built in code byte by byte, with the verdict each must get."""
