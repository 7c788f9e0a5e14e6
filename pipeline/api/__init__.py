"""The verbs: what commands, pages and notebooks call."""
