"""What each output looks like, as data; nothing here draws or opens a file."""
