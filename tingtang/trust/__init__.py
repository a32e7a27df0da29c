"""Trust between hall and units, as technicians handle it: the authority's desk on the controller, enrolment on a unit."""
