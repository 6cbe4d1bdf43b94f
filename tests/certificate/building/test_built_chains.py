"""A certificate that rests on another one: the chain holds, and breaks when the other is changed."""

import hashlib
from dataclasses import replace
from datetime import date

from tests.certificate.drafts import CALIBRATION, weighed

from quanheng.certificate import read
from quanheng.certificate.building import build
from quanheng.certificate.chain import LinkState, follow


def test_the_link_to_a_standards_certificate_holds_by_its_digest() -> None:
    set_up, weights = CALIBRATION.standards
    certificate = weights.equipment.certificate
    assert certificate is not None
    below = replace(
        weighed(certificate.referral_id, 0.1),
        standards=(set_up,),
        received=None,
        begin=date(2025, 11, 2),
        end=date(2025, 11, 3),
        issued=date(2025, 11, 5),
    )
    standard = build(below)
    reference = replace(certificate, value=hashlib.sha256(standard).hexdigest())
    used = replace(weights, equipment=replace(weights.equipment, certificate=reference))
    above = read(build(replace(weighed("示例-XZ-2026-000188", 0.3), standards=(used,))))

    held = {each.of: each.state for each in follow(above, [standard]).links if each.depth == 1}
    assert held == {"Standard weights": LinkState.HOLDS}
    damaged = standard.replace(b"2025-11-05", b"2025-11-06", 1)
    broken = {each.of: each.state for each in follow(above, [damaged]).links if each.depth == 1}
    assert broken["Standard weights"] is not LinkState.HOLDS
