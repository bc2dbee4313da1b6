/// DuckDB: the log files into one Parquet file, with the raw records, then SQL over it.
package io.trailseal.bench.duckdb;
