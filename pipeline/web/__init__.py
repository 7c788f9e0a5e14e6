"""The review page: parse a request, call one function, show; it knows no theme."""

from pipeline.web.app import create_app
from pipeline.web.server import listen, serve
from pipeline.web.sign_ins import SignInError, SignIns, sign_ins
