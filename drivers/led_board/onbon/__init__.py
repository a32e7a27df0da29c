"""Onbon BX-5K and BX-6K character cards (仰邦字库卡). Source of the wire facts: the vendor's public document
"BK-5K/6K通讯协议用户版本" 1.4.
"""
