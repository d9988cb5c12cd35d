"""Rules: no files, no network, no clock, no drawing."""
