"""What the controller knows of the hall's nodes and devices, and how the technician's board shows it."""
