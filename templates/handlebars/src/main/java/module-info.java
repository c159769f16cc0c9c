/** The hidden field in the templates of Handlebars.java. */
module dev.tallystick.handlebars {
    requires transitive dev.tallystick.core;
    requires transitive com.github.jknack.handlebars;
    requires static transitive org.jspecify;

    exports dev.tallystick.handlebars;
}
