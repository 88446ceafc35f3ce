"""Who a visitor is and what he may do; by which doors the server is entered is `gate`.

A viewer sees every page. An analyst also runs SQL of his own, attaches files and takes files away, over the API too. An
operator also reads what concerns the installation.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from fenjin.language.translate import Translator, _
from fenjin.settings import ANALYST, OPERATOR, REFUSED, ROLE_NAMES, VIEWER, Access, Settings

# The header in which the gate tells the pages who the visitor is, and the name that Streamlit gives it; no request can bring it.
HEADER = "x-fenjin-visitor"
KEY = "fenjin"

_ROLES = {VIEWER: _("查看"), ANALYST: _("分析"), OPERATOR: _("运维")}
_LONGEST = 200  # characters of a name


@dataclass(frozen=True)
class Visitor:
    """Somebody who came in: what the provider or the proxy calls him, his name for people, and his role."""

    user: str
    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether he may do what this role may."""
        return ROLE_NAMES.index(self.role) >= ROLE_NAMES.index(role)

    def in_words(self, t: Translator) -> str:
        """Name and role in words."""
        return f"{self.name} · {t(_ROLES[self.role])}"

    def text(self) -> str:
        """The visitor as a header can carry him."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode("utf-8")).decode("ascii")


# Where the dashboard is open nobody is told from anybody else.
EVERYBODY = Visitor("-", "", OPERATOR)


def may_curate(visitor: Visitor, address: str | None, installation: Settings) -> bool:
    """Whether this visitor may draft and review lists: an operator where people sign in, else who sits at the machine that says so.

    `address` is where he comes from as `origin` tells it: None for this machine.
    """
    if installation.state is None or not installation.served:
        return False
    return visitor.may(OPERATOR) if installation.access else installation.curate and address is None


def of_text(text: str) -> Visitor:
    """The visitor of a header that `Visitor.text` wrote."""
    return Visitor(**json.loads(base64.urlsafe_b64decode(text)))


def of_claims(claims: Mapping[str, object], claim: str, access: Access) -> Visitor | None:
    """The visitor whom an ID token's claims describe; None where he has no role, or no name at the provider."""
    user = claims.get("sub")
    if not isinstance(user, str) or not user:
        return None
    names = [claims.get(name) for name in ("name", "preferred_username", "email")]
    name = next((text for text in names if isinstance(text, str) and text.strip()), user)
    return of_values(user, name, values_of_claim(claims, claim), access)


def of_values(user: str, name: str, values: list[str], access: Access) -> Visitor | None:
    """The visitor with the highest role that one of these values gives him; None where he has none."""
    roles = [access.roles[value] for value in values if value in access.roles]
    role = max(roles, key=ROLE_NAMES.index, default=access.others)
    return None if role == REFUSED else Visitor(user[:_LONGEST], name.strip()[:_LONGEST], role)


def values_of_claim(claims: Mapping[str, object], claim: str) -> list[str]:
    """What a claim of an ID token holds, one text or several. A dot in its name may belong to it or lead into an object."""
    content: object = claims.get(claim)
    if content is None:
        content = claims
        for part in claim.split("."):
            content = content.get(part) if isinstance(content, Mapping) else None
    if isinstance(content, str):
        return [content]
    return [value for value in content if isinstance(value, str)] if isinstance(content, list) else []
