"""Where units and groups stand: measures, progress, what is known from before, who owes what."""
