"""The kiosk's vision process: camera, faces, codes. A process of its own, since recognisers hold the interpreter for 100 ms.

The kiosk imports only `messages`, `preview` and `client` from here; OpenCV and the engines are loaded in the process alone.
"""
