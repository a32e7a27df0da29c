"""When will a newcomer be called: a rollout of the real rule from the present state, off the write path."""
