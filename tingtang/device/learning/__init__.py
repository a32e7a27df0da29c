"""From recorded presses of an undocumented pad to a profile of its frames. Pure: no port, no clock."""
