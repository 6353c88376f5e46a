"""The record in and out of files: CSV folders, xlsx, Parquet and JSON, with one set of checks."""
