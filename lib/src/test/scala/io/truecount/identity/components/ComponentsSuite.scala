package io.truecount.identity.components

import io.truecount.testkit.SharedSpark
import org.apache.spark.sql.{Row, SparkSession}
import org.scalacheck.Gen
import org.scalacheck.rng.Seed
import org.scalatest.funsuite.AnyFunSuite

/** Thousands of small generated graphs, many to one job: each has its own range of identifiers. */
final class ComponentsSuite extends AnyFunSuite {
  import ComponentsSuite.Graph

  private val spark: SparkSession = SharedSpark.session()
  private val RangeSize = 1000L
  private val Graphs = 3000

  private val sparse: Gen[Graph] = for {
    size <- Gen.choose(1, 60)
    vertex = Gen.choose(0L, size.toLong - 1)
    vertices <- Gen.listOf(vertex)
    edges <- Gen.listOfN(size / 2, Gen.zip(vertex, vertex))
  } yield Graph(vertices, edges)

  private val dense: Gen[Graph] = for {
    size <- Gen.choose(2, 12)
    vertex = Gen.choose(0L, size.toLong - 1)
    edges <- Gen.listOfN(size * 3, Gen.zip(vertex, vertex))
  } yield Graph(Nil, edges)

  private val path: Gen[Graph] = for {
    size <- Gen.choose(2, 200)
    ids <- Gen.pick(size, 0L until RangeSize).map(_.toSeq)
  } yield Graph(Nil, ids.zip(ids.tail))

  private val star: Gen[Graph] = for {
    size <- Gen.choose(1, 100)
    hub <- Gen.choose(0L, RangeSize - 1)
  } yield Graph(Seq(hub), (0L until size.toLong).map(leaf => (leaf, hub)))

  private val tree: Gen[Graph] = for {
    parents <- Gen.listOf(Gen.choose(0.0, 1.0))
  } yield Graph(
    Seq(0L),
    parents.take(500).zipWithIndex.map { case (share, i) => (i + 1L, (share * i).toLong) })

  private val graphs: Gen[Graph] = Gen.oneOf(sparse, dense, path, star, tree)

  private def generate(count: Int, seed: Long): Seq[Graph] =
    (0 until count).map { i =>
      val graph = graphs.pureApply(Gen.Parameters.default, Seed(seed + i))
      val base = (i - count / 2) * RangeSize
      Graph(graph.vertices.map(_ + base), graph.edges.map { case (a, b) => (a + base, b + base) })
    }

  /** Propagates the smallest label along edges until nothing changes. */
  private def oracle(graph: Graph): Map[Long, Long] = {
    val ids = (graph.vertices ++ graph.edges.flatMap { case (a, b) => Seq(a, b) }).distinct
    var labels = ids.map(id => id -> id).toMap
    var changed = true
    while (changed) {
      val next = graph.edges.foldLeft(labels) { case (seen, (a, b)) =>
        val least = seen(a).min(seen(b))
        seen.updated(a, least).updated(b, least)
      }
      changed = next != labels
      labels = next
    }
    labels
  }

  private def solve(finder: ComponentFinder, all: Seq[Graph]): Map[Long, Long] = {
    import spark.implicits._
    val vertices = all.flatMap(_.vertices).toDF("id")
    val edges = all.flatMap(_.edges).toDF("a", "b").repartition(3)
    val rows = finder.components(vertices, edges).collect()
    val labels = rows.map { case Row(id: Long, component: Long) => id -> component }.toMap
    assert(labels.size == rows.length, "an identifier has two rows")
    labels
  }

  private def solveNames(finder: ComponentFinder, all: Seq[Graph]): Map[String, String] = {
    import spark.implicits._
    val vertices = all.flatMap(_.vertices).map(name).toDF("id")
    val edges = all.flatMap(_.edges).map { case (a, b) => (name(a), name(b)) }.toDF("a", "b")
    finder
      .components(vertices, edges)
      .collect()
      .map { case Row(id: String, component: String) => id -> component }
      .toMap
  }

  private def name(id: Long): String = "user-" + id

  private def named(labels: Map[Long, Long]): Map[String, String] = {
    val least = labels.groupMapReduce(_._2)(pair => name(pair._1))((x, y) => if (x < y) x else y)
    labels.map { case (id, component) => name(id) -> least(component) }
  }

  test("native labels of 3,000 generated graphs of longs are those of the oracle") {
    val all = generate(Graphs, 1L)
    val expected = all.flatMap(oracle).toMap
    assert(solve(new NativeComponents, all) == expected)
  }

  test("native labels of 1,000 generated graphs of strings are those of the oracle") {
    val all = generate(1000, 100000L)
    assert(solveNames(new NativeComponents, all) == named(all.flatMap(oracle).toMap))
  }

  test("distributed rounds give the labels of the oracle on 1,000 generated graphs") {
    val all = generate(1000, 200000L)
    val finder = new NativeComponents(NativeOptions.ofMemory(0))
    assert(solve(finder, all) == all.flatMap(oracle).toMap)
  }

  test("GraphFrames gives the labels of the oracle on 200 generated graphs") {
    val all = generate(200, 300000L)
    assert(solve(new GraphFramesComponents, all) == all.flatMap(oracle).toMap)
  }
}

private object ComponentsSuite {
  final case class Graph(vertices: Seq[Long], edges: Seq[(Long, Long)])
}
