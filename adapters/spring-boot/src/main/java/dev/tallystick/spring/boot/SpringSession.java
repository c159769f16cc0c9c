package dev.tallystick.spring.boot;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Whether Spring Session keeps the application's sessions, and where its filter stands. By name: it may not be there. */
final class SpringSession {

    private static final String FILTER = "org.springframework.session.web.http.SessionRepositoryFilter";

    /** As Spring Session has it, unless the key below says otherwise. */
    private static final int DEFAULT_ORDER = Ordered.HIGHEST_PRECEDENCE + 50;

    private static final String ORDER_KEY = "spring.session.servlet.filter-order";

    private SpringSession() {}

    static boolean isUsed(ListableBeanFactory beans) {
        ClassLoader loader = beans.getClass().getClassLoader();
        return ClassUtils.isPresent(FILTER, loader)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(FILTER, loader), true, false).length > 0;
    }

    static int filterOrder(Environment environment) {
        return environment.getProperty(ORDER_KEY, Integer.class, DEFAULT_ORDER);
    }
}
