"""SPARQL of anybody, run on a copy of the dataset in processes that can do no harm.

A query runs in a worker that holds a copy of the graph and can open neither file nor socket. It is
killed when its time is over, it dies when it takes too much memory, and its result is cut, and said
to be cut, when it is too long. The guard before it only explains; the limits are the wall.
"""
