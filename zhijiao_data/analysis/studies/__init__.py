"""The notebooks of the three studies: what they print with, and how they are executed and turned into pages.

* `Study` (sheet): in a notebook, says sentences of a file of texts with numbers filled in, and prints tables, in Chinese or English.
* `execution`: runs a notebook in a new kernel, so that the same tables give the same bytes.
* `pages`: an executed notebook as one HTML file that needs no network.

``python -m zhijiao_data.analysis.studies`` does all of it for the folder ``notebooks``; this and executing need the extra ``notebooks``.
"""

from zhijiao_data.analysis.studies.sheet import Study

__all__ = ["Study"]
