package io.truecount.source.scan;

import io.truecount.source.record.InputFile;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** The files of one task. */
record FilesPartition(List<InputFile> files) implements InputPartition {}
