/** Tallystick in JSP pages. */
module dev.tallystick.jsp {
    requires transitive dev.tallystick.core;
    requires transitive jakarta.servlet.jsp;
    requires static transitive org.jspecify;

    exports dev.tallystick.jsp;
}
