"""Words about releases that controller, units and installer share: what a release holds, who signed it, who shall run it."""
