"""One module for each thing outside: files, archives, mail, the ledger, processes."""
