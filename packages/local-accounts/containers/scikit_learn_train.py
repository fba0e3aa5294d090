"""Stands in for the training side of SageMaker's scikit-learn images, which always train with a script. Never
deployed.
"""

from __future__ import annotations

import os
import sys

from training_toolkit import Toolkit, train

TOOLKIT = Toolkit("sagemaker_sklearn_container.training:main", runs_modules=False)

if __name__ == "__main__":
    sys.exit(train(os.environ["REHEARSAL_ML"].rstrip("/"), TOOLKIT))
