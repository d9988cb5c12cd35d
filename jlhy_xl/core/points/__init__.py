"""Deductions: events to proposals, caps, what people decided, the road to 审定. Proposes, never decides."""
