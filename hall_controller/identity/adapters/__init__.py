"""Platforms that know who somebody is, each behind one interface (`base`). Personal data passes through and stays nowhere."""
