"""Tasks on a Dask cluster: the kind of executor that is called "dask".

`kind` is the executor and `job` one task of it, on the server. `connection` is the app's client of the
cluster,
`local` a cluster on this machine. `on_worker` runs on the workers. `packed` is what travels between them, and
`value` a result that stays there. Nothing imports `distributed` before the first task.

A worker tells its news (that a task begins, its progress, values and output) by `Worker.log_event`, which the
client has subscribed to. These events travel on the same stream as the end of the task, so they arrive in
order and before it. Dask's `Queue` would be asked again and again, and its `Pub` and `Sub` are no more.
"""
