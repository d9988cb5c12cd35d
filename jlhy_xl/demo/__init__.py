"""Makes weeks of returned workbooks and says what is true of them; judges nothing."""
