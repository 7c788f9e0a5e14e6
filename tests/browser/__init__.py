"""A reviewer's day in a real browser: a study, its desk and log, the server, and Chromium. A
package, so that the browser closes behind its last
test."""
