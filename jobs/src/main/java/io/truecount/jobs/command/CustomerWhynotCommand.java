package io.truecount.jobs.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code truecount customer whynot A B}: the links that were refused between two identifiers. */
@Command(
    name = "whynot",
    description =
        "Why two identifiers are not one customer: the links between them that a rule refused, with"
            + " the values that conflict and the accepted links on each side.")
final class CustomerWhynotCommand implements Callable<Integer> {
  @Mixin private LinkOptions link = new LinkOptions();

  @Override
  public Integer call() throws IOException {
    return link.answer("truecount customer whynot", LinkAnswer::whynot);
  }
}
