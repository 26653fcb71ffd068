"""Types of what commands return, for annotations: `from treadle.typing import UploadedFile`."""

from treadle._core.data.uploads import UploadedFile
from treadle._core.elements.charts.echarts_chart import EChartsSelectionState, EChartsState
from treadle._core.elements.charts.plotly_chart import PlotlySelectionState, PlotlyState
from treadle._core.elements.charts.pydeck_chart import PydeckSelectionState, PydeckState
from treadle._core.elements.chat.value import ChatInputValue
from treadle._core.elements.data.column_button import ButtonColumnClickState
from treadle._core.elements.data.data_editor import DataEditorState
from treadle._core.elements.data.selection import DataframeSelectionState, DataframeState

__all__ = [
    "ButtonColumnClickState",
    "ChatInputValue",
    "DataEditorState",
    "DataframeSelectionState",
    "DataframeState",
    "EChartsSelectionState",
    "EChartsState",
    "PlotlySelectionState",
    "PlotlyState",
    "PydeckSelectionState",
    "PydeckState",
    "UploadedFile",
]
