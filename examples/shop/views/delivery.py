"""A delivery: a CSV file of products, looked at before it is taken over."""

from store import Product, as_csv, changing, rows

import treadle as st

st.title("Delivery")
st.markdown("Upload the supplier's list. Nothing changes before you take it over.")
sample = [{"name": "Silk", "price": 14.9, "stock": 8}, {"name": "Linen", "price": 5.4, "stock": 30}]
st.download_button(
    "A list to try it",
    as_csv(sample),
    "delivery.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)
file = st.file_uploader(
    "List of the delivery", "csv", help="With the columns name, price and stock", max_upload_size=5
)

if file is not None:
    read = [row for _, row in rows(file)]
    products = [row for row in read if isinstance(row, Product)]
    problems = [row for row in read if isinstance(row, str)]
    for problem in problems[:5]:
        st.error(problem)
    if products:
        st.dataframe([vars(product) for product in products], hide_index=True)
    if st.button(f"Take over {len(products)} products", type="primary", disabled=not products):
        with changing() as shop:
            for product in products:
                known = shop.products.setdefault(product.name, Product(product.name, product.price, 0))
                known.price, known.stock = product.price, known.stock + product.stock
        st.success(f"{len(products)} products are in stock now.", icon=":material/check:")
