"""Widgets: elements that a person can change."""
