/** What ends a build: an error of it, as Jenkins would report it. */
abstract class BuildError extends RuntimeException {
  BuildError(String message) { super(message) }
  abstract String getResult()
}
