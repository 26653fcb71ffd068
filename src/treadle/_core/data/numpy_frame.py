"""numpy arrays as frames."""

from typing import Any

from treadle.errors import DataframeConversionError

from .columns import NumpyValues, PythonValues, Values
from .frame import Column, Frame, numbered, unique_names

MEMORY_KINDS = "biufmM"
"""Kinds of dtype whose memory Arrow can use as it is: booleans, numbers, durations, times."""


def from_array(array: Any) -> Frame:
    """Return an array as a frame.

    A vector is one column. A matrix has a frame column for each column, a structured array one for each
    field.
    """
    if hasattr(array, "filled"):  # a masked array
        mask, array = array.mask, array.data.astype(object)
        array[mask] = None
    if array.dtype.names:
        array = array.reshape(-1)
        columns = [values_of(array[name]) for name in array.dtype.names]
        return Frame(tuple(map(Column, unique_names(array.dtype.names), columns)), len(array))
    if array.ndim < 2:
        return Frame((Column("value", values_of(array.reshape(-1))),), array.size)
    if array.ndim > 2:
        raise DataframeConversionError(
            f"`data` is an array of {array.ndim} dimensions, and a table has two. Its shape is {array.shape}."
        )
    columns = [values_of(array[:, i]) for i in range(array.shape[1])]
    names, labels = numbered(len(columns))
    return Frame(tuple(map(Column, names, columns)), array.shape[0], labels=labels)


def values_of(array: Any) -> Values:
    """Return a one-dimensional array as a column's values."""
    if array.dtype.kind in MEMORY_KINDS:
        return NumpyValues(array)
    return PythonValues(array.tolist())
