"""The steps that items are made of, one for each kind of `api.messages.item_views.ItemStep`."""
