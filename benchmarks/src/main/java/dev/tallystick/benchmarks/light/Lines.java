package dev.tallystick.benchmarks.light;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of a request, found by a scan as containers do it. The enumeration of a name is made once and rewound, so
 * that it isn't counted as the filter's.
 */
final class Lines {

    private static final Lines.Cursor NONE = new Cursor(List.of());

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private String[] nameArray = {};
    private String[] valueArray = {};
    private Cursor[] cursors = {};

    void add(String name, String value) {
        names.add(name);
        values.add(value);
        nameArray = names.toArray(String[]::new);
        valueArray = values.toArray(String[]::new);
        cursors = new Cursor[nameArray.length];
        for (int i = 0; i < cursors.length; i++) {
            List<String> all = new ArrayList<>();
            for (int j = 0; j < nameArray.length; j++) {
                if (nameArray[j].equalsIgnoreCase(nameArray[i])) {
                    all.add(valueArray[j]);
                }
            }
            cursors[i] = new Cursor(all);
        }
    }

    @Nullable
    String first(String name) {
        int index = index(name);
        return index < 0 ? null : valueArray[index];
    }

    Enumeration<String> all(String name) {
        int index = index(name);
        return index < 0 ? NONE : cursors[index].rewound();
    }

    List<String> names() {
        return names;
    }

    private int index(String name) {
        for (int i = 0; i < nameArray.length; i++) {
            String candidate = nameArray[i];
            if (candidate.length() == name.length() && candidate.equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static final class Cursor implements Enumeration<String> {

        private final String[] lines;
        private int next;

        Cursor(List<String> lines) {
            this.lines = lines.toArray(String[]::new);
        }

        Cursor rewound() {
            next = 0;
            return this;
        }

        @Override
        public boolean hasMoreElements() {
            return next < lines.length;
        }

        @Override
        public String nextElement() {
            if (next >= lines.length) {
                throw new NoSuchElementException();
            }
            return lines[next++];
        }
    }
}
