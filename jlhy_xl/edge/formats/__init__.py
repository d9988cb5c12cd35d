"""One module for each format that is not OOXML; each turns bytes into a RawBook or a Refusal."""
