"""The citizen's kiosk, in three rings: `flow` (rules, no Kivy), `view_models` (what a screen says), `screens` (Kivy).

`ports` are the flow's connections to the world: the hall over MQTT, the printer's agent, the kiosk's own durable store.
"""
