"""Personal data in verbatims: found, redacted, and shown to a person before anything is printed."""
