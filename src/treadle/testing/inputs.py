"""The widgets of an app under test that a test operates in their own ways; and link buttons."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Generic, Self, TypeVar, cast

from treadle._core.data.content import Content, Deferred
from treadle._core.session.widgets import PLAIN

from .element import UNSET, Element, Widget

T = TypeVar("T")


class Button(Widget, kind="button"):
    """`st.button`."""

    @property
    def value(self) -> bool:
        """Whether the next run clicks the button, or the last run answered its click."""
        if self._value is not UNSET:
            return bool(self._value)
        return self._found.id in self._at._driver.answered

    def click(self) -> Self:
        """Click the button."""
        return self.set_value(True)

    def set_value(self, v: bool) -> Self:
        """Click the button, or undo the click."""
        if v:
            return self._enter(True, True)
        self._value = False
        self._at._driver.pending.pop(self._found.id, None)
        return self


class FormSubmitButton(Button, kind="form_submit_button"):
    """`st.form_submit_button`."""


class DownloadButton(Button, kind="download_button"):
    """`st.download_button`. It is not among the buttons of `at.button`."""

    @property
    def file(self) -> Content:
        """The file that a click downloads: its `name`, `mime` and `size`.

        If a function of the app makes it, it is called now.

        Raises:
            ValueError: the button is disabled or has left the page, or the function has failed.
        """
        found = self._at._driver.content(self._found.id)
        made = found.make() if isinstance(found, Deferred) else found
        if made is None:
            raise ValueError(f"Button “{self._props.label}” has no file to download.")
        return made

    @property
    def data(self) -> bytes:
        """The bytes of that file."""
        file = self.file
        return file.read(0, file.size)


class Box(Widget):
    """`st.checkbox` and `st.toggle`."""

    @property
    def value(self) -> bool:
        """Whether the box is ticked."""
        return bool(super().value)

    def check(self) -> Self:
        """Tick the box."""
        return self.set_value(True)

    def uncheck(self) -> Self:
        """Untick the box."""
        return self.set_value(False)


class Checkbox(Box, kind="checkbox", toggle=False):
    """`st.checkbox`."""


class Toggle(Box, kind="checkbox", toggle=True):
    """`st.toggle`."""


class Choice(Widget, Generic[T]):
    """A widget with options. `value` is the option itself, not its label."""

    @property
    def options(self) -> list[str]:
        """The labels of the options."""
        return [str(option) for option in self._props.options]

    @property
    def index(self) -> int | None:
        """The position of the selected option, None if none is."""
        entered = self._at._driver.pending.get(self._found.id)
        wire = self._found.wire if self._value is UNSET or entered is None else entered[1]
        return wire if type(wire) is int else None  # a text is an option that a person has added

    def set_value(self, v: T | None) -> Self:
        """Select an option. None selects nothing, if that is possible, or the option None, if there is one.

        Raises:
            ValueError: it is not one of the options.
        """
        if v is None:
            decode = (self._found.codec or PLAIN).decode
            position = next((i for i in range(len(self.options)) if decode(i) is None), None)
            if position is not None and not getattr(self._props, "clearable", False):
                return self._select(position)
        return super().set_value(v)

    def _select(self, index: int) -> Self:
        # A browser sends the position. So this finds the right one of two equal options, and an option that
        # is None.
        return self._enter((self._found.codec or PLAIN).decode(index), self._props.check(index))

    def select_index(self, index: int | None) -> Self:
        """Select an option by its position. None selects nothing.

        Raises:
            ValueError: there is no such option.
        """
        if index is None:
            return self.set_value(None)
        if not 0 <= index < len(self.options):
            raise ValueError(f"There is no option {index}: “{self._props.label}” has {len(self.options)}.")
        return self._select(index)


class Radio(Choice[T], kind="radio"):
    """`st.radio`."""


class Selectbox(Choice[T], kind="selectbox"):
    """`st.selectbox`."""

    def select(self, v: T | None) -> Self:
        """Select an option. None selects nothing, if that is possible.

        Raises:
            ValueError: it is not one of the options.
        """
        return self.set_value(v)


class Several(Widget, Generic[T]):
    """A widget for choosing several options. `value` has the options themselves, not their labels."""

    @property
    def options(self) -> list[str]:
        """The labels of the options."""
        return list(self._props.options)

    @property
    def _wire(self) -> tuple[int | str, ...]:
        entered = self._at._driver.pending.get(self._found.id)
        wire: tuple[int | str, ...] = (
            self._found.wire if self._value is UNSET or entered is None else entered[1]
        )
        return wire

    @property
    def indices(self) -> list[int]:
        """The positions of the choices. An option that was added has none."""
        return [each for each in self._wire if isinstance(each, int)]

    @property
    def values(self) -> list[str]:
        """The labels of the choices."""
        return [self.options[each] if isinstance(each, int) else each for each in self._wire]

    def _chosen(self) -> list[Any]:
        return list(self.value)

    def select(self, v: T) -> Self:
        """Choose an option in addition, if it is not chosen yet.

        Raises:
            ValueError: it is not one of the options, or there are as many choices as there may be.
        """
        chosen = self._chosen()
        return self if v in chosen else self.set_value([*chosen, v])

    def unselect(self, v: T) -> Self:
        """Remove a choice."""
        return self.set_value([each for each in self._chosen() if each != v])

    def set_value(self, v: Any) -> Self:
        """Choose these options and no others.

        Raises:
            ValueError: one is not one of the options, or there are too many.
        """
        wire = (self._found.codec or PLAIN).encode(v)
        if isinstance(v, list | tuple) and len(wire) < len(v):
            raise ValueError(
                f"{type(self).__name__} “{self._props.label}” cannot be set to {v!r}: choose its options, "
                "each once."
            )
        return super().set_value(v)


class Multiselect(Several[T], kind="multiselect"):
    """`st.multiselect`."""


class ButtonGroup(Several[T]):
    """`st.pills` and `st.segmented_control`. `value` is an option or None, or a list of several."""

    @property
    def type(self) -> str:
        """Streamlit's name of the kind, which is the same for both."""
        return "button_group"

    def _chosen(self) -> list[Any]:
        if self._props.multiple:
            return super()._chosen()
        return [] if self.value is None else [self.value]

    def select(self, v: T) -> Self:
        """Choose an option; in addition to others if several can be chosen.

        Raises:
            ValueError: it is not one of the options.
        """
        return super().select(v) if self._props.multiple else self.set_value(v)

    def unselect(self, v: T) -> Self:
        """Remove a choice.

        Raises:
            ValueError: a choice is required.
        """
        if self._props.multiple:
            return super().unselect(v)
        return self.set_value(None) if self.value == v else self

    def set_value(self, v: Any) -> Self:
        """Choose an option, or these options and no others; None or an empty list for none.

        Raises:
            ValueError: one is not one of the options, or a choice is required.
        """
        if not self._props.multiple and v is not None and not (self._found.codec or PLAIN).encode(v):
            raise ValueError(
                f"{type(self).__name__} “{self._props.label}” cannot be set to {v!r}: choose one of its "
                "options."
            )
        return super().set_value(v)


