package io.truecount;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The direction of the data is the direction of the packages: an arrow only ever points left. */
@AnalyzeClasses(packages = "io.truecount", importOptions = DoNotIncludeTests.class)
final class PackageRulesTest {
  private static final List<String> ORDER =
      List.of(
          "error",
          "config",
          "table",
          "source",
          "event",
          "identity",
          "customer",
          "model",
          "metric",
          "audience",
          "activation");

  @ArchTest static final ArchRule packages_depend_only_on_what_stands_left_of_them = leftOnly();

  @ArchTest
  static final ArchRule no_clock_and_no_random =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, ThreadLocalRandom.class)
          .because("a run that is repeated must give the same content");

  @ArchTest
  static final ArchRule spark_reads_and_writes_only_in_table_and_source =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.truecount.table..", "io.truecount.source..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org\\.apache\\.spark\\.sql\\.(DataFrame(Reader|Writer|WriterV2))")
          .because("input and output have one place each");

  private static ArchRule leftOnly() {
    var layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String name : ORDER) {
      layers = layers.layer(name).definedBy("io.truecount." + name + "..");
    }
    layers = layers.layer("quality").definedBy("io.truecount.quality..");
    for (int i = 0; i < ORDER.size(); i++) {
      String[] left = ORDER.subList(0, i).toArray(String[]::new);
      var rule = layers.whereLayer(ORDER.get(i));
      layers = left.length == 0 ? rule.mayNotAccessAnyLayer() : rule.mayOnlyAccessLayers(left);
    }
    return layers.whereLayer("quality").mayOnlyAccessLayers("error", "config", "table");
  }
}
