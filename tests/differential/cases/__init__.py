"""Small apps, which both sides run. `app_x` is a page; `steps_x` operates it, and yields whenever both
sides are to be compared.
"""
