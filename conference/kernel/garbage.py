"""How often a serving process looks for garbage."""

import gc

YOUNG, MIDDLE, OLD = 20_000, 20, 20
"""A page makes some thousand objects and lets go of nearly all of them by itself."""


def settle_in() -> None:
    """Look for garbage from now on among what requests make, and not among what was imported.

    The modules, the mappers and the templates of a process live as long as it does: searching
    them for garbage again and again was a tenth of a request's time. Searching them once would be
    a tenth of the start, and finds some hundred objects among 180,000: they stay too.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()
