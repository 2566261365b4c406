package io.truecount.jobs.demo;

import io.truecount.error.Outcome;
import io.truecount.jobs.demo.generate.DemoLake;
import io.truecount.table.Folders;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code truecount generate}: a lake to try things on, with the truth about it. */
@Command(
    name = "generate",
    description = "Make a lake of a web shop, of any size, with the truth about who is who.")
public final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--persons", required = true, paramLabel = "N", description = "How many people.")
  private long persons;

  @Option(
      names = "--seed",
      required = true,
      paramLabel = "S",
      description = "Same seed, same lake.")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.")
  private Path out = Path.of("lake");

  @Override
  public Integer call() {
    Folders.create(out, "--out");
    DemoLake.write(new DemoLake.Options(persons, seed, out));
    System.out.printf(
        "%s: %d persons, loads of %s; the truth is in %s%n",
        out, persons, DemoLake.INTERVAL, out.resolve("truth"));
    return Outcome.DONE.exitCode();
  }
}
