"""A wall of sensors: a plain thread reads each of them, and every visitor sees the readings as they come.

    treadle run examples/sensors/app.py

The threads that read run once for the whole app. Fragments of the page look at what is there. The test of the
sensors starts a thread for each, which writes below its card.
"""

import math
import random
import threading
import time
from collections import deque
from datetime import datetime

import treadle as st

PERIOD = 0.25  # seconds between two readings of a sensor
SENSORS = {  # name: (unit, middle, swing, noise, limit)
    "Boiler": ("°C", 78.0, 9.0, 0.6, 85.0),
    "Cold room": ("°C", 3.5, 0.8, 0.15, 5.0),
    "Pressure": ("bar", 2.4, 0.35, 0.04, 2.9),
    "Humidity": ("%", 48.0, 7.0, 1.2, 60.0),
    "Loom 1": ("picks/min", 310.0, 18.0, 6.0, 350.0),
    "Power": ("kW", 21.0, 6.0, 0.8, 28.0),
}

st.set_page_config(page_title="Sensors", page_icon=":material/sensors:", layout="wide")


class Sensor:
    """One sensor, with its last readings."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.unit, self.middle, self.swing, self.noise, self.limit = SENSORS[name]
        self.number = number
        self.random = random.Random(number)
        self.values: deque[float] = deque(maxlen=120)
        self.alarms: deque[tuple[datetime, float]] = deque(maxlen=20)
        self.count = 0

    def read(self) -> float:
        """Return a reading. Yours asks a device here."""
        wave = math.sin(self.count / 17 + self.number * 1.3)
        return self.middle + self.swing * wave + self.random.gauss(0, self.noise)

    def watch(self) -> None:
        """Read for ever."""
        while True:
            value = self.read()
            if value > self.limit and (not self.values or self.values[-1] <= self.limit):
                self.alarms.append((datetime.now(), value))
            self.values.append(value)
            self.count += 1
            time.sleep(PERIOD)


@st.cache_resource
def wall() -> list[Sensor]:
    """Return the sensors. The first call starts their threads."""
    sensors = [Sensor(name, number) for number, name in enumerate(SENSORS)]
    for sensor in sensors:
        threading.Thread(target=sensor.watch, name=f"sensor {sensor.name}", daemon=True).start()
    return sensors


def rounded(value: float) -> str:
    """Return a reading with three digits."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def check(sensor: Sensor, place: st.Container) -> None:
    """Test a sensor for a moment, and say in its place how that goes."""
    readings = []
    for step in range(10):
        place.progress((step + 1) / 10, "Testing…")
        readings.append(sensor.read())
        time.sleep(0.05 + 0.02 * sensor.number)
    spread = max(readings) - min(readings)
    good = spread < 12 * sensor.noise
    place.badge(
        f"Tested: ±{spread / 2:.2f} {sensor.unit}",
        icon=":material/check:" if good else ":material/warning:",
        color="green" if good else "orange",
    )


sensors = wall()
with st.sidebar:
    st.header("Wall")
    live = st.toggle("Live", True)
    seconds = st.slider("Seconds shown", 5, 30, 20, 5)
    test = st.button("Test all sensors", icon=":material/fact_check:", width="stretch")
shown = int(seconds / PERIOD)
every = 0.5 if live else None


@st.fragment(run_every=every)
def card(sensor: Sensor) -> None:
    """Show what a sensor reads now."""
    values = list(sensor.values)[-shown:]
    over = values[-1] > sensor.limit
    st.metric(
        f"{':red' if over else ':green'}-badge[{'Alarm' if over else 'OK'}] {sensor.name}",
        f"{rounded(values[-1])} {sensor.unit}",
        f"{values[-1] - values[0]:+.2f}",
        delta_color="off",
        chart_data=[round(value, 2) for value in values],
        chart_type="area",
        border=True,
    )


@st.fragment(run_every=every)
def together() -> None:
    """Show all sensors in one chart, each as a part of its limit."""
    series = {
        sensor.name: [value / sensor.limit for value in list(sensor.values)[-shown:]] for sensor in sensors
    }
    length = min(map(len, series.values()))
    st.line_chart(
        {name: values[-length:] for name, values in series.items()},
        y_label="part of the limit",
        x_label="readings",
        height=300,
    )


@st.fragment(run_every=every)
def alarms() -> None:
    """List the last alarms."""
    found = [(when, sensor, value) for sensor in sensors for when, value in list(sensor.alarms)]
    if not found:
        st.caption("No alarm so far.")
    for when, sensor, value in sorted(found, key=lambda alarm: alarm[0], reverse=True)[:6]:
        st.markdown(f"**{sensor.name}** {rounded(value)} {sensor.unit} :gray[{when:%H:%M:%S}]")


st.title("Sensors")
while not all(sensor.values for sensor in sensors):
    time.sleep(PERIOD / 10)  # only before the very first reading
places = {}
for start in range(0, len(sensors), 3):
    for column, sensor in zip(st.columns(3), sensors[start : start + 3], strict=True):
        with column:
            card(sensor)
            places[sensor.name] = st.empty()
left, right = st.columns([3, 1])
with left.container(border=True, height="stretch"):
    st.subheader("Against their limits")
    together()
with right.container(border=True, height="stretch"):
    st.subheader("Alarms")
    alarms()

if test:
    for sensor in sensors:
        threading.Thread(target=check, args=(sensor, places[sensor.name])).start()
