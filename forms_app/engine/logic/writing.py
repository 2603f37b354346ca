"""Write rules and formulas as text for experts; `parsing` reads it back to the same trees."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forms_app.engine.definition import Definition
from forms_app.engine.kind import Kind
from forms_app.engine.logic.deciding import terms_of
from forms_app.engine.logic.notation import (
    COMPARING,
    FUNCTION_OF,
    FUNCTIONS,
    KEYWORDS,
    SIGNS,
    Numbering,
)
from forms_app.engine.logic.wording import choices_beside
from forms_app.engine.numbers import plainly
from forms_app.engine.rule import Rule, RuleKind, Tree

ARITHMETIC = {"+": 5, "-": 5, "*": 6, "/": 6}
PRIMARY = 9
_BINDING = {"or": 1, "and": 2, "!": 3} | dict.fromkeys([*SIGNS, *COMPARING], 4) | ARITHMETIC
_MANY = {"and", "or", "+", "*"}


class Writer:
    """Writes the trees of one form in one language, `zh` or `en`."""

    def __init__(self, definition: Definition, language: str = "zh") -> None:
        self.definition = definition
        self.language = "zh" if language.lower().startswith("zh") else "en"
        self.numbering = Numbering(definition)
        self.kinds = terms_of(definition).kinds

    def rules(self, rules: Sequence[Rule]) -> str:
        """Return one line for each rule."""
        return "\n".join(map(self.rule, rules))

    def rule(self, rule: Rule) -> str:
        """Return a rule as one line."""
        condition = ""
        if rule.when is not None:
            condition = f"{self._word('if')} {self.tree(rule.when)} {self._word('then')} "
        return condition + self._action(rule)

    def tree(self, tree: Tree, above: int = 0, beside: Tree = None) -> str:
        """Return a formula, in brackets where it binds no closer than what is `above` it."""
        if not isinstance(tree, dict):
            return self._literal(tree, beside)
        [(name, arguments)] = tree.items()
        if name == "var":
            return self.numbering.names.get(arguments, f"@{arguments}")
        binding = self._binding(name, arguments)
        said = self._operation(name, arguments, binding)
        return f"({said})" if binding <= above else said

    def _word(self, word: str) -> str:
        return KEYWORDS[word][self.language]

    def _action(self, rule: Rule) -> str:
        if rule.kind == RuleKind.OFFER:
            return f"{self._word('offer')} {', '.join(self._offered(rule))}"
        targets = ", ".join(self.numbering.target(one, self.language) for one in rule.targets)
        if rule.kind == RuleKind.SKIP:
            origin = self.numbering.target(rule.origin, self.language)
            words = [self._word(word) for word in ("skip", "from", "to")]
            return f"{words[0]} {words[1]} {origin} {words[2]} {targets}"
        if rule.kind == RuleKind.COMPUTE:
            return f"{self._word('set')} {targets} = {self.tree(rule.value)}"
        if rule.kind == RuleKind.CHECK:
            said = f" {self._word('say')} {_quoted(rule.message)}" if rule.message else ""
            return (
                f"{self._word('check')} {self.tree(rule.value)} {self._word('at')} {targets}{said}"
            )
        return f"{self._word(rule.kind)} {targets}"

    def _offered(self, rule: Rule) -> list[str]:
        target = self.numbering.target(rule.targets[0], self.language)
        known = list(choices_beside(self.definition, {"var": rule.targets[0]}))
        if target.startswith("@"):
            return [f"{target} {_quoted(choice)}" for choice in rule.choices]
        return [
            f"{target}A{known.index(choice) + 1}"
            if choice in known
            else f"{target} {_quoted(choice)}"
            for choice in rule.choices
        ]

    def _binding(self, name: str, arguments: Sequence[Tree]) -> int:
        if name not in _BINDING or (name == "-" and len(arguments) == 1):
            return PRIMARY if name != "-" else 7
        if name in _MANY and len(arguments) < 2:
            return PRIMARY
        return PRIMARY if self._is_short(name, arguments) else _BINDING[name]

    def _is_short(self, name: str, arguments: Sequence[Tree]) -> bool:
        """Say whether it is written Q1A2: the choice that a question was answered with."""
        if name != "==" or not isinstance(arguments[1], str) or not isinstance(arguments[0], dict):
            return False
        kept = arguments[0].get("var")
        known = self.kinds.get(str(kept).removeprefix("item.")) == Kind.CHOICE
        choices = choices_beside(self.definition, arguments[0])
        return known and kept in self.numbering.names and arguments[1] in choices

    def _operation(self, name: str, arguments: Sequence[Tree], binding: int) -> str:
        if binding == PRIMARY and not self._is_short(name, arguments):
            word = FUNCTION_OF.get(name, name)
            called = FUNCTIONS[word][self.language] if word in FUNCTIONS else word
            return f"{called}({', '.join(self.tree(entry) for entry in arguments)})"
        if binding == PRIMARY:
            return f"{self.tree(arguments[0])}{self._choice(arguments[1], arguments[0])}"
        if name == "!":
            return f"{self._word('!')} {self.tree(arguments[0], binding)}"
        if name == "-" and len(arguments) == 1:
            return f"-({self.tree(arguments[0])})"
        if name in _MANY or name in ARITHMETIC:
            sign = self._word(name) if name in ("and", "or") else name
            return f" {sign} ".join(self.tree(entry, binding) for entry in arguments)
        return self._comparison(name, arguments, binding)

    def _comparison(self, name: str, arguments: Sequence[Tree], binding: int) -> str:
        sign = SIGNS.get(name) or COMPARING[name][self.language]
        left = self.tree(arguments[0], binding, arguments[1])
        return f"{left} {sign} {self.tree(arguments[1], binding, arguments[0])}"

    def _literal(self, value: Tree, beside: Tree) -> str:
        if isinstance(value, list):
            return f"[{', '.join(self._literal_or_tree(entry, beside) for entry in value)}]"
        if isinstance(value, bool):
            return self._word("true" if value else "false")
        if value is None:
            return self._word("null")
        if isinstance(value, int | float):
            return plainly(value)
        return self._choice(value, beside)

    def _literal_or_tree(self, value: Tree, beside: Tree) -> str:
        return self.tree(value) if isinstance(value, dict) else self._literal(value, beside)

    def _choice(self, value: str, beside: Tree) -> str:
        choices = list(choices_beside(self.definition, beside))
        if isinstance(beside, dict) and beside.get("var") in self.numbering.names:
            return f"A{choices.index(value) + 1}" if value in choices else _quoted(value)
        return _quoted(value)


class WithKeys(Writer):
    """Writes `@key` for every question, and choices by their ids: it stays however they move."""

    def __init__(self, definition: Definition, language: str = "en") -> None:
        super().__init__(definition, language)
        self.numbering.__dict__["names"] = {}


def _quoted(text: str) -> str:
    # Between these marks nothing is escaped: a pattern stands there as it is.
    if "\\" in text and "”" not in text and text.isprintable():
        return f"“{text}”"
    return json.dumps(text, ensure_ascii=False)


def written(definition: Definition, language: str = "zh") -> str:
    """Return all rules of a form as text."""
    return Writer(definition, language).rules(definition.rules)
