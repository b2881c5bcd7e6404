"""Who asks: the credential of a request, checked, and the partner that it stands for.

Nobody is ever assumed: a credential that does not hold is refused, and without one only a registered
anonymous partner may ask.
"""
