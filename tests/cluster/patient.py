"""The dashboard where its cluster may take its time, as it does beside a machine's other work: `uvicorn tests.cluster.patient:app`."""

from asgi import app as app
from fenjin.data import cluster

_PATIENCE = 600.0  # seconds
cluster._SILENT = _PATIENCE
_seconds, *_others = cluster.Cluster.__init__.__defaults__ or ()
assert _seconds == cluster.SECONDS
cluster.Cluster.__init__.__defaults__ = (_PATIENCE, *_others)
