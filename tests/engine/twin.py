"""The slow twin of the engine: an independent and obvious reading of the same contract.

It writes out every series that there is and sorts them, so it can only answer small scenarios.
A scenario is taken to be well formed.
"""

from tests.engine.twin_nofit import explain
from tests.engine.twin_series import all_starts, propose_new
from tests.engine.twin_standing import propose_moved
from tests.engine.twin_world import Data, World


def propose(data: Data, most: int = 20_000) -> Data:
    """The answer to a scenario, but for the changes that would help where there is no fit.

    Raises TooManyError where there are more than `most` series to look through.
    """
    world = World(data)
    series = all_starts(world, world.sessions, most)
    proposals = propose_moved(world, series) if world.standing else propose_new(world, series)
    return {"proposals": proposals} if proposals else {"no_fit": explain(world, most)}
