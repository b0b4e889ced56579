"""Issues passes as a Python program would: segno for the code, its PNG into a ZIP, rows in SQLite.

    segno_issue.py REGISTRY.sqlite OUT.zip ORGANISATION COUNT

One process. Prints how many it made and the seconds they took, imports and start left out.
"""
import base64
import hashlib
import hmac
import io
import json
import os
import sqlite3
import sys
import time
import zipfile

import segno

HEADER = bytes.fromhex("a201050443010007")
KEY = b"a key of the benchmark, no other"


def head(kind, value):
    if value < 24:
        return bytes([kind << 5 | value])
    width = 1 if value < 0x100 else 2 if value < 0x10000 else 4
    return bytes([kind << 5 | {1: 24, 2: 25, 4: 26}[width]]) + value.to_bytes(width, "big")


def token(identity, organisation, now):
    payload = (
        head(5, 4) + head(0, 4) + head(0, now + 20 * 86400) + head(0, 5) + head(0, now)
        + head(0, 7) + head(2, 12) + identity + b"\0\1" + head(1, 65536)
        + head(5, 2) + b"\0\1" + head(0, 3) + head(0, organisation))
    signed = b"\x84\x64MAC0\x48" + HEADER + b"\x40" + head(2, len(payload)) + payload
    tag = hmac.new(KEY, signed, hashlib.sha256).digest()
    return b"\xd1\x84\x48" + HEADER + b"\xa0" + head(2, len(payload)) + payload + b"\x58\x20" + tag


def text_of(sealed):
    return "GP1" + base64.b32encode(sealed).decode().rstrip("=")


def main():
    registry, archive, organisation, count = sys.argv[1:]
    db = sqlite3.connect(registry, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    people = db.execute(
        "SELECT id, site FROM people WHERE organisation = ? LIMIT ?",
        (int(organisation), int(count))).fetchall()
    start = time.monotonic()
    now = int(time.time())
    db.execute("BEGIN IMMEDIATE")
    with zipfile.ZipFile(archive, "w") as out:
        for n, (person, site) in enumerate(people, 1):
            identity = os.urandom(10)
            sealed = token(identity, int(organisation), now)
            text = text_of(sealed)
            picture = io.BytesIO()
            code = segno.make(text, error="m", boost_error=False, micro=False)
            code.save(picture, kind="png", scale=4)
            out.writestr(f"E{n:06}.png", picture.getvalue())
            db.execute(
                "INSERT INTO passes (id, number, kind, person, organisation, site, pass_index,"
                " pass_id_sealed, sequence, next_sequence) VALUES (?,?,1,?,?,?,?,?,1,2)",
                (n, f"310117{n:08}0", person, int(organisation), site,
                 hashlib.sha256(identity).digest()[:8], identity))
            db.execute(
                "INSERT INTO pass_tokens (pass, sequence, digest, token_sealed, epoch, key_group,"
                " nbf, exp, issued_at, status) VALUES (?,1,?,?,1,1,?,?,?,'active')",
                (n, hashlib.sha256(sealed).digest()[:16], sealed, now, now + 20 * 86400, now))
    db.execute("COMMIT")
    print(json.dumps({"passes": len(people), "seconds": time.monotonic() - start}))


if __name__ == "__main__":
    main()
