package dev.tallystick.benchmarks.light;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.matcher.ElementMatchers;

/** Adds the methods that a class leaves out: each fails, so that none is measured without anybody having meant it. */
public final class Rest {

    private Rest() {}

    /** A class like the given abstract one, whose missing methods throw {@link UnsupportedOperationException}. */
    public static <T> Class<? extends T> of(Class<T> type) {
        return new ByteBuddy()
                .subclass(type)
                .method(ElementMatchers.isAbstract())
                .intercept(ExceptionMethod.throwing(UnsupportedOperationException.class))
                .make()
                .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup(type)))
                .getLoaded();
    }

    private static MethodHandles.Lookup lookup(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type + " can't be extended", e);
        }
    }

    /** One object of such a class. */
    public static <T> T make(Class<? extends T> type, Object... arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            @SuppressWarnings("unchecked")
            T made = (T) constructor.newInstance(arguments);
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be made", e);
        }
    }
}
