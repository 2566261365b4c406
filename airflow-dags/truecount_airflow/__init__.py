"""What Truecount's DAGs share. No module here holds a DAG."""
