"""The types (`refType`) that the builder writes.

`basic_…` are PTB's basic vocabulary as their good-practice certificates use it; `quanheng_…` are this project's, for what
that vocabulary has no word for, and are declared in every certificate (`dcc:refTypeDefinitions`).
"""

from enum import StrEnum
from types import MappingProxyType

from quanheng.certificate.building.words import said
from quanheng.certificate.model.administrative import RefTypeDefinition

NAMESPACE = "quanheng"


class Kind(StrEnum):
    """What the document is, in the law of metrology."""

    VERIFICATION = "verification"
    REJECTION = "rejection"
    CALIBRATION = "calibration"


#: The statement that says which kind it is.
KINDS = MappingProxyType(
    {
        Kind.VERIFICATION: "quanheng_verificationCertificate",
        Kind.REJECTION: "quanheng_rejectionNotice",
        Kind.CALIBRATION: "quanheng_calibrationCertificate",
    }
)
TITLES = MappingProxyType(
    {
        Kind.VERIFICATION: said("检定证书", "Verification Certificate"),
        Kind.REJECTION: said("检定结果通知书", "Rejection Notice"),
        Kind.CALIBRATION: said("校准证书", "Calibration Certificate"),
    }
)

CONCLUSION = "quanheng_conclusion"
SITE = "quanheng_site"
USE_OF_RESULTS = "quanheng_useOfResults"
TRACEABILITY = "quanheng_traceability"
REMARK = "quanheng_remark"
INSTALLATION = "quanheng_measurementStandard"
STANDARD = "basic_normalUsed"
ACCURACY = "quanheng_accuracy"
RANGE = "quanheng_measuringRange"
VALID_UNTIL = "quanheng_certificateValidUntil"
INFLUENCES = "quanheng_influences"
INFLUENCED = "quanheng_influencedRows"
DECISION_RULE = "quanheng_decisionRule"
OBSERVATION = "quanheng_observation"
TABLE = "quanheng_table"
TOLERANCE_LOWER, TOLERANCE_UPPER = "basic_toleranceLimitLower", "basic_toleranceLimitUpper"
ACCEPTANCE_LOWER, ACCEPTANCE_UPPER = "basic_acceptanceLimitLower", "basic_acceptanceLimitUpper"
CONFORMITY = "basic_conformity"
RECALIBRATION = "basic_recalibration"
UNCERTAINTY = "basic_uncertainty"

#: What a column of a table may be.
NOMINAL, REFERENCE, MEASURED = "basic_nominalValue", "basic_referenceValue", "basic_measuredValue"
ERROR = "basic_measurementError"
SETTING, CORRECTION, REPEATABILITY = "quanheng_setting", "basic_correction", "basic_repeatability"
RESULT, LABEL = "quanheng_result", "quanheng_label"
COLUMN_TYPES = (NOMINAL, REFERENCE, MEASURED, ERROR, SETTING, CORRECTION, REPEATABILITY, RESULT)

#: Influence conditions: name of the draft → type, Chinese, English, a unit that it must convert to.
CONDITIONS = MappingProxyType(
    {
        "temperature": ("basic_temperature", "温度", "Temperature", "K"),
        "humidity": ("basic_humidityRelative", "相对湿度", "Relative humidity", "%"),
        "pressure": ("basic_pressure", "大气压力", "Ambient pressure", "Pa"),
        "air_density": ("quanheng_airDensity", "空气密度", "Air density", "kg/m³"),
        "supply_voltage": ("quanheng_supplyVoltage", "供电电压", "Supply voltage", "V"),
    }
)

#: Quantity kinds (QUDT) that a column may state, each with a unit that the column's must convert to.
QUANTITY_KINDS = MappingProxyType({
    "Mass": "kg", "Length": "m", "Time": "s", "Temperature": "K", "Pressure": "Pa", "Volume": "m³", "Force": "N",
    "Torque": "N·m", "Speed": "m/s", "Density": "kg/m³", "VolumeFlowRate": "m³/s", "MassFlowRate": "kg/s",
    "ElectricCurrent": "A", "ElectricPotential": "V", "Resistance": "Ω", "ActivePower": "W", "ReactivePower": "var",
    "Energy": "J", "Frequency": "Hz", "Angle": "rad", "Illuminance": "lx", "DimensionlessRatio": "1",
})  # fmt: skip

#: Declared in every certificate that is built.
DEFINITION = RefTypeDefinition(
    name=said("泉衡类型词汇", "Quanheng vocabulary of types"),
    namespace=NAMESPACE,
    link="urn:quanheng:ref-types:1",
    release="1",
)
