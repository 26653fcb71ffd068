"""The products: a table, and a form that changes one."""

from store import as_csv, changing, shop

import treadle as st

here = shop()
st.title("Products")
low = [product for product in here.products.values() if product.stock < 5]
for product in low:
    st.warning(f"Only {product.stock} of “{product.name}” are left.", icon=":material/warning:")

records = [vars(product) for product in here.products.values()]
left, right = st.columns([3, 2])
with left:
    st.dataframe(
        records,
        hide_index=True,
        column_config={
            "name": "Product",
            "price": st.column_config.NumberColumn("Price", format="€ %.2f"),
            "stock": st.column_config.ProgressColumn("In stock", min_value=0, max_value=50, format="%d"),
        },
    )
    st.download_button(
        "Download as CSV",
        as_csv(records),
        "products.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
with right, st.container(border=True):
    name = st.selectbox("Change", here.products, key="product")
    product = here.products[name]
    with st.form("change", border=False):
        price = st.number_input("Price in €", 0.0, value=product.price, step=0.1, key=f"price {name}")
        stock = st.number_input("In stock", 0, value=product.stock, key=f"stock {name}")
        if st.form_submit_button("Save", type="primary"):
            with changing():
                product.price, product.stock = price, stock
            st.toast(f"“{name}” is saved.", icon=":material/check:")
            st.rerun()
