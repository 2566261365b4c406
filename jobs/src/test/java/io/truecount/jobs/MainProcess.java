package io.truecount.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own. */
final class MainProcess {
  private MainProcess() {}

  /** Starts a command; its messages for people come as on a terminal. */
  static Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of(System.getProperty("truecount.root"), "bin", "jvm.options"));
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dtruecount.terminal=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }
}
