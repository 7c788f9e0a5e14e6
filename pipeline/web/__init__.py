"""The review page: parses a request, calls one function, shows. It holds no decision and knows no theme."""

from pipeline.web.app import create_app
from pipeline.web.serving import listen, serve

__all__ = [
    "create_app",
    "listen",
    "serve",
]
