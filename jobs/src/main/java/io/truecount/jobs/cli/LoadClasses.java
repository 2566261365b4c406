package io.truecount.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Loads every class of a jar and does nothing with it: {@code bin/truecount} has the JVM write down
 * what is loaded at the end of this, so that commands need not parse and verify these classes
 * again.
 */
public final class LoadClasses {
  private static final String CLASS = ".class";

  private LoadClasses() {}

  public static void main(String[] args) throws IOException, ClassNotFoundException {
    for (String name : classes(Path.of(args[0]))) {
      Class.forName(name, false, LoadClasses.class.getClassLoader());
    }
  }

  private static List<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(CLASS) && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
          .toList();
    }
  }
}
