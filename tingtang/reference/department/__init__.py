"""A department's back end as the hall's adapter meets it, with invented records of whoever asks."""
