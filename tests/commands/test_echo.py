"""`st.echo`: the source of a block, and where it is shown."""

import textwrap

import pytest

from treadle.testing import AppTest


def echoed(script: str) -> list[str]:
    """Return all that a script shows, in order: code as `| code`, texts as they are."""
    at = AppTest.from_string("import treadle as st\n" + textwrap.dedent(script)).run()
    assert not at.exception, at.exception[0].message
    return [
        f"| {each.value}" if each.type == "code" else each.value
        for each in at.main
        if each.type in ("code", "text")
    ]


def test_the_code_stands_above_or_below() -> None:
    block = "with st.echo({}):\n    st.text(1)\nst.text(2)"
    assert echoed(block.format("")) == ["| st.text(1)", "1", "2"]
    assert echoed(block.format("code_location='below'")) == ["1", "| st.text(1)", "2"]


def test_nested_blocks_show_each_their_own() -> None:
    script = """
    with st.echo():
        with st.echo("below"):
            st.text(1)
        st.text(2)
    """
    assert echoed(script) == [
        '| with st.echo("below"):\n    st.text(1)\nst.text(2)',
        "1",
        "| st.text(1)",
        "2",
    ]


def test_functions_loops_and_threads() -> None:
    script = """
    import threading
    def work(n):
        if n:
            with st.echo():
                st.text(n)  # a comment

                st.text("end")
    for n in range(3):
        work(n)
    thread = threading.Thread(target=work, args=[7])
    thread.start()
    thread.join()
    """
    source = '| st.text(n)  # a comment\n\nst.text("end")'
    assert echoed(script) == [text for n in "127" for text in (source, n, "end")]


def test_a_decorator_and_a_text_over_several_lines_are_part_of_the_source() -> None:
    script = '''
    with st.echo():
        @st.fragment
        def part():
            return """
    zero
    """
        st.text("a")
    '''
    code = echoed(script)[0]
    assert code == '| @st.fragment\ndef part():\n    return """\nzero\n"""\nst.text("a")'


def test_what_stands_on_one_line_or_shares_its_with() -> None:
    assert echoed("with st.echo(): st.text('é'); st.text(2)")[0] == "| st.text('é')"
    script = """
    from contextlib import nullcontext
    with nullcontext(), st.echo(
        "below"
    ), nullcontext():
        st.text(1)
    both = st.echo()
    with both:
        with both:
            st.text(2)
    """
    assert echoed(script) == ["1", "| st.text(1)", "| with both:\n    st.text(2)", "| st.text(2)", "2"]


@pytest.mark.parametrize("place", ["above", "below"])
def test_an_error_in_the_block_is_the_apps(place: str) -> None:
    at = AppTest.from_string(f"import treadle as st\nwith st.echo({place!r}):\n    1 / 0").run()
    assert at.exception[0].type == "exception"
    assert "division" in at.exception[0].message


def test_code_without_source_says_so() -> None:
    assert "not available" in echoed("exec('with st.echo():\\n    st.text(1)')")[0]
