"""What the technician's screens show, and how they reach the machine. No words, no widgets."""
