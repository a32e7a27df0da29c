"""Window by window: does each device hang where the configuration says?"""
