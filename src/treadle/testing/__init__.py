"""Apps tested with no server and no browser: real sessions and real script threads, read from a headless connection.

`app_test` is what a test holds, `driver` the session behind it, `elements`, `containers` and `search` what it finds there.
"""

from .app_test import AppTest as AppTest
