"""What the group's rules share: the definition that a chain of stubs leads to."""

from ...catalog import Object


def definition(item: Object) -> Object | None:
    """The object that owns it in the end; None if the chain leads nowhere or into a cycle."""
    seen = {item}
    while item.is_stub:
        if item.owner is None or item.owner in seen:
            return None
        item = item.owner
        seen.add(item)
    return item
