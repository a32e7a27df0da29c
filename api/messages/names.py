"""Names in several languages."""

Names = dict[str, str]
"""Language tag to text: `{"zh-CN": "不动产登记", "en": "Real estate"}`. zh-CN is always there."""
