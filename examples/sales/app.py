"""A sales dashboard: filters, figures with what they were before, charts, and a table to download.

    treadle run examples/sales/app.py

It uses nothing that Streamlit does not have: with `import streamlit as st`, it runs there as well.
"""

import altair as alt
import numpy as np
import pandas as pd

import treadle as st

TODAY = pd.Timestamp("2026-09-30")
PERIODS = {"30 days": 30, "90 days": 90, "1 year": 365}
REGIONS = {"North": 1.25, "South": 0.8, "East": 1.0, "West": 1.45}
CHANNELS = {"Shop": 0.5, "Online": 0.35, "Wholesale": 0.15}
PRODUCTS = {  # name: (kind, price in euros, how often it is sold)
    "House blend": ("Coffee", 9.5, 5.0),
    "Espresso No. 4": ("Coffee", 11.0, 4.2),
    "Ethiopia Yirgacheffe": ("Coffee", 14.5, 2.4),
    "Decaf": ("Coffee", 10.5, 1.3),
    "Earl Grey": ("Tea", 7.0, 1.9),
    "Sencha": ("Tea", 9.0, 1.2),
    "Rooibos": ("Tea", 6.5, 0.9),
    "Filter 01": ("Tools", 24.0, 0.6),
    "Hand grinder": ("Tools", 69.0, 0.35),
    "Kettle": ("Tools", 58.0, 0.3),
    "Cup, white": ("Tools", 12.0, 0.8),
    "Tasting evening": ("Events", 45.0, 0.4),
}

st.set_page_config(page_title="Sales", page_icon=":material/monitoring:", layout="wide")


# Data -------------------------------------------------------------------------------------------------------


@st.cache_data
def orders() -> pd.DataFrame:
    """Return two years of orders, as a database would have them."""
    random = np.random.default_rng(20260930)
    number = 60_000
    age = (730 * random.power(1.25, number)).astype(int)  # more orders lately than two years ago
    day = TODAY - pd.to_timedelta(729 - age, unit="D")
    order = pd.DataFrame({"day": day})
    # Weekends are strong, and so are the weeks before Christmas.
    date = order.day.dt
    weight = 1 + 0.5 * (date.day_of_week >= 4) + 0.7 * ((date.month == 12) & (date.day < 24))
    order = order[random.random(number) < weight / weight.max()].reset_index(drop=True)
    names, chances = list(PRODUCTS), np.array([often for _, _, often in PRODUCTS.values()])
    order["product"] = random.choice(names, len(order), p=chances / chances.sum())
    order["kind"] = order["product"].map(lambda name: PRODUCTS[name][0])
    for column, shares in {"region": REGIONS, "channel": CHANNELS}.items():
        share = np.array(list(shares.values()))
        order[column] = random.choice(list(shares), len(order), p=share / share.sum())
    order["pieces"] = 1 + random.poisson(np.where(order.channel == "Wholesale", 9, 0.6))
    price = order["product"].map(lambda name: PRODUCTS[name][1])
    order["revenue"] = (order.pieces * price * np.where(order.channel == "Wholesale", 0.7, 1)).round(2)
    order["customer"] = random.integers(1, 4000, len(order))
    return order


def change(now: float, before: float) -> str | None:
    """Return by how much a figure has changed, in percent."""
    return f"{now / before - 1:+.1%}" if before else None


