"""The managers' and operators' door: the command `peerbridge`, which puts the pieces together."""

import os

# Read once, when numpy is first imported: a message's sums take microseconds, and a pool of threads waiting for them
# would take the cores that answer other members.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
