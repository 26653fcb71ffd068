"""Widgets: what a person can change."""
