"""One visitor of one app: document, mirrors, widget values and lanes, without I/O and threads.

Events go in, instructions come out (`Session.handle`). This room decides which run starts, which run is
fenced, and what a click does. So a test of these decisions is a list of events. Nothing here locks: the
driver of a session calls it from one thread at a time.
"""
