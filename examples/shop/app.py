"""The administration of a small shop: people with roles, pages, forms, uploads, downloads and tables.

    treadle run examples/shop/app.py

Sign in as Ada, who may do everything, or as Grace, who looks after orders. The password is `loom`. Open a
second window: what one of them changes, the other sees at once.
"""

import treadle as st

ROLES = {"Ada": "Owner", "Grace": "Clerk"}
PASSWORD = "loom"  # an example has no real accounts

st.set_page_config(page_title="The weavers' shop", page_icon=":material/storefront:", layout="wide")


def sign_in() -> None:
    """Ask who it is."""
    with st.columns([1, 2, 1])[1]:
        st.title("The weavers' shop")
        with st.form("sign in"):
            name = st.selectbox("Who are you?", ROLES, format_func=lambda name: f"{name} ({ROLES[name]})")
            password = st.text_input("Password", type="password", placeholder="loom")
            if st.form_submit_button("Sign in", type="primary", width="stretch"):
                if password == PASSWORD:
                    st.session_state.user = name
                    st.rerun()
                st.error("This is not the password. In this example it is “loom”.", icon=":material/key:")


def sign_out() -> None:
    """Forget who it was, and all else."""
    st.session_state.clear()


user = st.session_state.get("user")
orders = st.Page("views/orders.py", title="Orders", icon=":material/receipt_long:", default=True)
products = st.Page("views/products.py", title="Products", icon=":material/inventory_2:")
delivery = st.Page("views/delivery.py", title="Delivery", icon=":material/local_shipping:")

if user is None:
    page = st.navigation([st.Page(sign_in, title="Sign in")], position="hidden")
elif ROLES[user] == "Owner":
    page = st.navigation({"Sales": [orders], "Stock": [products, delivery]})
else:
    page = st.navigation({"Sales": [orders]})

if user is not None:
    with st.sidebar:
        st.markdown(f"**{user}** :gray-badge[{ROLES[user]}]")
        st.button("Sign out", icon=":material/logout:", on_click=sign_out, width="stretch")
page.run()
