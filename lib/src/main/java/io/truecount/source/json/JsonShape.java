package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a JSON record that somebody wants, each with a slot for its value; and the objects
 * whose other members are wanted as they are ({@link #collect}).
 */
public final class JsonShape {
  private final byte[] fold;
  private final Node root;
  private final Map<String, Integer> slots = new HashMap<>();

  private JsonShape(byte[] fold) {
    this.fold = fold;
    this.root = new Node();
  }

  /** Names are matched byte by byte. */
  public static JsonShape exact() {
    byte[] fold = new byte[256];
    for (int b = 0; b < 256; b++) {
      fold[b] = (byte) b;
    }
    return new JsonShape(fold);
  }

  /** Names are matched ignoring case (of ASCII letters) and underscores. */
  public static JsonShape lenient() {
    JsonShape shape = exact();
    for (int b = 'A'; b <= 'Z'; b++) {
      shape.fold[b] = (byte) (b + 32);
    }
    shape.fold['_'] = 0;
    return shape;
  }

  /** The slot of the value at a dotted path; one path has one slot. */
  public int slot(String path) {
    Node node = node(path);
    if (node.slot < 0) {
      node.slot = slots.size();
      slots.put(path + "#" + node.slot, node.slot);
    }
    return node.slot;
  }

  /** Wants the members of the object at {@code path} that have no slot; "" is the record. */
  public void collect(String path) {
    node(path).collect = true;
  }

  public int size() {
    return slots.size();
  }

  Node root() {
    return root;
  }

  /** What a name's byte counts as; 0 for nothing. */
  byte[] fold() {
    return fold;
  }

  private Node node(String path) {
    Node node = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      node = node.child(folded(name));
    }
    return node;
  }

  private byte[] folded(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    int length = 0;
    for (byte b : bytes) {
      byte folded = fold[b & 0xFF];
      if (folded != 0) {
        bytes[length++] = folded;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /** A place in the record; its children are looked up by the hash of their folded names. */
  static final class Node {
    int slot = -1;
    boolean collect;
    private long[] hashes = new long[0];
    private byte[][] names = new byte[0][];
    private Node[] children = new Node[0];

    @Nullable Node find(long hash, byte[] json, int from, int to, byte[] fold) {
      for (int i = 0; i < hashes.length; i++) {
        if (hashes[i] == hash && isName(names[i], json, from, to, fold)) {
          return children[i];
        }
      }
      return null;
    }

    private Node child(byte[] name) {
      for (int i = 0; i < names.length; i++) {
        if (Arrays.equals(names[i], name)) {
          return children[i];
        }
      }
      int n = names.length;
      names = Arrays.copyOf(names, n + 1);
      children = Arrays.copyOf(children, n + 1);
      hashes = Arrays.copyOf(hashes, n + 1);
      names[n] = name;
      children[n] = new Node();
      hashes[n] = Hashing.bytes(name, 0, name.length);
      return children[n];
    }

    private static boolean isName(byte[] name, byte[] json, int from, int to, byte[] fold) {
      int at = 0;
      for (int i = from; i < to; i++) {
        byte folded = fold[json[i] & 0xFF];
        if (folded != 0 && (at == name.length || name[at++] != folded)) {
          return false;
        }
      }
      return at == name.length;
    }
  }
}
