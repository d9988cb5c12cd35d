"""What 方案.xlsx says: its rows as data, how they are read, checked and followed through the year."""
