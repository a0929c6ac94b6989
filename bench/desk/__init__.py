"""How fast is the desk with a full database? `python -m bench.desk`, from the root."""
