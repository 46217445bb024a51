/** What our own pages are made of: HTML files and JSON, small and by hand. */
@NullMarked
package io.telpher.app.web;

import org.jspecify.annotations.NullMarked;
