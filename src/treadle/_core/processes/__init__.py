"""Worker processes for what computes: a warm pool, jobs with progress and a true cancel, results without copies.

`pool` is the server's side, with one thread for all workers; `worker` is what runs in a worker process, started by `boot`.
Between them `frames` says how messages look on the socket, `parcels` how objects travel, `pickling` how an app's functions
become bytes. `reap` knows how process trees end, and `cores` how many processes are worth having.
"""
