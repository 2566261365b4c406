package io.truecount.jobs.bench;

import io.truecount.identity.components.Components;
import io.truecount.identity.components.GraphFramesComponents;
import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** GraphFrames with one of its algorithms: {@code EDGES VERTICES OUT ALGORITHM}. */
public final class GraphFramesRun {
  private GraphFramesRun() {}

  public static void main(String[] args) throws IOException {
    try (SparkSession session = Sessions.files()) {
      Components found =
          new GraphFramesComponents(args[3])
              .solve(PlainFiles.read(session, args[1]), PlainFiles.read(session, args[0]));
      PlainFiles.replace(found.labels(), args[2]);
      Components.Summary summary = found.summary();
      System.out.printf(
          "{\"vertices\":%d,\"components\":%d,\"largest\":%d}%n",
          summary.vertices(), summary.components(), summary.largest());
    }
  }
}
