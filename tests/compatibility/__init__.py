"""Sites that other plugins, themes and generators have a part in, really built: one file for each kind of part.

What needs more than the tests' own packages is marked `compat`. `make compat` installs requirements.txt and runs all.
"""
