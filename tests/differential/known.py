"""Where Treadle differs from Streamlit on purpose."""

KNOWN: dict[str, str] = {
    "state-callbacks: [[]2].state.log*": "Callbacks are called in the order in which people have changed the widgets.",
    "state-dialog: [[]1].main.*": "AppTest finds what a dialog shows, so that a test can operate it.",
    "inputs-button: [[]1].state.go": "A button that a run has answered is true until the next run begins.",
    "state-columns: *.columns[[]*].gap": "The gap is the row's.",
    "state-fragment: *.main.container": "A fragment is no container of its own.",
    "state-tables: *.dataframe[[]*].disabled": "A table that has no selection is no widget.",
    "state-tables: *.dataframe[[]*].form_id": "A table that has no selection is no widget.",
    "texts-markdown: *.divider[[]*": "A divider is no Markdown.",
    "texts-markdown: *.latex[[]0].*": "A formula is no Markdown.",
    "texts-write: *.help": "`st.help` is not there yet: a function is shown as its code.",
    "texts-write: *.code": "`st.help` is not there yet: a function is shown as its code.",
    "texts-write_stream: *.markdown[[]0].value": "A text that grows keeps its blanks, as more may follow.",
}
"""By pattern of "case: path", the reason. `fnmatch` reads the patterns, so `[[]` stands for a bracket."""
