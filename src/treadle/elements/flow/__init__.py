"""What steers a run rather than shows something: state, reruns, fragments, the page's own settings."""
