"""The environment every job has, for the tests too: one thread for pyfixest's solver and for BLAS."""

import os

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
