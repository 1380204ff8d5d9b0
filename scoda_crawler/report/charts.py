"""Charts as inline SVG: bars in a row, steps over time, columns by year; colours come from the page's style sheet."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 10, 26
_HEIGHT = 220
_DIGIT = 7.5  # width of a digit in the axis's type, in pixels
_DAY = 86_400.0


def draw_bar(value: float, largest: float) -> str:
    """A bar of a list: as long as `value` is of `largest`. It stretches with its cell."""
    width = 100 * value / largest if largest > 0 else 0
    width = max(width, 0.8) if value > 0 else 0
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="ground" width="100" height="10"/><rect class="fill" width="{width:.2f}" height="10"/></svg>'
    )


def find_ticks(largest: float, count: int = 4) -> list[int]:
    """Round numbers from 0 to at least `largest`, about `count` steps apart."""
    rough = max(largest, 1) / count
    power = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next(int(factor * power) for factor in (1, 2, 5, 10) if factor * power >= rough)
    return list(range(0, math.ceil(max(largest, 1) / step) * step + 1, step))


class _Frame:
    """The inner part of a chart `width` pixels wide, and its axis of numbers."""

    def __init__(self, width: int, largest: float) -> None:
        self.width = width
        self.ticks = find_ticks(largest)
        self.left = max(_LEFT, 14 + _DIGIT * len(f"{self.ticks[-1]:,}"))
        self.room = width - self.left - _RIGHT
        self.base = _HEIGHT - _BOTTOM

    def y(self, value: float) -> float:
        return self.base - (self.base - _TOP) * value / self.ticks[-1]

    def axis(self) -> str:
        parts = []
        for tick in self.ticks:
            y = self.y(tick)
            parts.append(
                f'<line class="grid" x1="{self.left:.1f}" x2="{self.width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            parts.append(
                f'<text class="axis" x="{self.left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick:,}</text>'
            )
        return "".join(parts)

    def label(self, x: float, text: str) -> str:
        """A word below the axis, kept within the chart."""
        half = len(text) * _DIGIT / 2
        x = min(max(x, half), self.width - half)
        return f'<text class="axis" x="{x:.1f}" y="{_HEIGHT - 7}" text-anchor="middle">{escape(text)}</text>'

    def wrap(self, inside: str, title: str) -> str:
        size = f'width="{self.width}" height="{_HEIGHT}" viewBox="0 0 {self.width} {_HEIGHT}"'
        return f'<svg class="chart" {size} role="img" aria-label="{escape(title)}">{self.axis()}{inside}</svg>'


def _name_moment(seconds: float, span: float) -> str:
    form = "%H:%M" if span < _DAY else "%d %b" if span < 300 * _DAY else "%b %Y"
    return datetime.fromtimestamp(seconds, UTC).strftime(form)


def draw_steps(points: Sequence[tuple[float, int]], width: int, title: str) -> str:
    """A line over time, (seconds since 1970, number) in order of time; a number holds until the next."""
    frame = _Frame(width, max(number for _, number in points))
    first, last = points[0][0], points[-1][0]
    span = max(last - first, 1.0)

    def x(moment: float) -> float:
        return frame.left + frame.room * (moment - first) / span

    path = f"M{x(first):.1f},{frame.y(points[0][1]):.1f}"
    path += "".join(f"H{x(moment):.1f}V{frame.y(number):.1f}" for moment, number in points[1:])
    area = f"{path}V{frame.base}H{frame.left:.1f}Z"
    count = max(1, min(6, int(frame.room / 110)))
    moments = [first + span * step / count for step in range(count + 1)]
    names = [_name_moment(moment, span) for moment in moments]
    labels = "".join(
        frame.label(x(moment), name)
        for moment, name, before in zip(moments, names, ["", *names], strict=False)
        if name != before
    )
    end = f'<circle class="dot" cx="{x(last):.1f}" cy="{frame.y(points[-1][1]):.1f}" r="3.5"/>'
    return frame.wrap(f'<path class="area" d="{area}"/><path class="line" d="{path}"/>{end}{labels}', title)


def draw_columns(columns: Sequence[tuple[str, int]], width: int, title: str) -> str:
    """A column for each (name, number), in the order given."""
    frame = _Frame(width, max(number for _, number in columns))
    step = frame.room / len(columns)
    thick = min(step * 0.8, 48.0)
    every = math.ceil((max(len(name) for name, _ in columns) + 1) * _DIGIT / step)
    parts = []
    for place, (name, number) in enumerate(columns):
        middle, y = frame.left + step * (place + 0.5), frame.y(number)
        box = f'x="{middle - thick / 2:.1f}" y="{y:.1f}" width="{thick:.1f}" height="{frame.base - y:.1f}"'
        parts.append(f'<rect class="fill" {box}><title>{escape(name)}: {number:,}</title></rect>')
        if place % every == 0:
            parts.append(frame.label(middle, name))
    return frame.wrap("".join(parts), title)