def by_week(order: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of each week, for the small charts."""
    groups = order.groupby(pd.Grouper(key="day", freq="7D", origin="end_day"))
    return groups.agg(
        revenue=("revenue", "sum"),
        orders=("revenue", "size"),
        basket=("revenue", "mean"),
        customers=("customer", "nunique"),
    ).fillna(0)


# Filters ----------------------------------------------------------------------------------------------------

everything = orders()
with st.sidebar:
    st.header("Filters")
    period = st.segmented_control("Period", PERIODS, default="90 days", required=True, width="stretch")
    regions = st.pills("Region", REGIONS, selection_mode="multi", default=list(REGIONS))
    channel = st.selectbox("Channel", ["All channels", *CHANNELS])
    kinds = st.multiselect(
        "Kind", sorted({kind for kind, _, _ in PRODUCTS.values()}), placeholder="All kinds"
    )
    st.caption(f"Figures up to {TODAY:%d %B %Y}. Changes compare with the period of equal length before.")

chosen = everything[everything.region.isin(regions)]
if channel != "All channels":
    chosen = chosen[chosen.channel == channel]
if kinds:
    chosen = chosen[chosen.kind.isin(kinds)]
length = pd.Timedelta(days=PERIODS[period])
now = chosen[chosen.day > TODAY - length]
before = chosen[(chosen.day > TODAY - 2 * length) & (chosen.day <= TODAY - length)]

st.title("Sales")
if now.empty:
    st.info("No order fits these filters. Choose at least one region.", icon=":material/filter_alt_off:")
    st.stop()

# Figures ----------------------------------------------------------------------------------------------------

weeks = by_week(chosen[chosen.day > TODAY - max(length, pd.Timedelta(weeks=12))])
revenue, orders_, basket, customers = st.columns(4)
figure = {"border": True, "chart_type": "area"}
revenue.metric(
    "Revenue",
    f"€{now.revenue.sum():,.0f}",
    change(now.revenue.sum(), before.revenue.sum()),
    chart_data=weeks.revenue.round(),
    **figure,
)
orders_.metric("Orders", f"{len(now):,}", change(len(now), len(before)), chart_data=weeks.orders, **figure)
basket.metric(
    "Basket",
    f"€{now.revenue.mean():.2f}",
    change(now.revenue.mean(), before.revenue.mean()) if len(before) else None,
    chart_data=weeks.basket.round(2),
    **figure,
)
customers.metric(
    "Customers",
    f"{now.customer.nunique():,}",
    change(now.customer.nunique(), before.customer.nunique()),
    chart_data=weeks.customers,
    **figure,
)

# Charts -----------------------------------------------------------------------------------------------------

wide, narrow = st.columns([2, 1])
with wide.container(border=True, height="stretch"):
    st.subheader("Revenue by kind")
    step = "1D" if period == "30 days" else "7D"
    time = pd.Grouper(key="day", freq=step, origin="end_day")
    st.area_chart(
        now.pivot_table(index=time, columns="kind", values="revenue", aggfunc="sum").fillna(0),
        y_label="€ per day" if step == "1D" else "€ per week",
        stack=True,
        height=300,
    )
with narrow.container(border=True, height="stretch"):
    st.subheader("Regions")
    places = now.groupby(["region", "channel"], as_index=False).revenue.sum()
    st.bar_chart(places, x="region", y="revenue", color="channel", y_label="€", x_label="", height=300)

left, right = st.columns(2)
with left.container(border=True, height="stretch"):
    st.subheader("When people buy")
    busy = now.assign(weekday=now.day.dt.day_name().str[:3], month=now.day.dt.strftime("%Y-%m"))
    busy = busy.groupby(["weekday", "month"], as_index=False).revenue.mean()
    st.altair_chart(
        alt.Chart(busy)
        .mark_rect(cornerRadius=3)
        .encode(
            x=alt.X("month:O", title=None),
            y=alt.Y("weekday:O", sort=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], title=None),
            color=alt.Color("revenue:Q", title="€ a basket", legend=alt.Legend(orient="bottom")),
            tooltip=["weekday", "month", alt.Tooltip("revenue", format=".2f", title="€ a basket")],
        )
        .properties(height=280)
    )
with right.container(border=True, height="stretch"):
    st.subheader("Best products")
    best = now.groupby(["product", "kind"], as_index=False).revenue.sum().nlargest(8, "revenue")
    bars = alt.Chart(best).encode(
        x=alt.X("revenue:Q", title="€", axis=alt.Axis(format="~s")),
        y=alt.Y("product:N", sort="-x", title=None),
        color=alt.Color("kind:N", title=None, legend=alt.Legend(orient="bottom")),
        tooltip=["product", "kind", alt.Tooltip("revenue", format=",.0f", title="€")],
    )
    st.altair_chart(bars.mark_bar(cornerRadiusEnd=3).properties(height=280))

# Table ------------------------------------------------------------------------------------------------------

st.subheader("Products")
table = now.groupby(["product", "kind"]).agg(revenue=("revenue", "sum"), pieces=("pieces", "sum"))
table["change"] = table.revenue / before.groupby(["product", "kind"]).revenue.sum() - 1
spans = now.groupby(["product", "kind", pd.Grouper(key="day", freq="7D")]).revenue.sum().unstack(fill_value=0)
table["trend"] = spans.to_numpy().tolist()
table["share"] = table.revenue / table.revenue.sum()
table = table.sort_values("revenue", ascending=False).reset_index()
st.dataframe(
    table,
    hide_index=True,
    column_config={
        "product": st.column_config.TextColumn("Product", pinned=True),
        "kind": st.column_config.TextColumn("Kind"),
        "revenue": st.column_config.NumberColumn("Revenue", format="euro"),
        "pieces": st.column_config.NumberColumn("Pieces", format="localized"),
        "change": st.column_config.NumberColumn("Change", format="percent"),
        "trend": st.column_config.AreaChartColumn("By week", y_min=0, color="auto"),
        "share": st.column_config.ProgressColumn("Share", format="percent", max_value=table.share.max()),
    },
)
st.download_button(
    "Download the table",
    table.drop(columns="trend").to_csv(index=False),
    f"sales-{TODAY:%Y-%m-%d}.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)
