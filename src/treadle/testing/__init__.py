"""Tests of apps without a server and without a browser, with real sessions and real script threads.

`app_test` has the object that a test uses, `driver` the session behind it. `elements`, `containers` and
`search` have the objects that a test finds on the page.
"""

from .app_test import AppTest as AppTest
from .errors import AppTestError as AppTestError
