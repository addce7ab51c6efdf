"""Coverage: states of what is needed, given what is held and what is in scope."""
