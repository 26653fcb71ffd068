"""What steers a run rather than shows something: reruns, fragments, dialogs, tasks, locks, the page's own settings."""
