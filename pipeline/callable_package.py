"""Packages that can be called: `pipeline.run(...)` is the verb, `pipeline.run` its package."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any


def make_callable(package: str, verb: Callable[..., Any]) -> None:
    """Make the package callable as its verb, with the verb's signature and help.

    A package and the public function of its subject share one name, and Python puts the package
    in the function's place as soon as anything is imported from it.
    """

    class CallablePackage(ModuleType):
        __doc__ = verb.__doc__
        __signature__ = inspect.signature(verb)

        def __call__(self, *args: Any, **options: Any) -> Any:
            return verb(*args, **options)

        def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
            return import_module, (package,)

    sys.modules[package].__class__ = CallablePackage
    sys.modules[package].__doc__ = verb.__doc__
