"""The review page: parses a request, calls one verb of the desk, shows. It holds no decision and knows no theme.

`app` puts it together, `guard` refuses what no browser of a reviewer sends, `visitors` knows who asks, `fields` reads forms; `start`, `review`,
`bulk`, `agreement` and `settings` are the pages, `site` is what they share. Templates and the one style sheet and script lie beside them.
"""

from pipeline.web.app import create_app
from pipeline.web.serving import Address, listen, serve

__all__ = ["Address", "create_app", "listen", "serve"]
