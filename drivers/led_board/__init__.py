"""Onbon BX-5K and BX-6K character boards (仰邦字库卡)."""
