"""One visitor of one app: document, mirrors, widget values and lanes, with no I/O and no threads.

Events go in, instructions come out (`Session.handle`); everything that decides which run starts, which is fenced and what
a click does is in here, so that a test is a list of events. Nothing here locks: whoever drives a session serialises it.
"""
