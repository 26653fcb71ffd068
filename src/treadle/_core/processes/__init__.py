"""Worker processes for computations: a warm pool, jobs with progress and cancel, results without copies.

`pool` is the server's side, with one thread for all workers. `worker` runs in a worker process, started by
`boot`. `frames` has the messages between them, `parcels` the transport of objects, and `pickling` the
transport of an app's functions. `reap` ends process trees, and `cores` computes the useful number of
processes.
"""
