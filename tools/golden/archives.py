#!/usr/bin/env python3
"""Writes Tests/MediaIOTests/Goldens/archives: good and hostile archives. Needs bsdtar (libarchive-tools) and zip."""
import bz2, gzip, io, lzma, os, struct, subprocess, tarfile, tempfile, zipfile, zlib

out = os.path.join(os.path.dirname(__file__), "../../Tests/MediaIOTests/Goldens/archives")
out = os.path.abspath(out)
os.makedirs(out, exist_ok=True)
sound = bytes(range(256)) * 2
files = {"normal/a.wav": sound, "murmur/b c (1).wav": sound[::-1], "murmur/심음.wav": b"heart", "labels.csv": b"file,label\na,b\n"}
date = (2020, 1, 1, 0, 0, 0)


def path(name):
    return os.path.join(out, name)


def add_zip(archive, name, data, **kw):
    info = zipfile.ZipInfo(name, date)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data, **kw)


def add_tar(archive, name, data=b"", kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, link
    archive.addfile(info, io.BytesIO(data) if data else None)


# The same four files in every format; of both rar formats one file, as only its stored form is easily made.
with zipfile.ZipFile(path("good.zip"), "w") as archive:
    for name, data in files.items():
        add_zip(archive, name, data)
    add_zip(archive, "__MACOSX/normal/._a.wav", b"resource fork")
plain = io.BytesIO()
with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
    for member, data in files.items():
        add_tar(archive, member, data)
compressions = {"": bytes, ".gz": lambda data: gzip.compress(data, mtime=0), ".bz2": bz2.compress, ".xz": lzma.compress}
for suffix, compress in compressions.items():
    open(path("good.tar" + suffix), "wb").write(compress(plain.getvalue()))
with tempfile.TemporaryDirectory() as folder:
    for name, data in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        open(os.path.join(folder, name), "wb").write(data)
        os.utime(os.path.join(folder, name), (0, 0))
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    for name, options in [("good.7z", ["--format", "7zip"]), ("good.tar.zst", ["--zstd"])]:
        subprocess.run(["bsdtar", "-cf", path(name), *options, "-C", folder, "normal", "murmur", "labels.csv"], check=True, env=environment)
    if os.path.exists(path("encrypted.zip")):
        os.remove(path("encrypted.zip"))
    subprocess.run(["zip", "-q", "-X", "-P", "secret", path("encrypted.zip"), "normal/a.wav"], check=True, cwd=folder)


def vint(number):
    result = b""
    while number > 127:
        result, number = result + bytes([number & 127 | 128]), number >> 7
    return result + bytes([number])


def rar_block(body, data=b""):
    sized = vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized + data


def rar_file(name, data):
    name = name.encode()
    # Type 2 with a data area; flag 4 in the file's own flags: a CRC follows; method 0: stored; host: Unix.
    body = vint(2) + vint(2) + vint(len(data)) + vint(4) + vint(len(data)) + vint(0o100644) + struct.pack("<I", zlib.crc32(data))
    return rar_block(body + vint(0) + vint(1) + vint(len(name)) + name, data)


open(path("good.rar"), "wb").write(
    b"Rar!\x1a\x07\x01\x00" + rar_block(vint(1) + vint(0) + vint(0)) + rar_file("normal/a.wav", sound)
    + rar_block(vint(5) + vint(0) + vint(0)))


# The format before RAR 5, which old collections come in; blocks carry the low half of a CRC.
def old_rar_block(kind, flags, body, data=b""):
    header = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header + data


def old_rar_file(name, data):
    name = name.encode()
    # Sizes, host Unix, CRC, time, needed version 2.0, method 0x30: stored, name's length, attributes.
    body = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x21 << 16, 20, 0x30, len(name), 0o100644)
    return old_rar_block(0x74, 0x8000, body + name, data)


open(path("old.rar"), "wb").write(
    b"Rar!\x1a\x07\x00" + old_rar_block(0x73, 0, bytes(6)) + old_rar_file("normal/a.wav", sound)
    + old_rar_block(0x7B, 0x4000, b""))

# Hostile ones.
with tarfile.open(path("hostile.tar"), "w", format=tarfile.PAX_FORMAT) as archive:
    add_tar(archive, "normal/a.wav", sound)
    add_tar(archive, "../escaped.wav", b"evil")
    add_tar(archive, "normal/../../escaped.wav", b"evil")
    add_tar(archive, "/tmp/auscult-escaped.wav", b"evil")
    add_tar(archive, "link.wav", kind=tarfile.SYMTYPE, link="/etc/passwd")
    add_tar(archive, "out", kind=tarfile.SYMTYPE, link="/tmp")
    add_tar(archive, "out/auscult-escaped.wav", b"evil")
    add_tar(archive, "hard.wav", kind=tarfile.LNKTYPE, link="normal/a.wav")
    add_tar(archive, "pipe.wav", kind=tarfile.FIFOTYPE)
    add_tar(archive, "inner.zip", b"PK\x03\x04")
    add_tar(archive, "normal/a.wav", b"again")
    add_tar(archive, "normal/a.wav/b.wav", b"a file as a folder")
    add_tar(archive, "n" * 300 + ".wav", b"long")
    add_tar(archive, "last.wav", b"still read")
with zipfile.ZipFile(path("bomb.zip"), "w") as archive:
    add_zip(archive, "zeros.wav", bytes(4 << 20), compresslevel=9)
# Bytes that are no UTF-8, as a zip from a Korean Windows has them.
raw = io.BytesIO()
with zipfile.ZipFile(raw, "w") as archive:
    add_zip(archive, "AAAA.wav", b"heart")
open(path("names.zip"), "wb").write(raw.getvalue().replace(b"AAAA", "주기".encode("cp949")))
open(path("truncated.zip"), "wb").write(open(path("good.zip"), "rb").read()[:300])
open(path("truncated.tar.gz"), "wb").write(open(path("good.tar.gz"), "rb").read()[:200])
open(path("text.zip"), "wb").write(b"this is no archive\n" * 20)
