"""Folders, archives, mails and Outlook packages become leaves with their clocks."""
