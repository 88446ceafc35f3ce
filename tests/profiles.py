"""How much a test tries: `quick` with every change, `full` (`--hypothesis-profile=full`) where minutes do not count.

A quick run tries the same examples each time, so that it judges the change alone; a full one tries others each time.
"""

from hypothesis import HealthCheck, settings

_SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", _SHARED, max_examples=25, derandomize=True)
settings.register_profile("full", _SHARED, max_examples=300)
settings.load_profile("quick")


def full() -> bool:
    """Whether everything is tried that a test can try."""
    return settings.get_current_profile_name() == "full"


def costly() -> settings:
    """For a property each of whose examples takes tenths of a second: a fifth of the profile's."""
    return settings(max_examples=settings().max_examples // 5)
