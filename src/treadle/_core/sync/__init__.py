"""Locks, signals, clocks and event loops, for every room below."""
