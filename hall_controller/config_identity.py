"""Sections about identification: how somebody must say who they are for a service, and what the law wants to know of it.

Order 19 of 2025 (人脸识别技术应用安全管理办法): a face is never the only way, and children under 14 come with a guardian.
PIPL art. 56: records of handling are kept for three years.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from api.identity.assurance import BEST_ALONE
from api.messages.hall_views import IdentityPolicyView
from api.messages.identity_words import NON_BIOMETRIC_WAYS, Assurance, IdentityWay
from api.process.settings_file import Section
from hall_controller.config_times import Names

WAYS_MIN = 2
"""One way alone shuts somebody out: a broken reader, a worn card, no phone."""
GUARDIAN_AGE = 14
"""Below it a guardian must agree (order 19, art. 7; PIPL art. 31)."""

Line = Annotated[str, Field(max_length=200)]


class IdentityPolicySection(Section):
    """`[services.identity]`: what a kiosk asks before it gives this service."""

    assurance: Assurance = Assurance.L1
    """The least that will do, 0 to 3."""
    ways: tuple[IdentityWay, ...] = Field(min_length=WAYS_MIN)
    """Offered, in this order."""
    guardian_under: int = Field(default=GUARDIAN_AGE, ge=0, le=18)
    """0: never asked; only without a face."""
    typed_suffices: bool = False
    """A typed document is taken as a claim and looked at at the window."""

    @model_validator(mode="after")
    def _nobody_is_shut_out(self) -> Self:
        problems = []
        if len(set(self.ways)) < len(self.ways):
            problems.append("ways: one stands twice")
        others = [way for way in self.ways if way in NON_BIOMETRIC_WAYS]
        if not others:
            problems.append("ways: one of them must do without a face")
        elif not any(self._does_alone(way) for way in others):
            problems.append(f"ways: nobody reaches assurance {int(self.assurance)} without a face; add `person`, or ask for less")
        if self.typed_suffices and IdentityWay.DOCUMENT not in self.ways:
            problems.append("typed_suffices: `document` isn't among the ways")
        if IdentityWay.FACE in self.ways and self.guardian_under < GUARDIAN_AGE:
            problems.append(f"guardian_under: at least {GUARDIAN_AGE} where a face is compared")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _does_alone(self, way: IdentityWay) -> bool:
        if way is IdentityWay.DOCUMENT and self.typed_suffices:
            return True
        return BEST_ALONE[way] >= self.assurance

    def view(self) -> IdentityPolicyView:
        """As kiosks get it."""
        return IdentityPolicyView(
            assurance=self.assurance,
            ways=self.ways,
            guardian_under=self.guardian_under,
            typed_suffices=self.typed_suffices,
        )


class PrivacySection(Section):
    """`[privacy]`: who answers for personal data, and how long what is kept. Goes into the report and the assessment."""

    operator: Names = Field(default_factory=lambda: {"zh-CN": "", "en": ""})
    """Who decides about the data (个人信息处理者); empty: the hall itself."""
    officer: Line = ""
    """Office or function that answers for the protection of personal data. A function, no private name."""
    contact: Line = ""
    """Where people turn to."""
    purposes: Names = Field(default_factory=lambda: {"zh-CN": "核验办事人身份", "en": "To check who asks for a service"})
    legal_basis: Names = Field(
        default_factory=lambda: {
            "zh-CN": "本人单独同意，可随时撤回",
            "en": "The person's own separate consent, withdrawable at any time",
        }
    )
    registry_days: int = Field(default=365, ge=1, le=1_095)
    """How long kiosks keep a template of who agreed to it, at most: for the report; the kiosk's own setting counts."""
    evidence_days: int = Field(default=180, ge=1, le=1_095)
    """How long evidence of attempts is kept. It names nobody."""
    consent_days: int = Field(default=1_095, ge=30, le=3_650)
    """How long receipts of consents are kept after they were given or withdrawn."""
    withdrawal_days: int = Field(default=180, ge=30, le=1_095)
    """So long a withdrawal stands ready for kiosks that were switched off."""
    assessed_on: date | None = None
    """Day of the impact assessment (个人信息保护影响评估); it comes before the first use."""
    assessed_by: Line = ""
    filing_number: Line = ""
    """Of the filing with the province's office, where faces of 100 000 people are kept."""
    filed_on: date | None = None

    @model_validator(mode="after")
    def _receipts_outlive_what_they_allow(self) -> Self:
        if self.consent_days < self.registry_days:
            raise ValueError("consent_days: at least registry_days, or a template would outlive its consent's receipt")
        return self
