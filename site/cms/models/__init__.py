"""All that the cms keeps: media, settings, categories, places, and the types of `cms/pages/`."""

import cms.pages
from cms.models.brand import BrandSettings
from cms.models.category import ServiceCategory
from cms.models.image import Picture, PictureRendition
from cms.models.place import AreaPlace
from cms.models.street_review import StreetReview
from foundation.registry import modules_in

# Django looks for models here alone: importing the folder makes every page type known.
PAGE_MODULES = tuple(modules_in(cms.pages))

__all__ = [
    "PAGE_MODULES",
    "AreaPlace",
    "BrandSettings",
    "Picture",
    "PictureRendition",
    "ServiceCategory",
    "StreetReview",
]