class Pills(ButtonGroup[T], kind="pills"):
    """`st.pills`."""


class SegmentedControl(ButtonGroup[T], kind="segmented_control"):
    """`st.segmented_control`."""


class SelectSlider(Widget, Generic[T], kind="select_slider"):
    """`st.select_slider`."""

    @property
    def options(self) -> list[str]:
        """The labels of the options."""
        return list(self._props.options)

    def set_range(self, lower: T, upper: T) -> Self:
        """Move both ends of a range.

        Raises:
            ValueError: an end is not one of the options.
        """
        return self.set_value((lower, upper))


class Feedback(Widget, kind="feedback"):
    """`st.feedback`."""


class Pagination(Widget, kind="pagination"):
    """`st.pagination`."""

    def select(self, page: int) -> Self:
        """Choose a page.

        Raises:
            ValueError: there is no such page.
        """
        return self.set_value(page)


class LinkButton(Element, kind="link_button"):
    """`st.link_button`. A test does not open its address."""

    @property
    def value(self) -> str:
        """The label."""
        return str(self._props.label)


class MenuButton(Widget, Generic[T], kind="menu_button"):
    """`st.menu_button`."""

    @property
    def options(self) -> list[str]:
        """The labels of the options."""
        return list(self._props.options)

    @property
    def value(self) -> Any:
        """The option that the next run chooses, or that the last run has answered; None if there is none."""
        if self._value is not UNSET:
            return self._value
        wire = self._at._driver.answered.get(self._found.id)
        return None if wire is None else (self._found.codec or PLAIN).decode(wire)

    def click(self, v: T) -> Self:
        """Choose an option in the menu.

        Raises:
            ValueError: it is not one of the options.
        """
        return self.set_value(v)

    def click_index(self, index: int) -> Self:
        """Choose an option in the menu by its position.

        Raises:
            IndexError: there is no such option.
        """
        wire = self._props.options[index]
        return self._enter((self._found.codec or PLAIN).decode(wire), wire)


