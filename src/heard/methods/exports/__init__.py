"""Reading the files that suppliers export: encodings, delimiters, records, dates, and one person's rows joined."""
