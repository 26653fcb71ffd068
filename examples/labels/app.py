"""Label texts by hand: one at a time with four keys, or many in a table; with a filter, undo and a file.

treadle run examples/labels/app.py
"""

import pandas as pd

import treadle as st

LABELS = {  # label: (the key that gives it, icon)
    "Praise": ("1", ":material/thumb_up:"),
    "Complaint": ("2", ":material/thumb_down:"),
    "Question": ("3", ":material/help:"),
    "Order": ("4", ":material/shopping_cart:"),
}
TEXTS = [
    "The scarf arrived a day early and is softer than I had hoped.",
    "Two of the six bobbins were broken when I opened the box.",
    "Do you also have the linen yarn in dark green?",
    "Please send me three more skeins of the merino, as last time.",
    "Your video on warping a rigid heddle loom saved my weekend!",
    "I was charged twice for one order. This is the second time.",
    "How do I wash a blanket made of your alpaca?",
    "We would like forty tea towels for our restaurant, in white.",
    "The shuttle is beautifully made. My daughter loves it.",
    "The colour is nothing like the one in the picture.",
    "Which reed do I need for a cotton of 8/2?",
    "Can I add a second pair of scissors to order 1183?",
    "Thank you for replacing the treadle so quickly.",
    "Nobody has answered my letter for two weeks.",
    "Is the workshop in May suitable for beginners?",
    "One loom bench, please, and the book about twill.",
    "Best customer service I have had in years.",
    "The parcel was left in the rain, and the wool is felted.",
    "Until when can I return a spinning wheel?",
    "I would take all that is left of the indigo, if the price still holds.",
    "The new catalogue is a joy to read.",
    "After three washes, the fringe has come off.",
    "Does the floor loom fit through a door of 80 cm?",
    "Please book us a table at the weaving evening, for four.",
]

st.set_page_config(page_title="Labels", page_icon=":material/label:", layout="wide")

# State ------------------------------------------------------------------------------------------------------

state = st.session_state
if "texts" not in state:
    state.texts = pd.DataFrame({"text": TEXTS, "label": None, "note": ""}, index=range(1, len(TEXTS) + 1))
    state.history = []  # for each step: what its rows were before
    state.version = 0  # of the table: another one forgets what was typed into the one before
texts: pd.DataFrame = state.texts


def change(changes: dict[int, dict[str, str | None]]) -> None:
    """Change rows, and remember how they were."""
    state.history.append({row: texts.loc[row, list(values)].to_dict() for row, values in changes.items()})
    write(changes)


def write(changes: dict[int, dict[str, str | None]]) -> None:
    """Change rows."""
    for row, values in changes.items():
        for column, value in values.items():
            texts.loc[row, column] = value
    state.version += 1


def undo() -> None:
    """Take the last step back."""
    write(state.history.pop())


def take_edits(rows: list[int]) -> None:
    """Take over what has been typed into the table, which shows these rows."""
    edited = state[f"table-{state.version}"]["edited_rows"]
    change({rows[position]: values for position, values in edited.items()})


# What is done, and what is shown ----------------------------------------------------------------------------

done = int(texts.label.notna().sum())
with st.sidebar:
    st.header("Progress")
    st.progress(done / len(texts), f"{done} of {len(texts)} texts have a label")
    if done:
        counts = texts.label.value_counts().reindex(list(LABELS), fill_value=0)
        st.bar_chart(counts, horizontal=True, sort=False, height=180, x_label="", y_label="")
    st.header("Filter")
    shown = st.selectbox("Label", ["All", "Without a label", *LABELS])
    word = st.text_input("Text", placeholder="A word", key="word")
    st.button(
        "Undo",
        icon=":material/undo:",
        on_click=undo,
        disabled=not state.history,
        shortcut="mod+u",
        width="stretch",
    )
    st.download_button(
        "Download",
        texts.to_csv(index_label="number"),
        "labels.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        disabled=done == 0,
        width="stretch",
    )

st.title("What do customers write?")
waiting = texts.index[texts.label.isna()]
with st.container(border=True):
    if len(waiting):
        st.caption(f"Text {waiting[0]} of {len(texts)}. Press a key, or click.")
        st.subheader(texts.text[waiting[0]], anchor=False)
        with st.container(horizontal=True):
            for label, (key, icon) in LABELS.items():
                st.button(
                    label,
                    icon=icon,
                    shortcut=key,
                    on_click=change,
                    args=({int(waiting[0]): {"label": label}},),
                )
    else:
        st.success("Every text has a label. Download the file, or look through the table.")

table = texts
if shown != "All":
    table = table[table.label.isna() if shown == "Without a label" else table.label == shown]
if word:
    table = table[table.text.str.contains(word, case=False, regex=False)]
st.data_editor(
    table,
    key=f"table-{state.version}",
    on_change=take_edits,
    args=(table.index.tolist(),),
    disabled=["text"],
    height=460,
    placeholder="",
    column_config={
        "_index": st.column_config.NumberColumn("No."),
        "text": st.column_config.TextColumn("Text", width="large"),
        "label": st.column_config.SelectboxColumn("Label", options=list(LABELS)),
        "note": st.column_config.TextColumn("Note", help="Why, if it was not clear"),
    },
)
st.caption(
    f"{len(table)} of {len(texts)} texts. Rows can be pasted from a spreadsheet and filled by dragging."
)
