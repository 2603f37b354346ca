"""One person as a roster row tells of them, after cleaning."""

from dataclasses import dataclass
from datetime import date

from foundation.identifiers import Sex


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """What a row says of a person; an empty value means that the roster does not say.

    `mobile` is E.164, `home` the code of an area, `skills` are codes of the skill list.
    """

    name: str
    sex: Sex | None = None
    birth_date: date | None = None
    id_number: str = ""
    mobile: str = ""
    email: str = ""
    home: str = ""
    skills: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the person as plain values; what is empty is left out."""
        plain: dict[str, object] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value:
                plain[name] = value.isoformat() if isinstance(value, date) else value
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, object]) -> "RosterPerson":
        """Return the person that `as_json` gave."""
        values = dict(plain)
        if "birth_date" in values:
            values["birth_date"] = date.fromisoformat(str(values["birth_date"]))
        if "skills" in values:
            values["skills"] = tuple(values["skills"])  # type: ignore[arg-type]
        return cls(**values)  # type: ignore[arg-type]
