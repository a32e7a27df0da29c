"""One's own number and bookings at the kiosk, without a phone: what is seen, what can be done, what the hall is asked."""
