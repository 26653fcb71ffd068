"""Functions that control runs and show nothing: reruns, fragments, dialogs, tasks, locks."""
