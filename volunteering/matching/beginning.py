"""A plan and prices near the best, from which solving goes on instead of from nothing."""

from dataclasses import dataclass

import numpy as np

from volunteering.matching.candidates import Chosen, Pairs
from volunteering.matching.network import Network, flow_of
from volunteering.matching.problem import IntArray
from volunteering.matching.result import Prices
from volunteering.matching.scaling import Start
from volunteering.matching.scoring import Ladders, Steps


@dataclass(frozen=True)
class Beginning:
    """Some pairs, a plan that is part of them, and prices that nearly fit it.

    used    (k,) rows of ``chosen``: the plan, which must keep every limit of the network
    prices  what `prices.member` says is taken for the member's node, too
    pairs   the feasible pairs that are known
    """

    chosen: Chosen
    used: IntArray
    prices: Prices
    pairs: Pairs

    def start(self, network: Network, rungs: Ladders) -> Start:
        """The flow of the plan in a network of the chosen pairs, and labels by the prices."""
        flow = flow_of(network, self.used)
        plan = self.chosen.rows(self.used)
        label = np.zeros(network.nodes, dtype=np.int64)
        label[network.units] = -self.prices.unit
        label[network.shifts] = self.prices.shift
        label[network.communities] = self.prices.community
        first_member = network.units.stop
        first_day = first_member + len(network.active)
        label[first_member:first_day] = self.prices.member[network.active]
        label[first_day : network.shifts.start] = self._of_days(network, plan)
        return Start(flow, label)

    def _of_days(self, network: Network, plan: Chosen) -> IntArray:
        """(days,) what each member's time gives by now, or must bring in if it is free."""
        problem = self.pairs.problem
        found = self.prices.member[network.days // problem.times]
        if len(network.days):
            key = problem.time_of(plan.member, plan.shift)
            row = np.minimum(np.searchsorted(network.days, key), len(network.days) - 1)
            known = network.days[row] == key
            found[row[known]] = (plan.points + self.prices.shift[plan.shift])[known]
        return found


def next_points(steps: Steps, of_group: IntArray) -> IntArray:
    """(groups,) points of the next place of each group; ``of_group`` tells whose each place is."""
    given = np.bincount(of_group, minlength=len(steps.sizes))
    rung = (np.cumsum(steps.sizes, axis=1) <= given[:, None]).sum(axis=1)
    return np.asarray(
        steps.points[np.arange(len(given)), np.minimum(rung, steps.points.shape[1] - 1)]
    )
