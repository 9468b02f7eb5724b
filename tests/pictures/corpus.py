"""Files that a picture's door must stand: each kind that is taken, things that only look like one,
bombs, and pictures with what must not be kept."""

import io
import random
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from pillow_heif import from_pillow

SECRET = b"Amira Haddad was here"


def a_face(width: int = 320, height: int = 240) -> Image.Image:
    """Something with edges; red in the upper left corner, blue in the lower right one."""
    picture = Image.new("RGB", (width, height), (214, 170, 150))
    pen = ImageDraw.Draw(picture)
    pen.ellipse(
        (width // 4, 10, width * 3 // 4, height - 10), fill=(230, 190, 170), outline="brown"
    )
    pen.rectangle((0, 0, width // 5, height // 5), fill=(220, 20, 20))
    pen.rectangle((width * 4 // 5, height * 4 // 5, width, height), fill=(20, 20, 220))
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stored = io.BytesIO()
    picture.save(stored, kind, **options)
    return stored.getvalue()


def a_heic(picture: Image.Image, **options: Any) -> bytes:
    stored = io.BytesIO()
    from_pillow(picture).save(stored, quality=60, **options)
    return stored.getvalue()


def exif_of(orientation: int = 1) -> Image.Exif:
    """Where and with what it was taken, and a word of a person."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif[0x0110] = "Camera of Amira"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 31.0, 0.0), "E", (13.0, 24.0, 0.0)
    return exif


def a_profile(padding: int = 0) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile + SECRET + b"\0" * padding


def a_zip() -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("note.txt", SECRET)
    return stored.getvalue()


@cache
def good_files() -> dict[str, bytes]:
    """Every kind and colour mode that is taken."""
    face = a_face()
    clear = face.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(face.size))
    return {
        "jpeg": saved(face, "JPEG"),
        "jpeg, progressive": saved(face, "JPEG", progressive=True),
        "jpeg, grey": saved(face.convert("L"), "JPEG"),
        "jpeg, cmyk": saved(face.convert("CMYK"), "JPEG"),
        "jpeg of two frames": saved(face, "MPO", save_all=True, append_images=[face]),
        "png": saved(face, "PNG"),
        "png, palette": saved(face.convert("P"), "PNG"),
        "png, palette with one clear colour": saved(face.convert("P"), "PNG", transparency=0),
        "png, clear": saved(clear, "PNG"),
        "png, grey and clear": saved(clear.convert("LA"), "PNG"),
        "png, black and white": saved(face.convert("1"), "PNG"),
        "png, sixteen bits": saved(deep(face), "PNG"),
        "png, animated": saved(face, "PNG", save_all=True, append_images=[face.rotate(90)]),
        "webp": saved(face, "WEBP"),
        "webp, clear": saved(clear, "WEBP"),
        "webp, animated": saved(face, "WEBP", save_all=True, append_images=[face.rotate(90)]),
        "heic": a_heic(face),
    }


def deep(picture: Image.Image) -> Image.Image:
    return picture.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")


@cache
def tagged_files() -> dict[str, bytes]:
    """Pictures that carry everything that must go."""
    face, exif = a_face(), exif_of().tobytes()
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    profile, xmp = a_profile(), b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    return {
        "jpeg": saved(face, "JPEG", exif=exif, icc_profile=profile, comment=SECRET, xmp=xmp),
        "png": saved(face, "PNG", exif=exif, icc_profile=profile, pnginfo=texts, dpi=(300, 300)),
        "webp": saved(face, "WEBP", exif=exif, icc_profile=profile, xmp=xmp),
        "heic": a_heic(face, exif=exif, xmp=xmp),
        "appended zip": saved(face, "JPEG") + a_zip(),
        "zip after a png": saved(face, "PNG") + a_zip(),
        "page in a comment": saved(face, "JPEG", comment=b"<script>" + SECRET + b"</script>"),
        "huge profile": saved(face, "JPEG", icc_profile=a_profile(3_000_000)),
        "profile of nonsense": saved(face, "JPEG", icc_profile=SECRET * 50),
    }


@cache
def other_files() -> dict[str, bytes]:
    """What is no picture of ours, under whatever name it comes."""
    return {
        "words": SECRET,
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "page": b"<!doctype html><script>alert(1)</script>",
        "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n",
        "fits": b"".join(line.ljust(80) for line in FITS).ljust(2880) + b"\0" * 2880,
        "gif": saved(a_face(), "GIF"),
        "gif that is a script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
        "bmp": saved(a_face(), "BMP"),
        "tiff": saved(a_face(), "TIFF"),
        "icon": saved(a_face(64, 64), "ICO"),
        "avif": saved(a_face(), "AVIF"),
        "zip": a_zip(),
        "nothing but a jpeg's mark": b"\xff\xd8\xff\xe0",
        "heic's mark alone": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "heic with odd boxes": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\xff\xff\xff\xffmeta" * 40,
    }


FITS = [
    *(b"SIMPLE  =                    T", b"BITPIX  =                    8"),
    *(b"NAXIS   =                    2", b"NAXIS1  =               200000"),
    *(b"NAXIS2  =               200000", b"END"),
]


@cache
def bombs() -> dict[str, bytes]:
    """Small files that would be huge pictures."""
    return {
        "30,000 by 30,000, one bit": a_png_bomb(30_000, 30_000),
        "two thousand million wide": a_png_bomb(2_000_000_000, 1, rows=0),
        "jpeg that says it is larger": jpeg_of_size(60_000, 60_000),
        "51 million pixels": a_png_bomb(51_000, 1_000),
        "webp of 16,383 by 16,383": a_webp_of_size(16_383, 16_383),
        "heic that says it is larger": heic_of_size(40_000, 40_000),
    }


def a_png_bomb(width: int, height: int, rows: int | None = None) -> bytes:
    """One bit per pixel, all black: a row packs to nearly nothing."""
    row = b"\0" * (width // 8 + 2)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height if rows is None else rows))
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", packed + packer.flush()), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, body) for name, body in parts)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg_of_size(width: int, height: int) -> bytes:
    content = bytearray(saved(a_face(), "JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def a_webp_of_size(width: int, height: int) -> bytes:
    body = b"\x10\0\0\0" + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    inner = b"WEBPVP8X" + struct.pack("<I", len(body)) + body
    inner += saved(a_face(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def heic_of_size(width: int, height: int) -> bytes:
    content = bytearray(a_heic(a_face()))
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(">II", width, height)
    return bytes(content)


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Bits turned, pieces lost, doubled and swapped."""
    result = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 8, 40])):
        at = chance.randrange(len(result))
        match chance.randrange(4):
            case 0:
                result[at] ^= 1 << chance.randrange(8)
            case 1:
                result[at : at + 4] = chance.randbytes(4)
            case 2:
                del result[at : at + chance.randrange(1, 64)]
            case _:
                result[at:at] = result[at : at + chance.randrange(1, 64)]
        if not result:
            break
    return bytes(result)
