"""The areas, read-only: anybody may know the map."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from foundation.problems import answers
from territory.models import Area
from territory.queries import ancestors_of

router = Router(tags=["areas"])

Level = Literal["city", "district", "street", "community", "grid"]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,20}$")]


class AreaForm(BaseModel):
    """An area: its statistical code, its names, its place in the tree."""

    code: str
    level: Level
    name: str
    short_name: str
    parent_code: str | None
    longitude: float | None = Field(description="Degrees, WGS-84; null when not known.")
    latitude: float | None


class AreaInFullForm(AreaForm):
    """An area with its outline and the areas above it, widest first."""

    outline: list[list[tuple[float, float]]] | None = Field(
        description="Rings of [longitude, latitude], the outer ring first."
    )
    ancestors: list[AreaForm]


class AreaListForm(BaseModel):
    """A stretch of a list of areas."""

    count: int
    items: list[AreaForm]


class AreaQuery(BaseModel):
    """What to look for."""

    level: Level | None = None
    parent: Code | None = Field(default=None, description="Code of the area right above.")
    q: str = Field(default="", max_length=40, description="Part of the name, pinyin or initials.")
    limit: int = Field(default=50, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)


def form_of(area: Area, above: dict[str, Area]) -> AreaForm:
    """Return the short form of `area`; `above` holds its ancestors by path."""
    parent = above.get(area.parent_path)
    return AreaForm(
        code=area.code,
        level=cast("Level", area.level),
        name=area.name,
        short_name=area.short_name,
        parent_code=parent.code if parent else None,
        longitude=area.longitude,
        latitude=area.latitude,
    )


def _wanted(query: AreaQuery) -> QuerySet[Area]:
    areas = Area.objects.in_use()
    if query.level:
        areas = areas.at_level(query.level)
    if query.parent:
        parent = Area.objects.filter(code=query.parent).first()
        areas = parent.get_children().filter(pk__in=areas.values("pk")) if parent else areas.none()
    if words := query.q.replace("\0", "").strip():
        lowered = words.lower()
        areas = areas.filter(
            Q(name__contains=words)
            | Q(short_name__contains=words)
            | Q(pinyin__startswith=lowered)
            | Q(initials__startswith=lowered)
        )
    return areas


@router.get(
    "", response=answers(AreaListForm, 422), operation_id="list_areas", summary="List areas"
)
def list_areas(request: HttpRequest, query: Query[AreaQuery]) -> AreaListForm:
    """List areas in the order of the tree."""
    del request
    areas = _wanted(query)
    found = list(areas.defer("outline")[query.offset : query.offset + query.limit])
    above = ancestors_of(found)
    return AreaListForm(count=areas.count(), items=[form_of(area, above) for area in found])


@router.get(
    "/{code}",
    response=answers(AreaInFullForm, 404, 422),
    operation_id="read_area",
    summary="Read one area",
)
def read_area(request: HttpRequest, code: Path[Code]) -> AreaInFullForm:
    """Read one area with its outline and all that lies above it."""
    del request
    area = Area.objects.in_use().filter(code=code).first()
    if area is None:
        raise Http404(f"No area has the code {code}.")
    above = ancestors_of([area])
    return AreaInFullForm(
        **form_of(area, above).model_dump(),
        outline=area.outline,
        ancestors=[form_of(above[path], above) for path in sorted(above)],
    )
