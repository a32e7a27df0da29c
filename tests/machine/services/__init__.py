"""The shipped units under a real systemd, in namespaces of this machine: no emulated processor, so watchdogs keep their times."""
