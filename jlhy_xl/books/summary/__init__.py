"""汇总表: what leaders see; its figures, sentences and sheets."""
