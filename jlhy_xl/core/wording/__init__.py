"""Every Chinese sentence that the program says of a finding, by code, a module for each room."""
