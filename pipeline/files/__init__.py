"""Files of any kind, read and written safely: YAML, Excel workbooks, CSV sheets, output folders.

Only `outputs` writes under outputs/.
"""

from pipeline.files.bank_file import bank_path
from pipeline.files.cache_folder import cache_folders
from pipeline.files.csv_cells import CsvRow, csv_bytes, from_cell, read_rows
from pipeline.files.csv_sheet import NewSheet
from pipeline.files.inputs import read_content, read_text
from pipeline.files.model_files import (
    MODEL_FILES,
    NO_EMBEDDINGS,
    PACKAGED_EMBEDDINGS,
    WEIGHTS,
    embedding_files,
    is_embeddings_folder,
    onnx_file,
    read_settings,
)
from pipeline.files.outputs import Outputs, is_earlier_measurement, is_earlier_run, write_new
from pipeline.files.xlsx_guard import WorkbookLimits, cell_text, check_workbook
from pipeline.files.xlsx_style import (
    BOOK_STYLES,
    LINE_HEIGHT,
    WORKBOOK_STYLES,
    Styles,
    lines_of,
    print_on_a4,
    protect,
    put_text,
    row_height,
)
from pipeline.files.yaml_document import Document, Form, Place, read_document
from pipeline.files.zip_guard import is_unsafe_markup, open_zip
