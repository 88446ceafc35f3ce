"""Words of a picture that would stand over each other, moved apart."""

from collections.abc import Sequence
from itertools import combinations, product
from math import hypot

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom
_ROUNDS = 400
_TOUCH = 1e-6


def separate(grounds: Sequence[Rectangle], movable: Sequence[bool], room: Rectangle) -> list[Point]:
    """How far words, which cover rectangles, are moved so that none stands over another's or outside the room; no further than needed,
    and those that are not movable not at all."""
    ways = [(0.0, 0.0)] * len(grounds)

    def move(number: int, across: float, down: float) -> None:
        left, top, right, bottom = grounds[number]
        x, y = ways[number][0] + across, ways[number][1] + down
        ways[number] = max(min(x, room[2] - right), room[0] - left), max(min(y, room[3] - bottom), room[1] - top)

    for number in range(len(grounds)):
        if movable[number]:
            move(number, 0.0, 0.0)
    for _round in range(_ROUNDS):
        still = True
        for pair in combinations(range(len(grounds)), 2):
            free = [number for number in pair if movable[number]]
            one, two = ([side + ways[number][n % 2] for n, side in enumerate(grounds[number])] for number in pair)
            over = min(one[2], two[2]) - max(one[0], two[0]), min(one[3], two[3]) - max(one[1], two[1])
            if min(over) <= _TOUCH or not free:
                continue
            still, way = False, 0 if over[0] < over[1] else 1
            before = one[way] + one[way + 2] <= two[way] + two[way + 2]
            for number in free:
                step = (-1 if (number == pair[0]) == before else 1) * over[way] / len(free)
                move(number, *((step, 0.0) if way == 0 else (0.0, step)))
        if still:
            return ways
    # Those that push each other to and fro are set one after another.
    return _set_one_by_one(grounds, movable, room, ways)


def _set_one_by_one(grounds: Sequence[Rectangle], movable: Sequence[bool], room: Rectangle, ways: Sequence[Point]) -> list[Point]:
    """The ways of words that are set where there is room beside those set before, each as near to its place as can be; who finds no room
    stays where `ways` has moved him."""
    result = list(ways)
    obstacles = [_shift(each, (0.0, 0.0)) for each, free in zip(grounds, movable, strict=True) if not free]
    for number, ground in enumerate(grounds):
        if not movable[number]:
            continue
        left, top, right, bottom = ground
        across = {0.0, room[0] - left, room[2] - right}.union(*((one[0] - right, one[2] - left) for one in obstacles))
        down = {0.0, room[1] - top, room[3] - bottom}.union(*((one[1] - bottom, one[3] - top) for one in obstacles))
        for way in sorted(product(across, down), key=lambda way: (hypot(*way), way)):
            there = _shift(ground, way)
            if _lies_within(there, room) and not any(_overlaps(there, one) for one in obstacles):
                result[number] = way
                break
        obstacles.append(_shift(ground, result[number]))
    return result


def _shift(ground: Rectangle, way: Point) -> Rectangle:
    return ground[0] + way[0], ground[1] + way[1], ground[2] + way[0], ground[3] + way[1]


def _overlaps(one: Rectangle, two: Rectangle) -> bool:
    return min(one[2], two[2]) - max(one[0], two[0]) > _TOUCH and min(one[3], two[3]) - max(one[1], two[1]) > _TOUCH


def _lies_within(one: Rectangle, room: Rectangle) -> bool:
    return one[0] > room[0] - _TOUCH and one[1] > room[1] - _TOUCH and one[2] < room[2] + _TOUCH and one[3] < room[3] + _TOUCH
