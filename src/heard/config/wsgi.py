"""The WSGI application that gunicorn serves."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from heard.config.gate import Gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
# Whoever waits for a statement of the database waits for Python's lock afterwards, which another thread may keep for so
# long, a statement at a time: at the usual 5 ms, forty statements that hold a lock held it twice as long.
sys.setswitchinterval(0.0005)
application = Gate(get_wsgi_application())


def warm_up() -> None:
    """Load what the first person to say something would else wait for, a second or more.

    The web server loads this module once and forks its processes: they share what is loaded here.
    """
    from heard.coding.machine import warm_up as load_coder
    from heard.methods.redaction import redact_text

    load_coder()
    redact_text("Dr Patel was kind")
    # What is loaded by now stays: to look for garbage in it took a sixth of a second, for which nobody was answered.
    gc.collect()
    gc.freeze()


warm_up()
