package io.truecount.bench;

import io.truecount.identity.components.ComponentFinder;
import io.truecount.identity.components.Components;
import io.truecount.identity.components.GraphFramesComponents;
import io.truecount.identity.components.NativeComponents;
import io.truecount.identity.components.NativeOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * What the command line does not offer: {@code EDGES VERTICES OUT ENGINE}, with one of GraphFrames'
 * algorithms as engine, or the native one within so many bytes.
 */
public final class EngineRun {
  private EngineRun() {}

  public static void main(String[] args) throws IOException {
    try (SparkSession session = Sessions.files()) {
      Components found =
          engine(args[3])
              .solve(PlainFiles.read(session, args[1]), PlainFiles.read(session, args[0]));
      PlainFiles.replace(found.labels(), args[2]);
      Components.Summary summary = found.summary();
      System.out.printf(
          "{\"vertices\":%d,\"edges\":%d,\"components\":%d,\"largest\":%d}%n",
          summary.vertices(), summary.edges(), summary.components(), summary.largest());
    }
  }

  private static ComponentFinder engine(String name) {
    return switch (name) {
      case "graphframes", "graphx" -> new GraphFramesComponents(name);
      default -> new NativeComponents(NativeOptions.ofMemory(Long.parseLong(name)));
    };
  }
}
