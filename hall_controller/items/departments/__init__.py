"""The departments behind the items: how they are asked, by whichever way one is joined to the hall."""
