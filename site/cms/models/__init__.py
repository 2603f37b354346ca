"""Where an area's pages and media lie, and how the street reviews them."""

from cms.models.place import AreaPlace
from cms.models.street_review import StreetReview

__all__ = ["AreaPlace", "StreetReview"]
