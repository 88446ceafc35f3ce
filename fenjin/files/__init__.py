"""Views as files: CSV, Excel, Parquet, JSON, HTML, research pack, PDF, PowerPoint."""
