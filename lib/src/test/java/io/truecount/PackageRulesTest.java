package io.truecount;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
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
          "activation",
          "project");

  /** Methods that read a clock, by their names. */
  private static final Set<String> CLOCKS =
      Set.of(
          "now",
          "nanoTime",
          "currentTimeMillis",
          "system",
          "systemUTC",
          "systemDefaultZone",
          "tick",
          "tickMillis",
          "tickSeconds",
          "tickMinutes");

  private static final Set<String> RANDOM = Set.of("random", "randomUUID");

  /** Of Spark's, which a query may hold. */
  private static final Set<String> OF_SPARK =
      Set.of(
          "now",
          "current_date",
          "current_timestamp",
          "curdate",
          "localtimestamp",
          "unix_timestamp",
          "rand",
          "randn",
          "random",
          "randstr",
          "uniform",
          "uuid",
          "shuffle",
          "monotonically_increasing_id",
          "spark_partition_id");

  @ArchTest static final ArchRule packages_depend_only_on_what_stands_left_of_them = leftOnly();

  @ArchTest
  static final ArchRule no_circle_between_packages =
      slices().matching("io.truecount.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule no_clock_and_no_random =
      noClasses()
          .should()
          .callMethodWhere(readsClockOrRandom())
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Random.class, SecureRandom.class, SplittableRandom.class, ThreadLocalRandom.class)
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

  private static DescribedPredicate<JavaMethodCall> readsClockOrRandom() {
    return DescribedPredicate.describe(
        "it reads a clock or a random source",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getName();
          return (owner.startsWith("java.time.") && CLOCKS.contains(name))
              || (owner.equals("java.lang.System") && CLOCKS.contains(name))
              || (owner.startsWith("java.") && RANDOM.contains(name))
              || (owner.equals("org.apache.spark.sql.functions") && OF_SPARK.contains(name));
        });
  }

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
      layers =
          left.length == 0
              ? rule.mayNotAccessAnyLayer()
              : rule.mayOnlyAccessLayers(withQuality(ORDER.get(i), left));
    }
    return layers.whereLayer("quality").mayOnlyAccessLayers("error", "config", "table");
  }

  /** Checks stand beside the data: only a whole project names their tables. */
  private static String[] withQuality(String layer, String[] left) {
    List<String> all = new java.util.ArrayList<>(List.of(left));
    if (layer.equals("project")) {
      all.add("quality");
    }
    return all.toArray(String[]::new);
  }
}
