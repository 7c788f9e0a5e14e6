"""Chapters of a report in Word and HTML, and snippets for a report that a program writes."""

from pipeline.report.chapters.chapter import picture_alt
from pipeline.report.chapters.html import chapters_html
from pipeline.report.chapters.snippets import snippets
from pipeline.report.chapters.word import chapters_word, check_template, need_word
