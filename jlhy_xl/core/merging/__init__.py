"""All arrivals made one: verdicts, trust, the content that counts, what is missing, across units."""
