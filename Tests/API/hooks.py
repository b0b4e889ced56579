"""What schemathesis has to know of the API beyond its description: texts of the formats that the
description names, and which of them a plain pattern cannot tell."""

import base64
import string

import schemathesis
from hypothesis import strategies as st

# Neither control nor format characters, line ends or surrogates; one that is seen stands first.
VISIBLE = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"), codec="utf-8")
SEEN = st.characters(categories=("Lu", "Ll", "Lo", "Nd"), codec="utf-8")
CLEAR = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def texts(longest):
    return st.builds(str.__add__, SEEN, st.text(VISIBLE, max_size=longest - 1))


@st.composite
def credit_codes(draw):
    head = draw(st.text(CREDIT, min_size=2, max_size=2))
    area = draw(st.text(string.digits, min_size=6, max_size=6))
    body = head + area + draw(st.text(CREDIT, min_size=9, max_size=9))
    total = sum(CREDIT.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + CREDIT[(31 - total % 31) % 31]


@st.composite
def hours(draw):
    start, end = draw(st.integers(0, 1439)), draw(st.integers(1, 1440))
    end = end if end != start else end % 1440 + 1
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (start, end))


def cursors():
    return st.integers(1, 10**6).map(
        lambda number: base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")
    )


schemathesis.openapi.format("printable", texts(60))
schemathesis.openapi.format("tag", texts(20))
schemathesis.openapi.format("credit-code", credit_codes())
schemathesis.openapi.format("hours", hours())
schemathesis.openapi.format("cursor", cursors())
schemathesis.openapi.format(
    "plate", st.text(CLEAR.replace("O", ""), min_size=5, max_size=5).map("沪A".__add__)
)


@schemathesis.serializer("application/vnd.gatepass.journal")
def journal(context, value):
    """Bytes as they are: no generated value is a journal."""
    return value if isinstance(value, bytes) else str(value).encode()
