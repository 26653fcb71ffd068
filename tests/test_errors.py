"""The exceptions: the names, what catches what, and messages that survive a process boundary."""

import pickle

import pytest

from treadle import errors

# Streamlit 1.67's `streamlit.errors`, and the nearest of its own classes that each derives from.
STREAMLIT = {
    "BidiComponentError": "LocalizableStreamlitException",
    "BidiComponentInvalidCallbackNameError": "BidiComponentError",
    "BidiComponentInvalidDefaultKeyError": "BidiComponentError",
    "BidiComponentInvalidIdError": "BidiComponentError",
    "BidiComponentUnserializableDataError": "BidiComponentError",
    "DuplicateWidgetID": "StreamlitAPIException",
    "Error": "Error",
    "FragmentStorageKeyError": "Error",
    "LocalizableStreamlitException": "StreamlitAPIException",
    "MarkdownFormattedException": "Error",
    "NoSessionContext": "Error",
    "StreamlitAPIException": "MarkdownFormattedException",
    "StreamlitAPIWarning": "StreamlitAPIException",
    "StreamlitAuthError": "StreamlitAPIException",
    "StreamlitBadTimeStringError": "LocalizableStreamlitException",
    "StreamlitComponentRegistryError": "Error",
    "StreamlitDataframeConversionError": "StreamlitAPIException",
    "StreamlitDefaultNotInOptionsError": "LocalizableStreamlitException",
    "StreamlitDuplicateElementId": "DuplicateWidgetID",
    "StreamlitDuplicateElementKey": "DuplicateWidgetID",
    "StreamlitIncompatibleParametersError": "LocalizableStreamlitException",
    "StreamlitInvalidColorError": "LocalizableStreamlitException",
    "StreamlitInvalidColumnSpecError": "LocalizableStreamlitException",
    "StreamlitInvalidFormCallbackError": "LocalizableStreamlitException",
    "StreamlitInvalidHeightError": "LocalizableStreamlitException",
    "StreamlitInvalidLayoutContextError": "StreamlitAPIException",
    "StreamlitInvalidMinMaxError": "LocalizableStreamlitException",
    "StreamlitInvalidNumberFormatError": "LocalizableStreamlitException",
    "StreamlitInvalidParameterTypeError": "LocalizableStreamlitException",
    "StreamlitInvalidThemeError": "LocalizableStreamlitException",
    "StreamlitInvalidThemeOptionError": "StreamlitInvalidThemeError",
    "StreamlitInvalidThemeSectionError": "StreamlitInvalidThemeError",
    "StreamlitInvalidURLError": "LocalizableStreamlitException",
    "StreamlitInvalidWidthError": "LocalizableStreamlitException",
    "StreamlitJSNumberBoundsError": "LocalizableStreamlitException",
    "StreamlitMaxRetriesError": "Error",
    "StreamlitMissingAuthlibError": "StreamlitAuthError",
    "StreamlitMissingRequiredParameterError": "LocalizableStreamlitException",
    "StreamlitMixedNumericTypesError": "LocalizableStreamlitException",
    "StreamlitPageNotFoundError": "LocalizableStreamlitException",
    "StreamlitQueryParamDictValueError": "LocalizableStreamlitException",
    "StreamlitSecretNotFoundError": "LocalizableStreamlitException",
    "StreamlitSelectionCountExceedsMaxError": "LocalizableStreamlitException",
    "StreamlitValueAboveMaxError": "LocalizableStreamlitException",
    "StreamlitValueAssignmentNotAllowedError": "LocalizableStreamlitException",
    "StreamlitValueBelowMinError": "LocalizableStreamlitException",
    "StreamlitValueError": "LocalizableStreamlitException",
    "StreamlitValueOutOfRangeError": "LocalizableStreamlitException",
    "StreamlitWidgetAlreadyInstantiatedError": "LocalizableStreamlitException",
    "UnserializableSessionStateError": "StreamlitAPIException",
}

BUILTIN = {
    "Error": Exception,
    "FragmentHandledException": Exception,
    "FragmentStorageKeyError": KeyError,
    "StreamlitAPIWarning": Warning,
    "StreamlitSecretNotFoundError": FileNotFoundError,
}

