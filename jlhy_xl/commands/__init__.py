"""The commands that stand in rooms of their own; ``cli`` gathers them."""
