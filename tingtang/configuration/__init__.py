"""Every configuration file of the product: checked, compared, described for editors."""
