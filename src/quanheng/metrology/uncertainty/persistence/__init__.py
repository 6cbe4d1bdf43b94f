"""Problems and results as JSON, read back bit for bit.

Schema `quanheng.uncertainty/1`. Numbers are the shortest decimals that denote the same float; infinite degrees of
freedom are null. Every document is an object with `schema` and `kind`.

kind "problem":
    model: {text: string, outputs: [name]}, or for one traced from a function an object of the schema quanheng.model/1
    inputs: [{name, value, standard_uncertainty, degrees_of_freedom, ensemble, unit, distribution, influence,
              components: [{influence, contribution, degrees_of_freedom, ensemble}],
              component_correlations: [[influence, influence, r]]}]
    distribution: the name of a shape, or {distribution: name of a family, parameter: number, …}
    correlations: [[name, name, r]]; coverage_probability: number; identifier: string
kind "result":
    outputs, inputs: [name]; values, input_values, input_uncertainties: [number];
    sensitivities, shares, covariance, contributions: [[number]], one row an output;
    degrees_of_freedom: [number or null];
    influences: [{identifier, degrees_of_freedom, ensemble}], in the order of the columns of contributions;
    correlations: [[identifier, identifier, r]]; coverage_probability: number; identifier: string
kind "montecarlo":
    outputs: [name]; trials, seed, digits: whole numbers; coverage_probability: number; is_stable: truth;
    mean: [number or null]; covariance: [[number or null]]; symmetric, shortest: [[low, high]], one an output;
    standard_errors: [[number or null]], of means, standard uncertainties, low and high ends;
    null stands for what does not exist. The model values are not stored: trials and seed give them again.
"""

from quanheng.metrology.uncertainty.persistence.members import SCHEMA
from quanheng.metrology.uncertainty.persistence.problems import problem_from_json, problem_to_json
from quanheng.metrology.uncertainty.persistence.results import result_from_json, result_to_json
from quanheng.metrology.uncertainty.persistence.runs import montecarlo_from_json, montecarlo_to_json

__all__ = [
    "SCHEMA",
    "montecarlo_from_json",
    "montecarlo_to_json",
    "problem_from_json",
    "problem_to_json",
    "result_from_json",
    "result_to_json",
]
