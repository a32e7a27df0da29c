"""Ring 2: what each screen says, as plain values. No Kivy: a screen shows a model and posts its buttons' intents."""
