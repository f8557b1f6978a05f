"""Pillow's JPEG of two small images, coded and decoded: what JpegCodecTests expects. Run: /usr/bin/python3 tests/oracles/jpeg.py

Image values: (37 i + 11 j + 53 c + (i j) % 7 * 9) % 256 at row i, column j, channel c. Pillow codes with the accurate DCT, the
standard tables and 4:2:0 by default, as Audit.Datasets.Decoding.JpegCodec says it does."""
import hashlib
import io

from PIL import Image


def round_trip(width, height, channels, quality):
    pixels = bytes((37 * i + 11 * j + 53 * c + (i * j) % 7 * 9) % 256 for i in range(height) for j in range(width) for c in range(channels))
    image = Image.frombytes("L" if channels == 1 else "RGB", (width, height), pixels)
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=quality)
    return Image.open(io.BytesIO(coded.getvalue())).tobytes()


for width, height, channels, quality in [(8, 8, 1, 10), (28, 28, 1, 75), (32, 32, 3, 75), (20, 12, 3, 40)]:
    decoded = round_trip(width, height, channels, quality)
    print(f'[InlineData({width}, {height}, {channels}, {quality}, {sum(decoded)}, "{hashlib.sha256(decoded).hexdigest()[:16]}")]')
