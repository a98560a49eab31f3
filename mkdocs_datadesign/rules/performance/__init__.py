"""Rules on volumes, in the order in which they are listed."""

from . import growth_beyond_peak, peak_below_initial, unbounded_growth, unreadable_volume

RULES = (unreadable_volume.RULE, peak_below_initial.RULE, growth_beyond_peak.RULE, unbounded_growth.RULE)
