"""The pages as data: typed bodies, pictures with sizes, drafts by signed token."""

from cms.api.pages import router

__all__ = ["router"]
