"""The drawing of a face on which zones are chosen: its shapes, as the patient is looked at, so
that her right side is on the left of the picture. One side is drawn; the other is its mirror.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django import template

register = template.Library()


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline in a field of 320 by 410. `is_mirrored`: on the left of the picture."""

    outline: str
    is_mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """The shapes of one zone, and where its depth is written."""

    shapes: tuple[Shape, ...]
    at: tuple[tuple[int, int], ...]


FOREHEAD: Final = (
    "M160 58C198 58 228 74 239 101C235 111 231 119 226 126C211 116 191 116 179 125"
    "L141 125C129 116 109 116 94 126C89 119 85 111 81 101C92 74 122 58 160 58Z"
)
GLABELLA: Final = (
    "M145 130L175 130C171 140 169 150 169 160C166 163 154 163 151 160C151 150 149 140 145 130Z"
)
TEMPLES: Final = (
    "M243 106C255 118 262 134 263 152C263 170 261 184 258 196C249 194 243 186 241 172"
    "C242 152 238 140 230 130C234 122 238 114 243 106Z"
)
EYES: Final = (
    "M204 137C224 137 237 150 237 167C237 184 223 195 204 195C188 195 175 185 173 167"
    "C172 149 185 137 204 137ZM204 151C191 151 183 159 180 167C184 176 193 181 204 181"
    "C216 181 225 176 229 167C224 158 217 151 204 151Z"
)
NOSE_BRIDGE: Final = (
    "M151 166C154 168 166 168 169 166C170 182 171 196 171 212C169 221 151 221 149 212"
    "C149 196 150 182 151 166Z"
)
NOSE_SIDES: Final = (
    "M176 196C180 212 191 222 191 236C191 249 178 254 162 251L162 226C170 225 174 219 174 210Z"
)
CHEEK: Final = (
    "M197 202C215 203 231 198 242 186C246 196 251 201 257 203C254 230 247 252 236 271"
    "C226 281 208 286 198 278C196 266 192 261 188 256C196 250 199 240 196 229"
    "C193 218 186 211 184 202Z"
)
UPPER_LIP: Final = (
    "M160 257C172 257 182 259 190 266C192 271 193 276 192 281C182 276 172 270 160 273"
    "C148 270 138 276 128 281C127 276 128 271 130 266C138 259 148 257 160 257Z"
)
CHIN: Final = (
    "M133 305C148 311 172 311 187 305C191 320 190 334 184 345C176 352 168 354 160 354"
    "C152 354 144 352 136 345C130 334 129 320 133 305Z"
)
JAWLINE: Final = (
    "M256 210C252 250 240 288 214 320C208 327 201 334 192 340C197 328 198 314 195 300"
    "C210 297 226 289 240 277C249 256 254 234 256 210Z"
)
NECK: Final = (
    "M112 334C126 352 142 361 160 361C178 361 194 352 208 334L210 366"
    "C213 384 228 394 248 402L72 402C92 394 107 384 110 366Z"
)


def one(outline: str, at: tuple[int, int], *, is_mirrored: bool = False) -> Area:
    return Area((Shape(outline, is_mirrored),), (at,))


def pair(outline: str, at: tuple[int, int]) -> Area:
    """On both sides."""
    across, down = at
    return Area((Shape(outline), Shape(outline, is_mirrored=True)), (at, (320 - across, down)))


AREAS: Final[Mapping[str, Area]] = MappingProxyType(
    {
        "forehead": one(FOREHEAD, (160, 94)),
        "glabella": one(GLABELLA, (160, 149)),
        "temples": pair(TEMPLES, (250, 154)),
        "eyes": pair(EYES, (204, 191)),
        "nose_bridge": one(NOSE_BRIDGE, (160, 198)),
        "nose_sides": pair(NOSE_SIDES, (178, 241)),
        "left_cheek": one(CHEEK, (223, 241)),
        "right_cheek": one(CHEEK, (97, 241), is_mirrored=True),
        "upper_lip": one(UPPER_LIP, (160, 269)),
        "chin": one(CHIN, (160, 336)),
        "jawline": pair(JAWLINE, (222, 304)),
        "neck": one(NECK, (160, 386)),
    }
)


@register.filter
def area(zone: str) -> Area:
    """Where a zone lies on the face."""
    return AREAS[zone]
