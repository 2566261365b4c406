package io.truecount.identity.components;

import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An object of this JVM that tasks of a local master reach although their code is serialised. It
 * lives as long as the reference made on the driver does, that is as long as a dataset built on it.
 */
final class LocalRef<T> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Map<Long, WeakReference<Object>> OBJECTS = new ConcurrentHashMap<>();
  private static final AtomicLong LAST = new AtomicLong();

  private final long key;

  /** What keeps the object alive; absent in the copies that tasks receive. */
  @SuppressWarnings({"serial", "UnusedVariable"})
  private final transient @Nullable T owned;

  private LocalRef(long key, T owned) {
    this.key = key;
    this.owned = owned;
  }

  static <T> LocalRef<T> to(T object) {
    OBJECTS.values().removeIf(reference -> reference.get() == null);
    long key = LAST.incrementAndGet();
    OBJECTS.put(key, new WeakReference<>(object));
    return new LocalRef<>(key, object);
  }

  @SuppressWarnings("unchecked")
  T get() {
    WeakReference<Object> reference = OBJECTS.get(key);
    Object object = reference == null ? null : reference.get();
    if (object == null) {
      throw new IllegalStateException("Local object %d is gone or of another JVM".formatted(key));
    }
    return (T) object;
  }
}
