"""How OpenCV is set up in every process of ours that looks for faces."""


def prepare(threads: int = 1) -> None:
    """One thread, so that the kiosk's screen keeps the other cores; no chatter on standard error."""
    import cv2

    cv2.setNumThreads(threads)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
