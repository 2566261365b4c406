package io.truecount.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The order of the jobs' packages. */
@AnalyzeClasses(packages = "io.truecount", importOptions = DoNotIncludeTests.class)
final class JobsRulesTest {
  @ArchTest
  static final ArchRule packages_depend_only_on_what_stands_left_of_them =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.truecount.jobs.cli..")
          .layer("release")
          .definedBy("io.truecount.jobs.release..")
          .layer("nightly")
          .definedBy("io.truecount.jobs.nightly..")
          .layer("command")
          .definedBy("io.truecount.jobs.command..")
          .layer("demo")
          .definedBy("io.truecount.jobs.demo..")
          .whereLayer("cli")
          .mayNotAccessAnyLayer()
          .whereLayer("release")
          .mayOnlyAccessLayers("cli")
          .whereLayer("nightly")
          .mayOnlyAccessLayers("cli", "release")
          .whereLayer("command")
          .mayOnlyAccessLayers("cli", "release", "nightly")
          .whereLayer("demo")
          .mayOnlyAccessLayers("cli", "release", "nightly");

  @ArchTest
  static final ArchRule no_circle_between_packages =
      slices().matching("io.truecount.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_library_knows_nothing_of_jobs =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.truecount.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.truecount.jobs..");

  @ArchTest
  static final ArchRule spark_reads_and_writes_only_in_table_and_source =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.truecount.table..", "io.truecount.source..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org\\.apache\\.spark\\.sql\\.(DataFrame(Reader|Writer|WriterV2))")
          .because("input and output have one place each");
}
