"""One computation for everybody: ten visitors ask at the same time, and the first one's answer serves all."""

import time

import treadle as st


@st.cache_data(show_spinner="Computing, for all visitors …")
def forecast(city: str) -> list[float]:
    """Compute something that takes a while."""
    computed.update(lambda count: count + 1)
    time.sleep(1)
    return [15 + sum(map(ord, city)) % 10 + day / 2 for day in range(7)]


st.title("Forecast")
computed = st.shared("computed", 0)
city = st.selectbox("City", ["Ghent", "Bruges", "Antwerp"])
st.line_chart({"temperature": forecast(city)})
st.metric("Computations", computed.value)
if st.button("Forget"):
    forecast.clear()
