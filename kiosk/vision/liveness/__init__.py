"""Is a living person there, or a picture of one? By the terms of ISO/IEC 30107-3 (presentation attack detection).

Deny cues veto, one confirm cue is required, nothing is averaged; whoever abstains or fails says "not live".
"""
