"""Figures in the sentences of any report: what is counted, how much, of what, for when, and how it moved."""
