"""Reads and writes VARIANT files with Spark, and selects rows of others. Runs in a Python that
has pyspark; `make interop`.

Standard input: a JSON list of tasks; standard output: a JSON list of what each gave.
{"read": FILE}                                      to_json(v) of each row, by n
{"write": FOLDER, "json": [TEXT...], "shred": BOOL} parse_json of each, as v
{"write": FOLDER, "sql": SELECT, "shred": BOOL}
{"select": FILE, "where": [CONDITION...]}           for each the n of the rows for which it is true
"""
import json
import sys

from pyspark.sql import SparkSession


def run(spark: SparkSession, task: dict):
    if "read" in task:
        rows = spark.read.parquet(task["read"]).orderBy("n").selectExpr("to_json(v) as j").collect()
        return [row.j for row in rows]
    if "select" in task:
        spark.read.parquet(task["select"]).createOrReplaceTempView("t")
        return [[row.n for row in spark.sql(f"SELECT n FROM t WHERE {text}").collect()]
                for text in task["where"]]
    spark.conf.set("spark.sql.variant.writeShredding.enabled", str(task["shred"]).lower())
    spark.conf.set("spark.sql.variant.inferShreddingSchema", str(task["shred"]).lower())
    if "sql" in task:
        frame = spark.sql(task["sql"])
    else:
        rows = spark.createDataFrame(list(enumerate(task["json"])), "n int, j string")
        frame = rows.coalesce(1).sortWithinPartitions("n").selectExpr("n", "parse_json(j) as v")
    frame.coalesce(1).write.mode("overwrite").parquet(task["write"])
    return None


def main() -> None:
    spark = (SparkSession.builder.master("local[1]").appName("variants")
             .config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
             .config("spark.driver.bindAddress", "127.0.0.1")
             .config("spark.driver.host", "127.0.0.1").getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    results = [run(spark, task) for task in json.load(sys.stdin)]
    json.dump(results, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
