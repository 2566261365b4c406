package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The requested places of a JSON record, each with a slot for its value; and the objects whose
 * other members are wanted as they are ({@link #collect}).
 */
public final class JsonShape {
  private final UnaryOperator<String> fold;
  private final Node root;
  private final Node elsewhere;
  private final AtomicInteger members = new AtomicInteger();
  private int size;

  private JsonShape(UnaryOperator<String> fold) {
    this.fold = fold;
    this.root = new Node(fold, members);
    this.elsewhere = new Node(fold, members);
  }

  /** Names are matched as they are. */
  public static JsonShape exact() {
    return new JsonShape(UnaryOperator.identity());
  }

  /** Names are matched ignoring case and underscores. */
  public static JsonShape lenient() {
    return new JsonShape(JsonShape::lenientName);
  }

  /** What names that {@link #lenient} takes for one have in common. */
  public static String lenientName(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The slot of the value at a dotted path; one path has one slot. */
  public int slot(String path) {
    Node node = node(path);
    if (node.slot < 0) {
      node.slot = size++;
    }
    return node.slot;
  }

  /** Wants the members of the object at {@code path} that have no slot; "" is the record. */
  public void collect(String path) {
    node(path).collect = true;
  }

  /** The elements of the array at {@code path} are records, each of which is read by itself. */
  public void apart(String path) {
    node(path).apart = true;
  }

  public int size() {
    return size;
  }

  Node root() {
    return root;
  }

  /** The place of everything that is not requested. */
  Node elsewhere() {
    return elsewhere;
  }

  private Node node(String path) {
    Node node = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      node = node.children.computeIfAbsent(fold.apply(name), n -> new Node(fold, members));
    }
    return node;
  }

  /**
   * What a name in an object is: its hashes, and its place when it is requested.
   *
   * @param number of the place and spelling, from 0; -1 where it is not remembered
   * @param hash one for all spellings
   * @param exact of this spelling
   */
  record Member(int number, long hash, long exact, @Nullable Node node) {}

  /** A place in the record. */
  static final class Node {
    /** Names beyond these are folded each time: records may make up names without end. */
    private static final int REMEMBERED = 1_000;

    int slot = -1;
    boolean collect;
    boolean apart;
    private final UnaryOperator<String> fold;
    private final AtomicInteger numbers;
    private final Map<String, Node> children = new HashMap<>();
    private final Map<String, Member> members = new ConcurrentHashMap<>();

    Node(UnaryOperator<String> fold, AtomicInteger numbers) {
      this.fold = fold;
      this.numbers = numbers;
    }

    Member member(String name) {
      Member known = members.get(name);
      if (known != null) {
        return known;
      }
      String folded = fold.apply(name);
      boolean remembered = members.size() < REMEMBERED;
      int number = remembered ? numbers.getAndIncrement() : -1;
      Member member = new Member(number, hash(folded), hash(name), children.get(folded));
      if (remembered) {
        members.put(name, member);
      }
      return member;
    }

    private static long hash(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      return Hashing.bytes(bytes, 0, bytes.length);
    }
  }
}
