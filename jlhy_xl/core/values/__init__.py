"""What a person typed in one cell, as a value, a query or an error; never silently nothing."""
