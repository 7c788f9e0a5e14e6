"""Chapters of a report in Word and HTML, and snippets for a generated report."""

from pipeline.report.chapters.chapter_pictures import picture_alt
from pipeline.report.chapters.html import chapters_html, write_html
from pipeline.report.chapters.snippets import snippets, write_snippets
from pipeline.report.chapters.word import chapters_word, check_template, check_word, write_word
