"""The orders: how much they bring, which wait, and a new one."""

import datetime

from store import STATES, as_csv, changing, shop

import treadle as st

COLOURS = {"new": "blue", "packed": "orange", "sent": "green"}


@st.dialog("A new order")
def new_order() -> None:
    """Ask for an order."""
    with st.form("new order", border=False):
        customer = st.text_input("Customer", required=True)
        product = st.selectbox("Product", shop().products)
        left, right = st.columns(2)
        pieces = left.number_input("Pieces", 1, 100, 1)
        day = right.date_input("Day", datetime.date(2026, 6, 1))
        if st.form_submit_button("Take the order", type="primary"):
            with changing() as here:
                left = here.products[product].stock
                if left >= pieces:
                    number = here.take(day, customer, product, pieces)
            if left < pieces:
                st.error(f"There are only {left} of “{product}”.")
                return
            st.toast(f"Order {number} for {customer}", icon=":material/check:")
            st.rerun()


@st.fragment
def board() -> None:
    """Show the orders. A change of the shop reruns only this part, so an open dialog stays."""
    here = shop()
    waiting = [order for order in here.orders.values() if order.state != "sent"]
    by_day: dict[datetime.date, float] = {}
    for order in here.orders.values():
        by_day[order.day] = by_day.get(order.day, 0) + here.worth(order)
    sums = [by_day[day] for day in sorted(by_day)]
    first, second, third = st.columns(3)
    first.metric("Orders that wait", len(waiting), border=True, height="stretch")
    second.metric("Worth of all", f"€ {sum(sums):,.0f}", border=True, height="stretch", chart_data=sums)
    best = max(here.orders.values(), key=here.worth)
    third.metric(
        f"Largest order, by {best.customer}", f"€ {here.worth(best):,.0f}", border=True, height="stretch"
    )

    left, middle, right = st.columns([3, 2, 1.2], vertical_alignment="bottom")
    states = left.pills(
        "State", STATES, selection_mode="multi", default=["new", "packed"], format_func=str.capitalize
    )
    word = middle.text_input("Search", icon=":material/search:", placeholder="Name or product")
    found = [
        order
        for order in sorted(here.orders.values(), key=lambda order: -order.number)
        if (not states or order.state in states)
        and word.lower() in f"{order.customer} {order.product}".lower()
    ]
    records = [{**vars(order), "worth": here.worth(order)} for order in found]
    right.download_button(
        "Download",
        lambda: as_csv(records),
        "orders.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        disabled=not found,
        width="stretch",
    )

    page = st.pagination(max(1, -(-len(found) // 8)), key="orders page")
    for order in found[8 * (page - 1) : 8 * page]:
        with st.container(border=True):
            what, state, action = st.columns([4, 1, 1.4], vertical_alignment="center")
            what.markdown(f"**{order.number} · {order.customer}**  \n{here.line(order)}")
            state.markdown(f":{COLOURS[order.state]}-badge[{order.state}]")
            if order.state != "sent":
                after = STATES[STATES.index(order.state) + 1]
                if action.button(f"Mark as {after}", key=f"{after} {order.number}", width="stretch"):
                    with changing():
                        order.state = after
                    st.rerun(scope="fragment")
    if not found:
        st.info("No order matches.")


heading, button = st.columns([3, 1], vertical_alignment="bottom")
heading.title("Orders")
if button.button("New order", icon=":material/add:", type="primary", width="stretch"):
    new_order()
board()
