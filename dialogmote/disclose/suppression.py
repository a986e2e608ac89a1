"""Which cells have to go: small ones, and those that would give a small one back by addition or subtraction.

Whole numbers in, positions out; nothing here knows an exhibit. Every function is monotone: with a higher threshold the
cells that go are those that went before and perhaps more.
"""

from collections.abc import Sequence

from dialogmote.disclose.profiles import Profile


def hide_in_sum(counts: Sequence[float], profile: Profile) -> set[int]:
    """Positions to hide among parts whose sum is known: the small ones, and partners for them, smallest first.

    What is hidden has at least two positive parts, or parts enough to reach the threshold together with one: then the
    sum less what is shown says nothing of a single small part. Zeros are shown, for they describe nobody.
    """
    order = sorted((i for i, count in enumerate(counts) if count > 0), key=lambda i: (counts[i], i))
    hidden = {i for i in order if profile.is_small(counts[i])}
    for candidate in order:
        together = sum(counts[i] for i in hidden)
        if not hidden or (len(hidden) >= 2 and together >= profile.smallest_difference):
            break
        hidden.add(candidate)
    return hidden


def hide_in_groups(counts: Sequence[float], groups: Sequence[object], profile: Profile) -> set[int]:
    """As `hide_in_sum` where groups of the parts have known sums too, which another table shows by the same rule.

    Groups are taken in the order in which they first appear. A group that is hidden takes its parts along; in one that
    is shown, its small parts take partners inside it.
    """
    names = list(dict.fromkeys(groups))
    members = {name: [i for i, group in enumerate(groups) if group == name] for name in names}
    sums = [sum(counts[i] for i in members[name]) for name in names]
    hidden = {i for place in hide_in_sum(sums, profile) for i in members[names[place]]}
    for places in members.values():
        if len(places) > 1:
            hidden |= {places[i] for i in hide_in_sum([counts[i] for i in places], profile)}
    return hidden


def merge_small_steps(steps: Sequence[Sequence[float]], profile: Profile) -> list[range]:
    """Steps of a stock that have to be shown as one, as ranges of positions that cover all steps in order.

    `steps` has one or more series of flows (rows and spells, say), equally long, of stocks that are shown at the same
    places. A step with a small flow is joined with the steps after it, at the end of the series with those before it,
    until every series flows by nothing or by enough; joined steps that overlap are one.
    """
    length = len(steps[0]) if steps else 0
    spans = [range(i, i + 1) for i in range(length)]
    for i in range(length):
        if any(profile.is_small_difference(series[i]) for series in steps):
            spans.append(_widen(i, steps, length, profile))
    return _unite(spans)


def _widen(start: int, steps: Sequence[Sequence[float]], length: int, profile: Profile) -> range:
    first, last = start, start

    def is_enough() -> bool:
        return last > first and not any(
            profile.is_small_difference(sum(abs(flow) for flow in series[first : last + 1])) for series in steps
        )

    while not is_enough() and last < length - 1:
        last += 1
    while not is_enough() and first > 0:
        first -= 1
    return range(first, last + 1)


def _unite(spans: Sequence[range]) -> list[range]:
    united: list[range] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.stop)):
        if united and span.start < united[-1].stop:
            united[-1] = range(united[-1].start, max(united[-1].stop, span.stop))
        else:
            united.append(span)
    return united
