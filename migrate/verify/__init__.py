"""Proving that converted code is right: the proof levels and what each of them checks."""
