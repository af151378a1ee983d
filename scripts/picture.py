"""Renders a terminal's screen, read in the format of `tmux capture-pane -e`, to SVG on standard output.

Empty rows at the bottom are omitted. Usage: picture.py COLUMNS ROWS "CURSOR_X CURSOR_Y" < screen
"""

import re
import sys
import unicodedata
from html import escape

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8.43, 18, 14, 14
BACKGROUND, FOREGROUND = "#16181d", "#d7dae0"
SIXTEEN = [
    "#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf",
    "#5c6370", "#ff7b85", "#b1dd8b", "#f2d68c", "#79c0ff", "#d89cf0", "#6fd3df", "#ffffff",
]


def colour(number):
    """One of xterm's 256 colours."""
    if number < 16:
        return SIXTEEN[number]
    if number >= 232:
        level = 8 + 10 * (number - 232)
        return f"#{level:02x}{level:02x}{level:02x}"
    levels = [0, 95, 135, 175, 215, 255]
    number -= 16
    red, green, blue = levels[number // 36], levels[number // 6 % 6], levels[number % 6]
    return f"#{red:02x}{green:02x}{blue:02x}"


class Style:
    def __init__(self):
        self.reset()

    def reset(self):
        self.foreground = self.background = None
        self.bold = self.dim = self.reverse = False

    def apply(self, codes):
        codes = [int(code or 0) for code in codes.split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.reset()
            elif code == 1:
                self.bold = True
            elif code == 2:
                self.dim = True
            elif code == 22:
                self.bold = self.dim = False
            elif code in (7, 27):
                self.reverse = code == 7
            elif 30 <= code <= 37:
                self.foreground = colour(code - 30)
            elif 90 <= code <= 97:
                self.foreground = colour(code - 82)
            elif code == 39:
                self.foreground = None
            elif code == 49:
                self.background = None
            elif code in (38, 48) and codes[:1] == [5]:
                codes.pop(0)
                if code == 38:
                    self.foreground = colour(codes.pop(0))
                else:
                    self.background = colour(codes.pop(0))

    def key(self):
        foreground, background = self.foreground or FOREGROUND, self.background
        if self.reverse:
            foreground, background = background or BACKGROUND, foreground
        return foreground, background, self.bold, self.dim


def width(character):
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def runs(line, style):
    """Splits the line into runs of one style: (column, text, cells, style)."""
    column, start, text, key = 0, 0, "", None
    for token in re.findall(r"\x1b\[[0-9;]*m|\x1b\(.|\x0f|\x0e|.", line):
        if token.startswith("\x1b["):
            style.apply(token[2:-1])
            continue
        if len(token) > 1 or token < " ":
            continue
        # A wide character is a separate run, since its width differs between fonts.
        now = style.key()
        wide = width(token) == 2
        if text and (now != key or wide or width(text[-1]) == 2):
            yield start, text, column - start, key
            text = ""
        if not text:
            start, key = column, now
        text += token
        column += width(token)
    if text:
        yield start, text, column - start, key


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    cursor_x, cursor_y = map(int, sys.argv[3].split())
    lines = sys.stdin.read().rstrip().split("\n")[:rows]
    rows = len(lines)
    total_width = round(columns * CELL_WIDTH + 2 * MARGIN, 1)
    total_height = rows * CELL_HEIGHT + 2 * MARGIN
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total_width}" height="{total_height}"'
        f' viewBox="0 0 {total_width} {total_height}" font-size="{FONT_SIZE}"'
        ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace">'
    )
    print("<title>charla chat</title>")
    print(f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>')
    style = Style()
    cursor = (MARGIN + cursor_x * CELL_WIDTH, MARGIN + cursor_y * CELL_HEIGHT)
    print(
        f'<rect x="{cursor[0]:.1f}" y="{cursor[1]}" width="{CELL_WIDTH}" height="{CELL_HEIGHT}"'
        f' fill="{FOREGROUND}" opacity="0.75"/>'
    )
    for row, line in enumerate(lines):
        y = MARGIN + row * CELL_HEIGHT
        for column, text, cells, (foreground, background, bold, dim) in runs(line, style):
            x = MARGIN + column * CELL_WIDTH
            if background:
                print(
                    f'<rect x="{x:.1f}" y="{y}" width="{cells * CELL_WIDTH:.1f}"'
                    f' height="{CELL_HEIGHT}" fill="{background}"/>'
                )
            if not text.strip():
                continue
            look = f'fill="{foreground}"'
            look += ' font-weight="bold"' if bold else ""
            look += ' opacity="0.6"' if dim else ""
            print(
                f'<text x="{x:.1f}" y="{y + 13.5}" {look} xml:space="preserve"'
                f' textLength="{cells * CELL_WIDTH:.1f}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(text)}</text>"
            )
    print("</svg>")


main()
