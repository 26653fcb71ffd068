"""Carries out the instructions of sessions: script threads, timers, page loading, source watching.

It imports nothing here: an app that says `import treadle` needs some modules of this room, and no server.
"""
