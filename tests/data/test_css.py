"""CSS of the app for cells: what paints them passes, and nothing else."""

import pytest

from treadle._core.data.css import cell_css


def test_paint_passes() -> None:
    declarations = [
        ("color", " red "),
        ("Background-Color", "rgba(0, 10, 20, 0.5)"),
        ("background", "linear-gradient(90deg, #d65f5f 40.0%, transparent 40.0%)"),
        ("font-weight", "bold !important"),
        ("", ""),
    ]
    assert cell_css(declarations) == (
        ("background", "linear-gradient(90deg, #d65f5f 40.0%, transparent 40.0%)"),
        ("background-color", "rgba(0, 10, 20, 0.5)"),
        ("color", "red"),
        ("font-weight", "bold"),
    )


def test_the_last_of_a_property_counts() -> None:
    assert cell_css([("color", "red"), ("color", "blue")]) == (("color", "blue"),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("background", "url(https://evil.example/x)"),
        ("background", "URL ('//evil.example/x')"),
        ("background", "image-set('x' 1x)"),
        ("color", "red; position: fixed"),
        ("color", "red } body { display: none"),
        ("color", r"\75rl(x)"),
        ("color", "var(--secret)"),
        ("color", ""),
        ("color", "a" * 501),
        ("position", "fixed"),
        ("display", "none"),
        ("--tr-cell", "red"),
        ("content", "'x'"),
        (3, None),
    ],
)
def test_everything_else_is_left_out(name: object, value: object) -> None:
    assert cell_css([(name, value)]) == ()
