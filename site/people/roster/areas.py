"""Finds the community that an office means by what it wrote in a roster."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from foundation.text import cleaned, short_area_name

_COMMUNITY_ENDINGS = ("居委会", "村委会", "社区", "居", "村")
_IN_ADDRESSES = ("社区", "居委会", "居民委员会", "村", "村委会", "村民委员会")
_LEADING = re.compile(r"^(?:山东省|山东(?=济南))?(?:济南市|济南(?=.{2,3}[区县]))?")
_LONGEST_NAME = 24
MAX_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Area:
    """An area as the index needs it; `level` is city, district, street or community."""

    code: str
    level: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Home:
    """What was found: the code of an area, or a code of complaint and its values."""

    code: str = ""
    complaint: str = ""
    params: tuple[tuple[str, str], ...] = ()


NOWHERE = Home()


def _without(name: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _bare_community(name: str) -> str:
    return _without(short_area_name(name), _COMMUNITY_ENDINGS)


def _street_names(name: str) -> list[str]:
    """Return the ways in which offices write a street or town."""
    if name.endswith("街道"):
        bare = name.removesuffix("街道")
        return [name, f"{name}办事处", f"{name}办", f"{bare}办事处", f"{bare}街办"]
    return [name, f"{name}人民政府", f"{name}政府"]


def _compact(text: str) -> str:
    return re.sub(r"[\s,，、\-—()]+", "", cleaned(text))


class AreaIndex:
    """The streets and communities of a city by every way in which offices write them."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = {area.code: area for area in areas}
        self._streets: dict[str, set[str]] = defaultdict(set)
        self._bare_streets: dict[str, set[str]] = defaultdict(set)
        self._communities: dict[str, set[str]] = defaultdict(set)
        self._districts: dict[str, str] = {}
        for area in self._areas.values():
            if area.level == "street":
                for name in _street_names(area.name):
                    self._streets[name].add(area.code)
                # A street column often gives the bare name; at the front of an address it would
                # be taken for one where it is none.
                self._bare_streets[_without(area.name, ("街道", "镇", "乡"))].add(area.code)
            elif area.level == "community":
                for key in {area.name, short_area_name(area.name), _bare_community(area.name)}:
                    self._communities[key].add(area.code)
            elif area.level == "district":
                self._districts[area.name] = area.code
                self._districts[_without(area.name, ("区", "县", "市"))] = area.code
        self.resolve = lru_cache(maxsize=20_000)(self._resolve)

    def name(self, code: str) -> str:
        """Return the short name of an area with its street's, 山大路街道甸柳社区."""
        area = self._areas[code]
        if area.level != "community":
            return area.name
        return f"{self._areas[area.parent].name}{short_area_name(area.name)}"

    def _resolve(self, district: str, street: str, community: str, address: str) -> Home:
        """Return the home that the four cells tell; any of them may be empty."""
        within = self._districts.get(_compact(district), "")
        streets = self._named_streets(_compact(street), within)
        if not community and address:
            return self._resolve_address(within, streets, _compact(address))
        whole = _compact(community)
        place = whole if self._local(whole, streets, within) else self._stripped(whole)
        if not self._local(place, streets, within):
            inside, place = self._leading_street(place, within)
            streets = (streets & inside) or inside or streets
        if not place:
            return self._street_only(streets)
        return self._community(place, streets, within)

    def _resolve_address(self, within: str, streets: set[str], address: str) -> Home:
        """Find the longest name of a community at the front of what follows the street."""
        inside, rest = self._leading_street(self._stripped(address), within)
        streets = inside or streets
        for length in range(min(len(rest), _LONGEST_NAME), 1, -1):
            name = rest[:length]
            if name.endswith(_IN_ADDRESSES):
                local = self._local(name, streets, within)
                if len(local) == 1:
                    return Home(next(iter(local)))
                if local:
                    return self._unclear("area_ambiguous", name, local)
        return self._street_only(streets)

    def _local(self, name: str, streets: set[str], within: str) -> set[str]:
        """Return the communities that can be written as `name`, as far as streets are known."""
        codes = self._communities.get(name, set())
        return {code for code in codes if self._lies_in(code, streets, within)}

    def _stripped(self, text: str) -> str:
        """Return `text` without the province, the city and the district at its front."""
        rest = _LEADING.sub("", text)
        for name in self._districts:
            if name[-1] in "区县市" and rest.startswith(name) and len(rest) > len(name):
                return rest.removeprefix(name)
        return rest

    def _named_streets(self, street: str, within: str) -> set[str]:
        if not street:
            return set()
        name = self._stripped(street)
        codes = self._streets.get(name) or self._bare_streets.get(name) or set()
        return {code for code in codes if not within or self._areas[code].parent == within}

    def _leading_street(self, place: str, within: str) -> tuple[set[str], str]:
        """Part a street at the front of a text from the rest."""
        for length in range(min(len(place), _LONGEST_NAME), 1, -1):
            streets = self._streets.get(place[:length], set())
            streets = {one for one in streets if not within or self._areas[one].parent == within}
            if streets:
                return streets, place[length:]
        return set(), place

    def _street_only(self, streets: set[str]) -> Home:
        if len(streets) != 1:
            return NOWHERE
        code = next(iter(streets))
        return Home("", "area_street_only", (("street", self._areas[code].name),))

    def _community(self, place: str, streets: set[str], within: str) -> Home:
        keys = dict.fromkeys((place, short_area_name(place), _bare_community(place)))
        for key in keys:
            codes = self._communities.get(key, set())
            local = {code for code in codes if self._lies_in(code, streets, within)}
            if len(local) == 1:
                return Home(next(iter(local)))
            if local:
                return self._unclear("area_ambiguous", place, local)
            if codes and streets:
                return self._unclear("area_other_street", place, codes, streets)
        return Home("", "area_unknown", (("text", place[:30]),))

    def _lies_in(self, code: str, streets: set[str], within: str) -> bool:
        street = self._areas[code].parent
        if streets:
            return street in streets
        return not within or self._areas[street].parent == within

    def _unclear(
        self, complaint: str, place: str, codes: set[str], streets: Iterable[str] = ()
    ) -> Home:
        names = [self.name(code) for code in sorted(codes)[:MAX_CANDIDATES]]
        more = "…" if len(codes) > MAX_CANDIDATES else ""
        params = [("text", place[:30]), ("candidates", "、".join(names) + more)]
        params += [("street", self._areas[code].name) for code in sorted(streets)[:1]]
        return Home("", complaint, tuple(params))
