"""Carries out what sessions ask for: script threads, timers, page loading, source watching."""

from .app import App as App
