"""Words that certificates are to choose from: types of quantities, languages, countries, digests."""

#: Types of the common vocabulary (`basic_…`) by their stems. Written from the good-practice certificates of DKD and PTB
#: and the examples published with the schema; a type that is not here is reported as a warning, never as an error.
_BASIC = """
    2IndexTable 1IndexTable 0IndexTable tableIndex0 tableIndex1 tableIndex2 tableIndex3 table
    acceptanceLimitLower acceptanceLimitUpper toleranceLimitLower toleranceLimitUpper
    accreditation accreditationLogo airPressure arithmeticMean arithmenticMean
    calibrationMark calibrationSticker calibrationValue calibrationObject certificate conformity conformityProbability
    conversionFactor correction correctedValue coverageFactor coverageProbability date decisionRule deviation
    deviationMax deviationMin digitalSeal drift error expandedUncertainty
    formulaInputQuantity formulaOutputQuantity formulaParameter
    graphic humidityAbsolute humidityAbsoluteMax humidityAbsoluteMin humidityRelative humidityRelativeMax
    humidityRelativeMin hysteresis indicatedValue indication influenceQuantity
    installationDate location logo maximumPermissibleError measurand measuredValue measuredValueMax measuredValueMin
    measurementError measurementErrorMax measurementErrorMin measurementMethod measurementRange measurementRangeMax
    measurementRangeMin measurementPoint measurementUncertainty method methodMeasurementUncertainty
    isInCMC isNotInCMC cmc mra nominalValue normalUsed standardUsed notInCMC offset performanceLocation
    picture pressure pressureAbsolute pressureAmbient pressureMax pressureMin
    range recalibration reference referenceValue relativeUncertainty repeatability reproducibility resolution
    remark sensitivity significance slope standardDeviation standardUncertainty statement
    temperature temperatureMax temperatureMin temperatureMean testObject traceability traceable
    uncertainty uncertaintyRelative unit validityRange validityRangeMax validityRangeMin variance
"""

#: Name spaces of vocabularies that expert groups publish; certificates may define further ones.
_NAME_SPACES = (
    "basic gp ac acoustics al alldomains density dimensional electrical flow force forceTorque geometry gml "
    "hardness humidity length mass math massCalibration optics pressure temperature time torque vacuum vibration "
    "viscosity volume weighing quanheng"
)

#: ISO 639-1.
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)

#: ISO 3166-1 alpha-2.
_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA "
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA "
    "GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS "
    "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS "
    "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW "
    "TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)

BASIC = frozenset(_BASIC.split())
NAME_SPACES = frozenset(_NAME_SPACES.split())
LANGUAGES = frozenset(_LANGUAGES.split())
COUNTRIES = frozenset(_COUNTRIES.split())