RAISED = [
    errors.NoSessionContext(),
    errors.NotYetSupported("on_select", "st.dataframe", instead="Use a selectbox."),
    errors.APIError("plain", error_id="some-id"),
    errors.BadTimeStringError("soon"),
    errors.BidiComponentInvalidCallbackNameError("x"),
    errors.BidiComponentInvalidDefaultKeyError("x", ["a", "b"]),
    errors.BidiComponentInvalidIdError("a:b", ":"),
    errors.BidiComponentUnserializableDataError(),
    errors.CacheRecursionError(["the cached function `f`"]),
    errors.CacheRecursionError(["the cached function `f`", "the cached function `g`"]),
    errors.UnhashableParamError("f", "x", "a.B", "an object of type _thread.lock"),
    errors.UnserializableReturnValueError("f", "a.B", "cannot {be} pickled"),
    errors.DefaultNotInOptionsError("x"),
    errors.DuplicateElementId("button"),
    errors.DuplicateElementKey("k"),
    errors.IncompatibleParametersError("a", "b", "c"),
    errors.InvalidColorError("{not} a colour"),
    errors.InvalidColumnSpecError(),
    errors.InvalidFormCallbackError(),
    errors.InvalidHeightError(-1, allow_content=True),
    errors.InvalidMinMaxError(3, 2),
    errors.InvalidNumberFormatError("%s"),
    errors.InvalidParameterTypeError("a", "int", ["str", "bytes"], detail="Really."),
    errors.InvalidThemeSectionError("theme.x"),
    errors.InvalidURLError("ftp:"),
    errors.InvalidWidthError("wide"),
    errors.JSNumberBoundsError("{too} large"),
    errors.MissingAuthlibError(),
    errors.MissingRequiredParameterError("a"),
    errors.MixedNumericTypesError(1, 0.0, None, 1),
    errors.PicklingError("f", "argument 1, which is a `lock`,", "TypeError: no"),
    errors.PoolClosedError("f"),
    errors.RemoteError("app.Odd", "{strange}"),
    errors.RemoteTraceback("Traceback"),
    errors.UnpicklingError("f", "The arguments", "ImportError: no"),
    errors.UnpicklingError("f", "The result", "TypeError: no", "app.Odd"),
    errors.WorkerDiedError("f", "exited with status 3"),
    errors.PageNotFoundError("p.py", "app", uses_pages_directory=True),
    errors.QueryParamDictValueError("q"),
    errors.SecretNotFoundError("no {name}", name="password"),
    errors.SelectionCountExceedsMaxError(3, 2),
    errors.ValueAboveMaxError(3, 2),
    errors.ValueAssignmentNotAllowedError("k"),
    errors.ValueBelowMinError(1, 2),
    errors.ValueError_("gap", ["small", "large"]),
    errors.ValueOutOfRangeError("a", 1, 2, 3),
    errors.WidgetAlreadyInstantiatedError("k"),
]


@pytest.mark.parametrize(("name", "base"), STREAMLIT.items())
def test_except_with_a_name_of_streamlits_catches_what_it_does_there(name, base):
    assert issubclass(getattr(errors, name), getattr(errors, base))


@pytest.mark.parametrize(("name", "base"), BUILTIN.items())
def test_except_with_a_name_of_pythons_catches_what_it_does_in_streamlit(name, base):
    assert issubclass(getattr(errors, name), base)


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_error_crosses_a_process_boundary_unchanged(error):
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_a_message_is_finished(error):
    assert str(error)
    assert "None" not in str(error)
    assert str(error).strip() == str(error)


def test_a_localizable_error_keeps_its_values():
    error = errors.LocalizableStreamlitException("{a} and {b}", a=1, b="{c}")
    assert (str(error), error.exec_kwargs) == ("1 and {c}", {"a": 1, "b": "{c}"})


def test_no_session_context_says_how_to_bind():
    assert "st.bind(" in str(errors.NoSessionContext())
    assert str(errors.NoSessionContext("Something else.")) == "Something else."


def test_not_yet_supported_names_the_parameter():
    error = errors.NotYetSupported("on_select", "st.dataframe")
    assert "`on_select` of `st.dataframe`" in str(error)
    assert error.parameter == "on_select"


@pytest.mark.parametrize("control", [errors.StopException, errors.RerunException])
def test_what_ends_a_run_passes_an_apps_except_exception(control):
    assert issubclass(control, BaseException)
    assert not issubclass(control, Exception)
