"""The list of everything that a machine's product consists of (SBOM, CycloneDX): Python packages, Debian packages, models."""
