"""Carries out what sessions ask for: script threads, timers, page loading, source watching.

Nothing is imported here: an app that says `import treadle` needs some of this room, and no server.
"""