class Typed(Widget):
    """`st.text_input` and `st.text_area`."""

    def input(self, v: str) -> Self:
        """Replace the text.

        Raises:
            ValueError: the text is too long.
        """
        return self.set_value(v)


class TextInput(Typed, kind="text_input"):
    """`st.text_input`."""


class TextArea(Typed, kind="text_area"):
    """`st.text_area`."""


class ColorPicker(Widget, kind="color_picker"):
    """`st.color_picker`."""

    def pick(self, v: str) -> Self:
        """Choose a colour: `#rgb` or `#rrggbb`, with or without the `#`.

        Raises:
            ValueError: it is not a colour.
        """
        return self.set_value(f"#{v.removeprefix('#')}")


class DateInput(Widget, kind="date_input"):
    """`st.date_input`."""

    @property
    def min(self) -> date:
        """The first date that can be entered."""
        return date.fromisoformat(self._props.min)

    @property
    def max(self) -> date:
        """The last date that can be entered."""
        return date.fromisoformat(self._props.max)

    @property
    def value(self) -> Any:
        """The date; of a range, a tuple of dates."""
        return super().value if self._value is UNSET else self._decoded()


class TimeInput(Widget, kind="time_input"):
    """`st.time_input`."""

    @property
    def value(self) -> time | None:
        """The time, None if there is none."""
        found: time | None = super().value if self._value is UNSET else self._decoded()
        return found

    def increment(self) -> Self:
        """Enter the time that is one step later."""
        return self._step(1)

    def decrement(self) -> Self:
        """Enter the time that is one step earlier."""
        return self._step(-1)

    def _step(self, sign: int) -> Self:
        if self.value is None:
            return self
        day = datetime(2000, 1, 2)  # noqa: DTZ001 - any day will do
        moved = datetime.combine(day, self.value) + sign * timedelta(seconds=self._props.step)
        return self.set_value(moved.time())


class DateTimeInput(Widget, kind="datetime_input"):
    """`st.datetime_input`."""

    @property
    def value(self) -> datetime | None:
        """The date and time, None if there is none."""
        found: datetime | None = super().value if self._value is UNSET else self._decoded()
        return found


class NumberInput(Widget, kind="number_input"):
    """`st.number_input`."""

    @property
    def min(self) -> int | float | None:
        """The smallest number that can be entered; None if there is no limit."""
        return cast(int | float | None, self._props.min_value)

    @property
    def max(self) -> int | float | None:
        """The largest number that can be entered; None if there is no limit."""
        return cast(int | float | None, self._props.max_value)

    def increment(self) -> Self:
        """Click the plus sign: increase the value by one step, at most to the maximum."""
        return self._step(1)

    def decrement(self) -> Self:
        """Click the minus sign: decrease the value by one step, at most to the minimum."""
        return self._step(-1)

    def _step(self, sign: int) -> Self:
        value, step = self.value or 0, self._props.step
        to: int | float = value + sign * step
        if isinstance(to, float):
            # A browser counts in decimals: three times 0.1 is 0.3.
            to = float(Decimal(repr(float(value))) + sign * Decimal(repr(float(step))))
        to = to if self.max is None else min(to, self.max)
        return self.set_value(to if self.min is None else max(to, self.min))


class Slider(Widget, kind="slider"):
    """`st.slider`."""

    def set_range(self, lower: Any, upper: Any) -> Self:
        """Move both ends of a range.

        Raises:
            ValueError: an end is outside the range of the slider.
        """
        return self.set_value((lower, upper))
