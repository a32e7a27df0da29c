"""Who stands before the kiosk: ways, proofs, policy, and the ports that steps reach them through. No Kivy, no OpenCV."""
