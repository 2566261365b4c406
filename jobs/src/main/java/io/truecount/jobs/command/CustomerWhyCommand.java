package io.truecount.jobs.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code truecount customer why A B}: the links that make two identifiers one customer. */
@Command(
    name = "why",
    description =
        "Why two identifiers are one customer: the accepted links from one to the other, the"
            + " strongest there are, with when, how often and in which sources each was seen.")
final class CustomerWhyCommand implements Callable<Integer> {
  @Mixin private LinkOptions link = new LinkOptions();

  @Override
  public Integer call() throws IOException {
    return link.answer("truecount customer why", LinkAnswer::why);
  }
}
