def run(batch): return [1]
