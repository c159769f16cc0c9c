package dev.tallystick.benchmarks.light;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Named values in two small arrays, as cheap as a container could have them. */
final class Attributes {

    private static final int MOST = 32;

    private final @Nullable String[] names = new String[MOST];
    private final @Nullable Object[] values = new Object[MOST];
    private int size;

    @Nullable
    Object get(String name) {
        for (int i = 0; i < size; i++) {
            if (name.equals(names[i])) {
                return values[i];
            }
        }
        return null;
    }

    void set(String name, @Nullable Object value) {
        for (int i = 0; i < size; i++) {
            if (name.equals(names[i])) {
                values[i] = value;
                return;
            }
        }
        if (value != null) {
            names[size] = name;
            values[size++] = value;
        }
    }

    void clear() {
        Arrays.fill(values, 0, size, null);
        size = 0;
    }
}
