from tests.support.voice import clips, loop_thread

__all__ = ["clips", "loop_thread"]
