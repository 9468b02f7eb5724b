"""Set-up, serving and testing from a bare machine: only the standard library of Python 3.11."""
