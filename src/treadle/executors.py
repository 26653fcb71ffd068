"""`st.executors`: what an executor of your own derives from and is given. `st.register_executor` adds it."""

from treadle._core.cluster.value import ClusterValue as ClusterValue
from treadle._core.tasks.kinds import ExecutorKind as ExecutorKind
from treadle._core.tasks.kinds import Job as Job

__all__ = ["ClusterValue", "ExecutorKind", "Job"]
