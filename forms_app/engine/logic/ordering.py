"""In which order a form is worked out: what depends on what, and where that runs in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from forms_app.engine.definition import Definition, Field
from forms_app.engine.logic.evaluating import key_of
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.rule import END, Rule, RuleKind, Tree

Graph = Mapping[str, set[str]]


def step_node(step_id: str) -> str:
    """Return the node of whether a step is shown."""
    return f"#{step_id}"


def section_node(section_id: str) -> str:
    """Return the node of whether a section is shown."""
    return f"#{section_id}"


def leaving_node(step_id: str) -> str:
    """Return the node of where one goes from a step."""
    return f">{step_id}"


def references(tree: Tree) -> Iterator[str]:
    """Yield every name that a formula refers to, as it stands there."""
    waiting = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += reversed(found)
        elif isinstance(found, dict):
            for name, arguments in found.items():
                if name == "var":
                    if isinstance(arguments, str):
                        yield arguments
                elif name in OPERATORS:
                    waiting.append(arguments)


def keys_in(rule: Rule) -> set[str]:
    """Return the keys of the fields that a rule refers to."""
    return {key_of(name) for tree in rule.trees.values() for name in references(tree)}


def graph_of(definition: Definition) -> dict[str, set[str]]:
    """Return node → the nodes that it depends on, in the order of the form."""
    found: dict[str, set[str]] = {}
    leaving: list[str] = []
    for step in definition.steps:
        found[step_node(step.id)] = set(leaving)
        for section in step.sections:
            found[section_node(section.id)] = {step_node(step.id)}
            for field in section.fields:
                _add_field(found, field, section_node(section.id))
        if any(rule.kind == RuleKind.SKIP and rule.origin == step.id for rule in definition.rules):
            found[leaving_node(step.id)] = {step_node(step.id)}
            leaving.append(leaving_node(step.id))
    for rule in definition.rules:
        for node in _decided_by(rule):
            if node in found:
                found[node] |= {key for key in keys_in(rule) if key in found}
    return found


def _add_field(found: dict[str, set[str]], field: Field, above: str) -> None:
    found[field.key] = {above}
    for inner in field.fields:
        found[inner.key] = {field.key}


def _decided_by(rule: Rule) -> Iterator[str]:
    if rule.kind == RuleKind.SKIP:
        yield leaving_node(rule.origin)
    elif rule.kind in (RuleKind.SHOW, RuleKind.HIDE, RuleKind.OFFER, RuleKind.COMPUTE):
        for target in rule.targets:
            if target != END:
                yield target
                yield f"#{target}"


def order_of(definition: Definition) -> list[str]:
    """Return the nodes in an order in which each comes after what it depends on.

    What runs in a circle comes last, in the order of the form: it will find nothing to build on.
    """
    graph = graph_of(definition)
    circle = set(circle_in(graph))
    while circle:
        graph = {
            node: before - circle if node in circle else before for node, before in graph.items()
        }
        circle = set(circle_in(graph))
    return _steady(graph)


def circle_in(graph: Graph) -> list[str]:
    """Return nodes that depend on each other in a circle, empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        nodes: list[str] = error.args[1]
        return nodes[:-1]
    return []


def _steady(graph: Graph) -> list[str]:
    """Order `graph` so that the form's own order stays where it can."""
    place = {node: number for number, node in enumerate(graph)}
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    found: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda node: place[node])
        found += ready
        sorter.done(*ready)
    return found
