"""Issues passes over HTTP as a Python program would: FastAPI and uvicorn in one process, segno for
the code, a row of SQLite with synchronous FULL for each request.

    fastapi_issue.py REGISTRY.sqlite ORGANISATION PORT
"""
import hashlib
import io
import os
import sqlite3
import sys
import time
from typing import Literal

import segno
import uvicorn
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel

from segno_issue import text_of, token

application = FastAPI()


class Order(BaseModel):
    kind: Literal["staff"]
    key: str


class Office:
    """The registry, and the number of the newest pass."""

    def __init__(self, path, organisation):
        self.organisation, self.count = organisation, 0
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")

    def issue(self, key):
        """The text of a new pass of one person; None where there is no such person."""
        found = self.db.execute(
            "SELECT id, site FROM people WHERE organisation = ? AND employee_no = ?",
            (self.organisation, key)).fetchone()
        if found is None:
            return None
        person, site = found
        now, identity = int(time.time()), os.urandom(10)
        sealed = token(identity, self.organisation, now)
        self.count += 1
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(
            "INSERT INTO passes (id, number, kind, person, organisation, site, pass_index,"
            " pass_id_sealed, sequence, next_sequence) VALUES (?,?,1,?,?,?,?,?,1,2)",
            (self.count, f"310117{self.count:08}0", person, self.organisation, site,
             hashlib.sha256(identity).digest()[:8], identity))
        self.db.execute(
            "INSERT INTO pass_tokens (pass, sequence, digest, token_sealed, epoch, key_group,"
            " nbf, exp, issued_at, status) VALUES (?,1,?,?,1,1,?,?,?,'active')",
            (self.count, hashlib.sha256(sealed).digest()[:16], sealed, now, now + 20 * 86400,
             now))
        self.db.execute("COMMIT")
        return text_of(sealed)


@application.post("/codes", status_code=201)
async def issue(order: Order):
    text = office.issue(order.key)
    if text is None:
        raise HTTPException(404)
    picture = io.BytesIO()
    code = segno.make(text, error="m", boost_error=False, micro=False)
    code.save(picture, kind="png", scale=4)
    return Response(picture.getvalue(), media_type="image/png", status_code=201)


if __name__ == "__main__":
    office = Office(sys.argv[1], int(sys.argv[2]))
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[3]), access_log=False,
                log_level="warning")
