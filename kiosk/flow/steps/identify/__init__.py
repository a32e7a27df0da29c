"""Who are you? One composed step: the hub, its five ways, consent, guardian, and a second proof where one isn't enough."""
