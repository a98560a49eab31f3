"""What changed between two states of the designs, told as design: what breaks, whom it touches, who speaks of it."""

from .change import Change, Comparison, Spoken, Touched, Unread
from .compare import compare

__all__ = ["Change", "Comparison", "Spoken", "Touched", "Unread", "compare"]
