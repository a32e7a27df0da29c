"""Typing: a question with one line for an answer, by pinyin, handwriting, letters or digits."""
