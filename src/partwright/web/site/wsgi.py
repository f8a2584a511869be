"""The website and API as a WSGI application, without workers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partwright.web.site.settings")
application = get_wsgi_application()
