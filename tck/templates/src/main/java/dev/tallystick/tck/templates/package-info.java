/**
 * What the tests of every template engine share: a site with the real filter before pages that an engine renders, and a
 * visitor who reads them as a browser does and sends their forms; and what the parts of most engines keep, as tests to extend.
 * What doesn't belong: an engine.
 */
@NullMarked
package dev.tallystick.tck.templates;

import org.jspecify.annotations.NullMarked;
