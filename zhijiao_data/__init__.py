"""Plans, tasks and targets in Chinese local vocational-education policy documents."""

from zhijiao_data._version import __version__

__all__ = ["__version__"]
