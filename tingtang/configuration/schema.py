"""JSON Schema (2020-12) of each kind of file, made of the same models that read it: editors complete and check while one types.

A device's keys depend on its driver: the agent's schema names every driver's own.
"""

from typing import Any

from api.process.version import product_version
from drivers.core.registry import DRIVERS, load_driver
from tingtang.configuration.kinds import KINDS, Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: Kind) -> dict[str, Any]:
    """What a file of this kind may hold."""
    schema = KINDS[kind].model.model_json_schema()
    if kind is Kind.AGENT:
        _add_drivers(schema)
    return {
        "$schema": DIALECT,
        "$id": f"urn:tingtang:{product_version()}:{kind.value}",
        "title": f"Tingtang {product_version()}: {kind.value}.toml",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _add_drivers(schema: dict[str, Any]) -> None:
    """A device of a kind that ships has its own keys and its driver's, and no others; kinds of third parties stay open."""
    definitions = schema["$defs"]
    device = definitions["DeviceSection"]
    common = device["properties"]
    variants = []
    for kind in sorted(DRIVERS):
        options = load_driver(kind).Config.model_json_schema(ref_template=f"#/$defs/{kind}.{{model}}")
        definitions |= {f"{kind}.{name}": part for name, part in options.get("$defs", {}).items()}
        own = options.get("properties", {})
        variants.append(
            {
                "if": {"properties": {"kind": {"const": kind}}},
                "then": {
                    "properties": {**dict.fromkeys(common, True), **own},
                    "required": options.get("required", []),
                    "additionalProperties": False,
                },
            }
        )
    device["allOf"] = variants
