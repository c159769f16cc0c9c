/**
 * A model of what browsers can be made to send from another site, and the engine run over all of it. The requests of four real
 * engines are its data ({@code recordings.tsv}, made by {@code recordings.jq}); docs/model.md says what is proved by it and what
 * is not. Tests of single rules don't belong here.
 */
@NullMarked
package dev.tallystick.model;

import org.jspecify.annotations.NullMarked;
