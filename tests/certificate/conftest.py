"""One authority for the tests of signatures: a root, an issuer below it, a signer, and a stranger who has none of them."""

from dataclasses import dataclass

import pytest
from tests.certificate.pki import Holder, issue

from quanheng.certificate.signing import SigningKey, signing_key
from quanheng.certificate.verifying import Trust


@dataclass(frozen=True)
class Authority:
    """Who signs in the tests, who is trusted, and who is not."""

    root: Holder
    issuer: Holder
    signer: Holder
    stranger: Holder

    @property
    def key(self) -> SigningKey:
        return signing_key(self.signer.key, self.signer.chain)

    @property
    def trust(self) -> Trust:
        return Trust(anchors=(self.root.certificate,))


@pytest.fixture(scope="session")
def authority() -> Authority:
    root = issue("根证书", is_ca=True)
    issuer = issue("签发机构", root, is_ca=True)
    # The stranger's authority has the same names as the real one: only keys tell them apart.
    false_root = issue("根证书", is_ca=True)
    false_issuer = issue("签发机构", false_root, is_ca=True)
    return Authority(root, issuer, issue("授权签字人", issuer), issue("授权签字人", false_issuer))
