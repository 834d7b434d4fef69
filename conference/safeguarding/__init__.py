"""Safety: help pages, code of conduct, and the support services that they name."""
