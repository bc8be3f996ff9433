"""Receipt and report values to PDF and ESC/POS bytes; knows no database."""
