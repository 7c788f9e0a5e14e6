"""The Excel workbook: a front sheet and a sheet for each question."""

from pipeline.report.excel.book import excel_book, write_excel
