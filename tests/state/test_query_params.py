"""The parameters in the page's address."""

import pytest

import treadle as st
from treadle.errors import APIError, NoSessionContext, QueryParamDictValueError


def test_an_app_reads_what_the_address_has(open_page):
    def app():
        import treadle as st

        params = st.query_params
        st.json(
            {
                "last": params["a"],
                "all": params.get_all("a"),
                "dict": params.to_dict(),
                "none": params.get("x"),
                "len": len(params),
                "has": ["a" in params, "x" in params],
                "blank": params.blank,
            }
        )

    page = open_page(app, query="?a=1&a=2&b=%C3%A9&blank=&embed=true")
    import json

    assert json.loads(page.one("json").body) == {
        "last": "2", "all": ["1", "2"], "dict": {"a": "2", "b": "é", "blank": ""}, "none": None,
        "len": 3, "has": [True, False], "blank": "",
    }  # fmt: skip


def test_what_an_app_writes_is_in_the_address_and_reruns_nothing(open_page):
    def app():
        import treadle as st

        st.query_params["city"] = "New York"
        st.query_params.sizes = [1, 2]
        st.text(st.query_params.sizes)

    page = open_page(app)
    assert page.one("page").query == "city=New+York&sizes=1&sizes=2"
    assert page.one("text").body == "2"


def test_parameters_are_removed_and_replaced_and_the_pages_own_stay(open_page):
    def app():
        import treadle as st

        del st.query_params["a"]
        del st.query_params.b
        st.query_params.update({"c": "3"}, d=4)
        first = st.query_params.to_dict()
        st.query_params.from_dict([("e", "5"), ("e", "6")])
        st.session_state.seen = first, st.query_params.get_all("e")
        if st.checkbox("clear"):
            st.query_params.clear()

    page = open_page(app, query="a=1&b=2&embed=true")
    assert page.state("seen") == ({"c": "3", "d": "4"}, ["5", "6"])
    assert page.one("page").query == "embed=true&e=5&e=6"


def test_clear_removes_all_but_the_pages_own(open_page):
    def app():
        import treadle as st

        st.query_params.clear()

    assert open_page(app, query="a=1&embed=true").one("page").query == "embed=true"


def test_missing_parameters_and_bad_values(in_a_run):
    assert isinstance(in_a_run(lambda: st.query_params["x"]), KeyError)
    assert isinstance(in_a_run(lambda: st.query_params.x), AttributeError)
    assert isinstance(in_a_run(lambda: st.query_params.pop("x")), KeyError)
    assert isinstance(in_a_run(lambda: st.query_params.update(a={"b": 1})), QueryParamDictValueError)
    assert isinstance(in_a_run(lambda: st.query_params.update(embed="true")), APIError)
    with pytest.raises(NoSessionContext):
        st.query_params.to_dict()
