"""Where Treadle differs from Streamlit on purpose."""

KNOWN: dict[str, str] = {
    "state-callbacks: [[]2].state.log*": (
        "Callbacks are called in the order in which people have changed the widgets."
    ),
    "state-dialog: [[]1].main.*": "AppTest finds what a dialog shows, so that a test can operate it.",
    "chat-chat: [[]1].state.ask": "What a run answers is there until the next run begins.",
    "chat-chat_too_long: *": (
        "A browser does not let a person write more. So a test that does is wrong, and "
        "nothing is cut in silence."
    ),
    "files-downloads: [[]2].state.b_key": (
        "A button that a run has answered is true until the next run begins."
    ),
    "files-several_files_of_another_word: *": "A word that means nothing is an error.",
    "files-two_uploads: *": (
        "A browser gives one file to an input for one. So a test that gives two is "
        "wrong, and no file is lost in silence."
    ),
    "files-upload_with_a_path_as_its_name: *": "No file has such a name, and a browser sends none.",
    "files-upload_of_one_more: [[]2].*": (
        "A file that is uploaded to an input for several files is added to "
        "those that are there, as in a browser."
    ),
    "files-wrong_upload: *": (
        "A browser refuses a file of a wrong type, so the test learns it, and the app does not run."
    ),
    "media-bad_figures: *.raised": "The error says what a figure is.",
    "media-bad_figures: *.warning": "Arguments for `savefig` are not deprecated.",
    "media-figures: *.warning": "Arguments for `savefig` are not deprecated.",
    "more_inputs-bad_inputs: *.attempt 09.*": "The error says that the value has a wrong type.",
    "more_inputs-bad_inputs: *.attempt 13": "A number is no list of options.",
    "more_inputs-bad_inputs: *.radio": "A number is no list of options.",
    "more_inputs-bad_inputs: *.attempt 16": "A number is no list of options.",
    "more_inputs-bad_inputs: *.selectbox": "A number is no list of options.",
    "more_inputs-bad_inputs: *.attempt 31": (
        "Arguments that cannot be passed are an error at once, and not at the first click."
    ),
    "more_inputs-bad_inputs: *.button": (
        "Arguments that cannot be passed are an error at once, and not at the first click."
    ),
    "more_inputs-bad_inputs: *.number_input[[]0].step": "A step of 0 leads nowhere, so it counts as 1.",
    "more_inputs-bad_inputs: *.slider[[]0].value": (
        "If the ends are given in the wrong order, a slider begins at the lower one."
    ),
    "more_inputs-buttons: [[]2].*.text_input[[]0].value": (
        "A form that clears is empty when its run has ended."
    ),
    "more_texts-bad_texts: *.latex[[]0].*": "A formula is no Markdown.",
    "more_texts-more_texts: *.latex[[]0].*": "A formula is no Markdown.",
    "more_texts-more_texts: *.divider[[]*": "A divider is no Markdown.",
    "more_texts-bad_texts: *.markdown": "A colour that does not exist is an error.",
    "more_texts-bad_texts: *.attempt 08": "A colour that does not exist is an error.",
    "more_texts-bad_texts: *.metric": "A chart that does not exist is an error.",
    "more_texts-bad_texts: *.attempt 1[57]": "A chart that does not exist is an error.",
    "more_texts-html_in_one_line: *": "HTML in one line is cut as other text is.",
    "media-bad_images: *": "An image that cannot be shown is an `APIError`, whichever library finds it.",
    "pages-navigation_of_a_text: *": "A text is no list of pages, and its letters are no pages.",
    "pages-page_of_a_number: *": "A number is no page. The title is not what is missing.",
    "picks-menu: [[]2].state.b_key": "A button that a run has answered is true until the next run begins.",
    "picks-options_that_are_one_number: *": "A number is no list of options.",
    "texts-unknown_material_icon: *": "Names of Material icons are not looked up.",
    "inputs-button: [[]1].state.go": "A button that a run has answered is true until the next run begins.",
    "state-columns: *.columns[[]*].gap": "The gap is the row's.",
    "state-fragment: *.main.container": "A fragment is no container of its own.",
    "texts-markdown: *.divider[[]*": "A divider is no Markdown.",
    "texts-markdown: *.latex[[]0].*": "A formula is no Markdown.",
    "texts-write_stream: *.markdown[[]0].value": "A text that grows keeps its blanks, as more may follow.",
}
"""By pattern of "case: path", the reason. `fnmatch` reads the patterns, so `[[]` stands for a bracket."""
