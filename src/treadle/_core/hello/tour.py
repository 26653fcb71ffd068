"""A short tour of the elements that a page can have."""

import random

import treadle as st


def show() -> None:
    """Show the page."""
    st.title("A tour")
    text, data, inputs, forms = st.tabs(["Text", "Data", "Inputs", "Forms"])
    with text:
        show_text()
    with data:
        show_data()
    with inputs:
        show_inputs()
    with forms:
        show_form()


def show_text() -> None:
    """Show kinds of text."""
    st.markdown(
        "Text is **Markdown**: :blue[colours], :green-badge[badges], `code`, :material/favorite: icons, "
        ":tada: emoji, tables, and formulas such as $e^{i\\pi} + 1 = 0$."
    )
    st.latex(r"\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}")
    st.code("import treadle as st\n\nst.write('Hello')", language="python")
    left, right = st.columns(2)
    left.success("It worked.", icon=":material/check:")
    left.info("Something to know.")
    right.warning("Something to mind.")
    right.error("Something to mend.")
    st.json({"threads": True, "processes": True, "limits": [1, 2, {"deep": None}]}, expanded=1)


def show_data() -> None:
    """Show a table and a chart of the same numbers."""
    choose = random.Random(7)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    sales = {
        "month": months,
        "cloth": [choose.randint(20, 90) for _ in months],
        "yarn": [choose.randint(20, 90) for _ in months],
    }
    left, right = st.columns(2, gap="large")
    left.dataframe(sales)
    right.line_chart(sales, x="month", y=["cloth", "yarn"])


def show_inputs() -> None:
    """Show widgets and what they return."""
    left, right = st.columns(2, gap="large")
    with left:
        fibre = st.selectbox("Fibre", ["Linen", "Wool", "Silk", "Hemp"])
        width = st.slider("Width (cm)", 20, 200, (60, 140))
        count = st.number_input("Threads per cm", 1, 80, 24)
    with right:
        pattern = st.radio("Pattern", ["Plain", "Twill", "Satin"], captions=["1/1", "2/2", "4/1"])
        dyed = st.checkbox("Dyed")
        note = st.text_area("Note", placeholder="Anything the weaver should know")
    st.json(
        {"fibre": fibre, "width": width, "count": count, "pattern": pattern, "dyed": dyed, "note": note},
        expanded=True,
    )


def show_form() -> None:
    """Show a form: its widgets wait for the button."""
    with st.form("order", clear_on_submit=True):
        name = st.text_input("Name")
        metres = st.number_input("Metres", 1, 100, 5)
        sent = st.form_submit_button("Order", type="primary")
    if sent:
        st.toast(f"Ordered {metres} m for {name or 'you'}.", icon="🧶")
        st.success(f"{metres} m of cloth for {name or 'you'}.")
