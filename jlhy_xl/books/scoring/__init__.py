"""减扣评分表: the desk at which people decide."""
