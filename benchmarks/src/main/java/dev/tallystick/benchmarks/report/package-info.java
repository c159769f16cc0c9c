/** What was measured, and what comes of it: medians, ratios, the bars, the page. Nothing is measured here. */
@NullMarked
package dev.tallystick.benchmarks.report;

import org.jspecify.annotations.NullMarked;
